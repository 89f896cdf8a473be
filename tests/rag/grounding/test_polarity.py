from itertools import permutations

import pytest

from rag.grounding.polarity import contradictions
from rag.grounding.words import LEXICON, pattern


@pytest.mark.parametrize(
    ("sentence", "text"),
    [
        ("The application was refused.", "The application was approved."),
        ("The application was approved.", "The application was not approved."),
        ("The application was not approved.", "The application was approved."),
        ("The motion was lost.", "The motion was put and carried."),
        ("The application was approved.", "It was agreed that the application be deferred."),
        ("The application was approved.", "It was proposed that the application be approved."),
        ("The application was approved.", "Members discussed whether the application should be approved."),
        ("The motion was withdrawn.", "The motion was adopted."),
        ("The centre will be funded.", "The centre will no longer be funded."),
        ("The bus will not stop there.", "The bus will stop there."),
        ("Shoplifting had increased.", "Shoplifting had decreased."),
        ("Cllr Hale spoke in favour of the plan.", "Cllr Hale spoke against the plan."),
        ("The path was closed.", "The path was opened."),
        ("It was paid by the Parish Council.", "The Parish Council heard that it was paid by the County Council."),
        ("The bench was mended.", "It was suggested that the bench be mended."),
        ("It was agreed to make a grant.", "RESOLVED: That it be RECOMMENDED to Full Council that a grant be made."),
        ("It was agreed to mend the bench.", "The clerk was asked to mend the bench."),
        ("They will mend it, if it rains.", "They might mend it, if it rains."),
        ("The letters were not all sent, and no bench was mended.", "The letters were sent, and no bench was mended."),
        ("The bench was let for some months.", "The bench was let for some years."),
    ],
)  # fmt: skip
def test_a_sentence_that_points_another_way_is_contradicted(sentence: str, text: str):
    assert contradictions(sentence, text, text)


@pytest.mark.parametrize(
    ("sentence", "text"),
    [
        ("The application was approved.", "It was RESOLVED that the application be approved."),
        ("It was agreed to mend the bench.", "RESOLVED: to mend the bench."),
        ("The minutes were agreed.", "The minutes were approved."),
        ("The minutes were approved.", "The minutes were agreed."),
        ("The motion was not carried.", "The motion was not carried."),
        ("Shoplifting was up by 41%.", "Shoplifting (+41%)"),
        ("The centre would not be funded.", "The centre would no longer be funded."),
        ("It was suggested that the bench be mended.", "A resident suggested that the bench be mended."),
        ("It was agreed to mend it.", "On the proposal of Cllr Hale, seconded by Cllr Orr, it was agreed to mend it."),
        ("The amendments were not needed.", "It was agreed that no amendments were needed."),
        ("It was read by Councillor Hale.", "It was read by Councillor U. Hale."),
        ("It was asked for by EHDC for three trees.", "It was asked for by EHDC for 3 trees."),
    ],
)
def test_the_same_outcome_in_other_words_stands(sentence: str, text: str):
    assert contradictions(sentence, text, text) == []


OUTCOMES = {name: held["example"] for name, held in LEXICON["outcome"].items() if name != "decided"}


@pytest.mark.parametrize(("one", "other"), list(permutations(OUTCOMES, 2)))
def test_no_outcome_passes_for_another(one: str, other: str):
    assert contradictions(OUTCOMES[one], OUTCOMES[other], OUTCOMES[other])
    assert contradictions(OUTCOMES[one], OUTCOMES[one], OUTCOMES[one]) == []


@pytest.mark.parametrize("pair", [*LEXICON["opposites"], *LEXICON["rivals"]], ids=lambda pair: pair["examples"][0])
def test_no_word_passes_for_its_opposite(pair: dict[str, list[str]]):
    one, other = pair["examples"]
    assert contradictions(one, other, other)
    assert contradictions(other, one, one)
    assert contradictions(one, one, one) == contradictions(other, other, other) == []


@pytest.mark.parametrize(
    "entry", [*LEXICON["outcome"].values(), *LEXICON["sign"].values()], ids=lambda one: one["example"]
)
def test_each_entry_of_the_lexicon_reads_its_example(entry: dict[str, str]):
    assert pattern(entry["words"]).search(entry["example"])


def test_may_the_month_leaves_nothing_open():
    assert contradictions("It closed in May.", "It closed on 3 May.", "It closed on 3 May.") == []
