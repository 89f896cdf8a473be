from collections.abc import Callable
from datetime import date

import pytest

from rag.answers import Question
from rag.minutes import CitedParagraph
from rag.question.filters import filters, relaxed
from rag.question.understanding import Understanding, understand

BODIES = ["Ottermouth Parish Council", "Netherby Parish Council", "Netherby Parish Meeting", "Netherby Town Council"]


def asked(text: str, *without: str) -> Understanding:
    return understand(Question(text=text, without=frozenset(without)), BODIES, lambda term: term)


def test_what_a_question_names_is_looked_at_first_and_can_be_taken_off():
    question = "What did Ottermouth decide at the June 2012 meeting?"
    assert filters(asked(question)) == {"body": "Ottermouth Parish Council", "date": "June 2012"}
    assert filters(asked(question, "date")) == {"body": "Ottermouth Parish Council"}
    assert filters(asked(question, "body")) == {"date": "June 2012"}
    assert asked(question, "body", "date").setting == frozenset()


@pytest.mark.parametrize(
    ("question", "shown"),
    [
        ("What was decided about the pump?", {}),
        ("What did Netherby say?", {"body": "3 bodies of that name"}),
        ("What was said between June and July 2012?", {"date": "June and July 2012"}),
    ],
)
def test_filters_are_told_in_the_questions_own_words(question: str, shown: dict[str, str]):
    assert filters(asked(question)) == shown


def test_a_filter_that_had_to_be_left_is_said_the_date_first(cited: Callable[..., CitedParagraph]):
    question = asked("What did Ottermouth Parish Council decide at the June 2012 meeting?")
    elsewhere = cited("The pump.", body="Netherby Parish Council", held_on=date(2012, 7, 4))
    assert relaxed(question, [elsewhere]) == (
        "Nothing nearer was found at a meeting of June 2012: this was minuted on 4 July 2012. "
        "Nothing nearer was found in the minutes of Ottermouth Parish Council: these are of Netherby Parish Council."
    )


def test_what_a_body_did_in_a_month_is_asked_of_its_meeting_then(cited: Callable[..., CitedParagraph]):
    later = cited("The flood.", held_on=date(2012, 9, 4))
    assert "this was minuted on 4 September 2012" in relaxed(
        asked("What did Ottermouth Parish Council agree in June 2012 about the pump?"), [later]
    )


def test_an_answer_within_the_filters_or_about_a_time_that_is_the_matters_says_nothing(
    cited: Callable[..., CitedParagraph],
):
    within = cited("The pump.", held_on=date(2012, 6, 4))
    later = cited("The flood.", held_on=date(2012, 9, 4))
    assert relaxed(asked("What did Ottermouth decide at the June 2012 meeting?"), [within, later]) == ""
    assert relaxed(asked("What did the flood of June 2012 cost Ottermouth?"), [later]) == ""
    assert relaxed(asked("What did Ottermouth Parish Council say of the flood of June 2012?"), [later]) == ""
    assert relaxed(asked("What did Ottermouth Parish Council agree in 2011?"), [later]) == ""
    assert relaxed(asked("What did the pump cost?"), [later]) == ""
