import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.grounding.claims import claims, unfounded


def told(text: str) -> set[tuple[str, str]]:
    return {(claim.kind, claim.value) for claim in claims(text)}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("we planted 4 trees", "we planted four trees"),
        ("for 30,000 meals", "for 30000 meals"),
        ("for 250 meals", "for two hundred and fifty meals"),
        ("some 2 million meals", "some 2,000,000 meals"),
        ("a rise of 41%", "a rise of 41 per cent"),
        ("paid £1,500.00 back", "paid £1.5k back"),
        ("for £1,200 then", "for 1,200 pounds then"),
        ("for €10 then", "for ten euro then"),
        ("for €2 million then", "for 2 million euro then"),
        ("in 2021/22 then", "in 2021-2022 then"),
        ("in 2021/22 then", "in 2021-22 then"),
        ("in 2018/2019 then", "in 18/19 then"),
        ("at 7pm: sharp", "at 19:00: sharp"),
        ("on 18 January 2024 then", "on 18th January, 2024 then"),
        ("on 18 January 2024 then", "on 18/01/2024 then"),
        ("at 7.30 pm sharp", "at 19:30 sharp"),
        ("the 3rd phase", "the third phase"),
        ("for Cllr O’Neill today", "for Councillor O'Neill's today"),
    ],
)
def test_two_spellings_of_one_thing_are_one_claim(one: str, other: str):
    assert told(one) == told(other) != set()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("some 3,000 were given", "some £3,000 were given"),
        ("some £3,000 were given", "some €3,000 were given"),
        ("some 41 were given", "some 41% were given"),
        ("at 7.30 am", "at 7.30 pm"),
        ("application 24/00123/FUL", "application 24/00124/FUL"),
        ("minute 64/17c", "minute 64/17d"),
        ("minute 64/17", "minute 64/16"),
        ("in 2021/22", "in 2022/23"),
        ("for 1,200 pounds", "for 1,200 euro"),
        ("on 18 January 2024", "on 18 January 2023"),
    ],
)
def test_two_things_are_two_claims(one: str, other: str):
    assert told(one).isdisjoint(told(other))


@pytest.mark.parametrize(
    ("sentence", "kind", "value"),
    [
        ("Application 24/00123/FUL was heard.", "reference", "24/00123/FUL"),
        ("the 2023/24 council year", "reference", "2023/24"),
        ("the A149 is closed", "reference", "A149"),
        ("section 4.1.2 applies", "reference", "4.1.2"),
        ("a 12-month trial", "number", "12"),
        ("twenty-one members", "number", "21"),
        ("they met in 2019 first", "number", "2019"),
        ("they met in January 2019", "date", "2019-01-??"),
        ("they met on 3 May", "date", "????-05-03"),
        ("by J. B. Smith of the Falcon Centre", "name", "j b smith"),
        ("by J. B. Smith of the Falcon Centre", "name", "falcon centre"),
        ("The Falcon Centre closed.", "name", "falcon centre"),
        ("Wardens of it met.", "opening", "warden"),
        ("it was carried unanimously", "word", "unanim"),
    ],
)
def test_what_a_sentence_asserts_is_found(sentence: str, kind: str, value: str):
    assert (kind, value) in told(sentence)


def test_a_sentence_without_figures_or_names_claims_nothing():
    assert claims("The matter was put off again.") == ()


@pytest.mark.parametrize(
    ("sentence", "text"),
    [
        ("It met in January 2024.", "The meeting of 18 January 2024."),
        ("It met in 2024.", "The meeting of 18 January 2024."),
        ("They thanked Councillor Jones.", "Thanks to Councillors Smith and Jones were recorded."),
        ("Grants were paid.", "A grant was paid."),
        ("They thanked Inspector Dickens.", "They thanked Inspector Charlotte Dickens."),
        ("They thanked Mr A Hale.", "They thanked Mr Ann Hale."),
        ("It began at 7pm – all were there.", "It began at 7.00 p.m. All were there."),
        ("It planted 15 trees.", "It will plant 15 small ornamental trees."),
    ],
)
def test_a_claim_stands_where_the_text_says_as_much_or_more(sentence: str, text: str):
    assert unfounded(sentence, [text]) == []


@pytest.mark.parametrize(
    ("sentence", "text", "missing"),
    [
        ("It met on 18 January 2024.", "The meeting of January 2024.", "18 January 2024"),
        ("It was opened by Ann Smith.", "Ann Jones and Bob Smith opened it.", "Ann Smith"),
        ("It was read by Mrs Hale.", "Mr Hale read it.", "Mrs Hale"),
        ("All funding ended.", "Funding ended.", "all"),
        ("It was let for 6 years.", "It was let for 5 years and 6 months.", "6"),
        ("It was lost by 2 votes to 2.", "It was lost by 6 votes to 2.", "2"),
        ("Thornbury agreed.", "The council agreed.", "Thornbury"),
    ],
)
def test_a_claim_that_does_not_stand_is_named(sentence: str, text: str, missing: str):
    assert missing in [claim.written for claim in unfounded(sentence, [text])]


@given(st.integers(min_value=0, max_value=9_999_999))
def test_a_number_is_read_the_same_with_and_without_commas(number: int):
    assert told(f"of {number:,} people") == told(f"of {number} people") == {("number", str(number))}


@given(st.text(alphabet=st.characters(categories=["Lu", "Ll", "Zs", "Po"])))
def test_any_text_is_founded_on_itself(text: str):
    assert unfounded(text, [text]) == []
