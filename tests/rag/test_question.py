import pytest

from rag.question import LONGEST_QUESTION, fault_of


@pytest.mark.parametrize("text", ["", "  ", "?!", "\n"])
def test_what_holds_no_word_asks_nothing(text: str):
    fault = fault_of(text)
    assert fault
    assert fault.endswith("ask what you would like to know, in a sentence.")


def test_the_longest_question_is_asked_and_one_letter_more_says_how_long_it_is():
    assert fault_of("a" * LONGEST_QUESTION) is None
    fault = fault_of("a" * (LONGEST_QUESTION + 1))
    assert fault
    assert "1,001 characters: ask it in 1,000 or fewer" in fault
