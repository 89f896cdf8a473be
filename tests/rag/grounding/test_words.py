import pytest

from rag.grounding.words import canonical, content_stems, pattern, stem, words


def test_words_are_lower_case_in_order_without_possessive_endings():
    assert words("The Council’s 2 Gates, and the Gates") == ["the", "council", "2", "gates", "and", "the", "gates"]


@pytest.mark.parametrize(("one", "other"), [("Councillor", "Cllr"), ("Pell's", "pell"), ("Pell’s", "pell")])
def test_two_spellings_of_a_word_are_one(one: str, other: str):
    assert canonical(one) == canonical(other)


def test_forms_of_a_word_have_one_stem():
    assert stem("Gates") == stem("gate")


def test_what_carries_matter_has_no_figures_and_no_stop_words():
    assert content_stems("The 3 gates of the park") == {stem("gate"), stem("park")}


def test_a_pattern_finds_whole_words():
    assert pattern("no|none").search("None came")
    assert not pattern("no|none").search("nobody came in November")
