from collections.abc import Callable
from datetime import date

import pytest

from rag.plan import AttendanceOf, Period, Plan, Presence

LOAN = "What was decided about the library loan in Ottermouth in May 2021?"


@pytest.mark.parametrize(
    ("question", "standalone"),
    [
        ("And who seconded it?", "And who seconded it (decided about the library loan in Ottermouth in May 2021)?"),
        ("When?", "When (decided about the library loan in Ottermouth in May 2021)?"),
        (
            "How much did they cost in 2022?",
            "How much did they cost in 2022 (decided about the library loan in Ottermouth)?",
        ),
        ("What came of that?", "What came of that (decided about the library loan in Ottermouth)?"),
        ("And who got the treasurer's job?", "And who got the treasurer's job (Ottermouth Parish Council; May 2021)?"),
    ],
)
def test_what_a_follow_up_leans_on_is_put_behind_it(plan: Callable[..., Plan], question: str, standalone: str):
    assert plan(question, LOAN).standalone == standalone


@pytest.mark.parametrize(
    ("question", "standalone"),
    [
        ("What about Netherby?", "What was decided about the library loan in Netherby in May 2021?"),
        ("And in 2019?", "What was decided about the library loan in Ottermouth in 2019?"),
        ("How about the pavement?", "What was decided about the pavement in Ottermouth in May 2021?"),
        (
            "And Netherby Parish Council?",
            "What was decided about the library loan in Netherby Parish Council in May 2021?",
        ),
    ],
)
def test_a_new_slot_takes_the_place_of_the_old(plan: Callable[..., Plan], question: str, standalone: str):
    made = plan(question, LOAN)
    assert made.standalone == standalone
    assert made.scope.meetings == ()


def test_a_new_slot_does_not_take_the_place_of_a_month(plan: Callable[..., Plan]):
    made = plan("And for Treasurer?", "Who was elected chair of the club in May 2021?")
    assert made.standalone == "And for Treasurer (elected chair of the club in May 2021)?"


def test_a_question_that_stands_alone_is_unchanged(plan: Callable[..., Plan]):
    for question in (
        "Which firm won the contract for the lights in 2023?",
        "What did Netherby say of the library?",
    ):
        assert plan(question, LOAN).standalone == question
    assert plan("And when?").standalone == "And when?"


def test_a_brief_question_that_names_a_thing_stays_with_the_body(plan: Callable[..., Plan]):
    made = plan("Was the roof mended?", LOAN)
    assert made.standalone == "Was the roof mended (Ottermouth Parish Council)?"
    assert made.scope.bodies == {"Ottermouth Parish Council"}
    assert plan("Was the roof mended?").scope.bodies == frozenset()


def test_a_chain_leans_on_the_question_that_stands_alone(plan: Callable[..., Plan]):
    made = plan("And who paid for it?", LOAN, "And who seconded it?")
    assert made.standalone == "And who paid for it (decided about the library loan in Ottermouth in May 2021)?"


def test_the_scope_is_that_of_the_last_answer(plan: Callable[..., Plan]):
    scope = plan("And who seconded it?", LOAN, cited=("may.txt",)).scope
    assert scope.bodies == {"Ottermouth Parish Council"}
    assert scope.period == Period(first=date(2021, 5, 1), last=date(2021, 5, 31))
    assert scope.meetings == ("may.txt",)
    assert dict(scope.words)["date"] == "May 2021"


def test_the_body_of_the_last_answer_is_carried_on(plan: Callable[..., Plan]):
    scope = plan("And who seconded it?", "Was a loan taken for the library?", cited=("net.txt",)).scope
    assert scope.bodies == {"Netherby Parish Council"}


@pytest.mark.parametrize(
    ("question", "since"),
    [
        ("And what did it cost in the end?", date(2021, 5, 1)),
        ("What came of that?", date(2021, 5, 1)),
        ("And for the year after?", date(2021, 5, 5)),
    ],
)
def test_what_came_of_it_is_looked_for_later(plan: Callable[..., Plan], question: str, since: date):
    scope = plan(question, LOAN, cited=("may.txt",)).scope
    assert scope.meetings == ()
    assert scope.period == Period(first=since, last=date.max)
    assert scope.bodies == {"Ottermouth Parish Council"}


def test_another_time_leaves_the_meeting(plan: Callable[..., Plan]):
    scope = plan("And what did it cost in June 2022?", LOAN, cited=("may.txt",)).scope
    assert scope.meetings == ()
    assert scope.period == Period(first=date(2022, 6, 1), last=date(2022, 6, 30))


def test_a_record_is_asked_of_the_meeting_before(plan: Callable[..., Plan]):
    made = plan("And who was absent?", LOAN, cited=("may.txt",))
    assert made.record == AttendanceOf(presence=Presence.ABSENT)
    assert made.scope.meetings == ("may.txt",)


def test_words_of_the_turn_before_count_less(plan: Callable[..., Plan]):
    weights = {term.word: term.weight for term in plan("And who mended it?", LOAN).topic}
    assert weights["mend"] == 1.0 > weights["loan"] > 0
