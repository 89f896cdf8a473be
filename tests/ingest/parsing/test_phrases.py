"""Each phrase of deciding.toml is found in its examples, and without it one of them would be missed."""

import pytest

from ingest.parsing.phrases import Phrase, any_of, ending, phrases, sorts
from rag.minutes import Outcome

ALL = [(sort, phrase) for sort in sorts() for phrase in phrases(sort)]


@pytest.mark.parametrize(("sort", "phrase"), ALL, ids=[f"{sort}: {phrase.says[0]}" for sort, phrase in ALL])
def test_a_phrase_is_found_in_its_examples_and_is_needed(sort: str, phrase: Phrase) -> None:
    assert all(phrase.pattern.search(said) for said in phrase.says)
    others = [one for one in phrases(sort) if one is not phrase]
    assert any(not any(one.pattern.search(said) for one in others) for said in phrase.says)


@pytest.mark.parametrize(
    ("sort", "said", "outcome"),
    [(sort, said, phrase.outcome) for sort, phrase in ALL if phrase.outcome for said in phrase.says],
)
def test_an_example_has_the_outcome_of_its_own_phrase(sort: str, said: str, outcome: Outcome) -> None:
    assert ending(sort, said) is outcome


def test_the_phrases_of_a_sort_are_one_expression() -> None:
    assert all(any_of(sort).search(said) for sort, phrase in ALL for said in phrase.says)


def test_words_without_a_phrase_have_no_ending() -> None:
    assert ending("ended", "The wall is old.") is None
