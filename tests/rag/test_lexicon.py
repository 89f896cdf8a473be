from collections.abc import Iterator

import pytest

from rag.assistant import Assistant, open_assistant
from rag.finding.lexicon import MinutesLexicon
from rag.settings import Settings


@pytest.fixture(scope="module")
def assistant(sample_home: Settings) -> Iterator[Assistant]:
    with open_assistant(sample_home) as opened_once:
        yield opened_once


@pytest.fixture
def lexicon(assistant: Assistant) -> MinutesLexicon:
    return MinutesLexicon(assistant.legs, assistant.ledger)


def test_words_are_written_as_the_minutes_write_them(lexicon: MinutesLexicon):
    assert [lexicon.written(word) for word in ("thorle", "clock", "fraxelbine")] == ["Thorle", "clock", None]


def test_a_words_spread_counts_all_its_forms(lexicon: MinutesLexicon):
    assert lexicon.spread("shelter") == lexicon.spread("shelters") > 0
    assert lexicon.spread("fraxelbine") == 0


def test_the_language_has_words_that_the_minutes_lack(lexicon: MinutesLexicon):
    assert lexicon.is_common("unicorn")
    assert not lexicon.is_common("libary")


@pytest.mark.parametrize(
    "asked", ["HOW MUCH WAS THE EAST THORLE BUS SHELTER", "how much was the east thorle bus shelter"]
)
def test_a_question_is_understood_whatever_its_letter_case(assistant: Assistant, asked: str):
    from rag.answers import Question

    answers = [assistant.answer(Question(text=text)) for text in (asked, "How much was the East Thorle bus shelter?")]
    assert answers[0].asked_as == "How much was the East Thorle bus shelter?"
    assert answers[0].citations == answers[1].citations
    assert not answers[0].reworded
