from collections.abc import Callable
from datetime import date

import pytest

from rag.plan import Intent, Period, Plan, Role
from rag.planning.topic import afterwards, of_any_year, telling, topic
from tests.rag.planning.conftest import Known

KNOWN = Known()


def weights(standalone: str, own: str = "", setting: frozenset[str] = frozenset()) -> dict[str, float]:
    return {term.word: term.weight for term in topic(standalone, own or standalone, setting, KNOWN)}


def test_a_word_of_the_matter_weighs_more_than_how_it_is_asked():
    found = weights("What was decided about the loan?")
    assert found["loan"] == 1.0
    assert 0 < found["decid"] < 1.0


def test_a_word_that_only_the_turns_before_hold_weighs_less():
    found = weights("Who moved it (the pavement)?", own="Who moved it?")
    assert 0 < found["pavement"] < 1.0


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("How much was paid for the pavement?", {"pavement"}),
        ("What became of the loan?", {"loan"}),
        ("What did the Ottermouth library cost?", {"librari"}),
        ("Are the councillors there?", set()),
    ],
)
def test_what_only_says_how_it_is_asked_or_of_whom_tells_nothing(question: str, words: set[str]):
    assert telling(topic(question, question, frozenset({"ottermouth"}), KNOWN), question, Intent.FACT) == words


def test_how_a_vote_went_tells_nothing_of_what_it_was_on():
    question = "Who voted against the motion on the pavement?"
    asked = topic(question, question, frozenset(), KNOWN)
    assert telling(asked, question, Intent.VOTE) == {"pavement"}
    assert telling(asked, question, Intent.FACT) > {"pavement"}


def test_where_and_when_are_the_setting():
    (first, *_) = topic("Ottermouth pavement", "Ottermouth pavement", frozenset({"ottermouth"}), KNOWN)
    assert (first.word, first.role) == ("ottermouth", Role.SETTING)


@pytest.mark.parametrize(
    ("question", "looked_for", "period"),
    [
        (
            "The pavement was up for repair in 2019. Was it ever mended?",
            "The pavement was up for repair. Was it ever mended?",
            Period(first=date(2019, 1, 1), last=date.max),
        ),
        (
            "What had become of the pavement by May 2021?",
            "What had become of the pavement?",
            Period(first=date.min, last=date(2021, 5, 31)),
        ),
    ],
)
def test_the_end_of_a_matter_is_looked_for_after_the_time_that_it_began(
    plan: Callable[..., Plan], question: str, looked_for: str, period: Period
):
    later = afterwards(plan(question))
    assert later
    assert (later.standalone, later.scope.period, later.scope.dates) == (looked_for, period, ())
    assert {"2019", "2021"}.isdisjoint(term.word for term in later.topic)


@pytest.mark.parametrize(
    "question",
    [
        "What became of the pavement?",
        "What did the pavement cost in 2019?",
        "Did the May 2021 meeting ever come to the pavement?",
    ],
)
def test_nothing_is_looked_for_afterwards_without_a_time_or_where_no_end_is_asked_for(
    plan: Callable[..., Plan], question: str
):
    assert afterwards(plan(question)) is None


def test_without_its_financial_year_a_question_looks_for_the_rest(plan: Callable[..., Plan]):
    made = plan("What is the precept for 2024/25?")
    assert made.telling == {"precept", "2024", "25"}
    assert of_any_year(made).telling == {"precept"}
    assert [term.word for term in of_any_year(made).topic] == ["precept"]
