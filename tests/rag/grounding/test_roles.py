import pytest

from rag.grounding.roles import misplaced
from rag.grounding.words import LEXICON


@pytest.mark.parametrize("part", LEXICON["parts"])
def test_each_part_is_read_in_its_examples(part: str):
    true, false, minutes = LEXICON["parts"][part]["examples"]
    assert misplaced(true, minutes, minutes) == []
    assert any(part in said for said in misplaced(false, minutes, minutes))


@pytest.mark.parametrize(
    ("sentence", "minutes"),
    [
        ("It was proposed by Cllr Orr and seconded by Cllr Hale.", "Proposed by: Cllr Hale Seconded by: Cllr Orr"),
        ("Mrs B Orr moved it.", "It was moved by Mr Hale, seconded by Mrs Orr, that it be mended."),
        ("Ann Hale was absent.", "PRESENT: Cllrs Ann Hale, Ben Quill and B. Orr. APOLOGIES: Cllr Dell."),
        ("Cllr Dell was present.", "PRESENT: Cllrs Ann Hale, Ben Quill and B. Orr. APOLOGIES: Cllr Dell."),
        ("Cllr Orr was absent and Cllr Hale present.", "Cllr Hale was absent and Cllr Orr present."),
        ("It was carried by four votes for and 6 against.", "Carried, 6 in favour and 4 against."),
        ("It was carried by 2 votes to 6.", "It was carried by 6 votes to 2."),
        ("Two voted against it.", "AYES: 3; NOES 0; ABSENT: 2."),
    ],
)
def test_a_part_given_to_another_is_named(sentence: str, minutes: str):
    assert misplaced(sentence, minutes, minutes)


@pytest.mark.parametrize(
    ("sentence", "minutes"),
    [
        (
            "Cllr Hale proposed it.",
            "Cllr Mrs A Hale proposed the grant, seconded by Cllr Orr. Cllr Dell proposed a loan.",
        ),
        (
            "Councillor Hale moved it.",
            "On the proposal of Councillor Hale (J), seconded by Councillor Orr, it was agreed.",
        ),
        ("B. Orr was present.", "PRESENT: Cllrs Ann Hale, Ben Quill and B. Orr. APOLOGIES: Cllr Dell."),
        ("Cllr Dell sent apologies.", "Apologies for absence were received from Cllr Dell and Cllr Orr."),
        ("Six voted for it.", "6 votes for, 4 votes against and 1 abstention."),
        ("Cllr Moss proposed it.", "The bench was mended."),
        ("The motion was seconded.", "Cllr Hale moved it, seconded by Cllr Orr."),
    ],
)
def test_a_part_that_the_minutes_give_so_or_to_nobody_stands(sentence: str, minutes: str):
    assert misplaced(sentence, minutes, minutes) == []


def test_the_nearest_sentence_comes_first():
    nearest, whole = "Cllr Hale proposed the grant.", "Cllr Hale proposed the grant. Cllr Orr proposed the loan."
    assert misplaced("Cllr Orr proposed the grant.", nearest, whole) == ["Cllr Orr as proposer"]
    assert misplaced("Cllr Orr proposed the grant.", "A grant was made.", whole) == []
