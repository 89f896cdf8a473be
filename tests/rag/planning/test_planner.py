from collections.abc import Callable
from datetime import date

import pytest

from rag.plan import AnswerType, AttendanceOf, Carried, Intent, Period, Plan, Presence, Role


def test_courtesy_is_taken_off(plan: Callable[..., Plan]):
    made = plan("Hello, could you tell me who mended the pavement in Ottermouth? Many thanks")
    assert made.standalone == "Who mended the pavement in Ottermouth?"


def test_a_greeting_asks_for_help(plan: Callable[..., Plan]):
    assert {plan(one).intent for one in ("hi", "thanks!", "What can you do?", "Hello there, how are you?")} == {
        Intent.HELP
    }
    assert plan("Can you put food waste in any bag?").intent is not Intent.HELP


def test_what_asks_two_things_has_a_part_for_each(plan: Callable[..., Plan]):
    made = plan("What did Ottermouth pay for the pavement in May 2021, and who chose the colour of the library?")
    first, second = made.parts
    assert (first.answer_type, second.answer_type) == (AnswerType.MONEY, AnswerType.PERSON)
    assert first.scope.bodies == second.scope.bodies == {"Ottermouth Parish Council"}
    assert first.scope.period == second.scope.period == made.scope.period
    assert first.topic == second.topic == made.topic
    assert made.asked == made.parts


def test_a_part_that_leans_on_another_is_made_whole(plan: Callable[..., Plan]):
    _, second = plan("What was decided about the pavement and why?").parts
    assert second.answer_type is AnswerType.REASON
    assert "pavement" in second.standalone


def test_what_is_only_told_is_no_part(plan: Callable[..., Plan]):
    made = plan("Two members left before the pavement came up. Who were they?")
    assert made.parts == ()
    assert made.asked == (made,)


def test_several_times_are_a_part_each(plan: Callable[..., Plan]):
    periods = [one.scope.period for one in plan("What did the library cost in May 2020 and June 2021?").parts]
    assert [(one.first.year, one.first.month) for one in periods if one] == [(2020, 5), (2021, 6)]
    assert plan("What did the library cost between May 2020 and June 2021?").parts == ()


def test_several_financial_years_are_a_part_each(plan: Callable[..., Plan]):
    parts = plan("What was the pavement's budget for 2024/25 and for 2025/26?").parts
    assert [one.scope.years for one in parts] == [{"2024/25"}, {"2025/26"}]


def test_a_count_over_times_that_follow_on_is_one_count_over_others_one_for_each(plan: Callable[..., Plan]):
    made = plan("How many times did Cllr Pell send apologies in 2020 and 2021?")
    assert made.parts == ()
    assert made.scope.period == Period(first=date(2020, 1, 1), last=date(2021, 12, 31))
    apart = plan("How many times did Cllr Pell send apologies in 2019 and 2021?")
    assert [one.scope.period.first.year for one in apart.parts if one.scope.period] == [2019, 2021]


def test_each_part_has_the_record_that_answers_it(plan: Callable[..., Plan]):
    made = plan("Who was in the chair on 4 May 2021, and which councillor was away?")
    assert made.record is None
    assert [one.record for one in made.parts] == [
        AttendanceOf(presence=Presence.CHAIR),
        AttendanceOf(presence=Presence.ABSENT),
    ]


def test_the_topic_tells_matter_and_setting_apart(plan: Callable[..., Plan]):
    terms = {term.word: term for term in plan("What did Ottermouth decide on the library loan in May 2021?").topic}
    assert {word for word, term in terms.items() if term.role is Role.SETTING} == {"ottermouth", "may", "2021"}
    assert terms["loan"].weight > terms["decid"].weight


def test_the_same_question_gives_the_same_plan(plan: Callable[..., Plan]):
    asked = "Who seconded the loan for the library, and what did it cost in May and June 2021?"
    assert plan(asked) == plan(asked)


def test_yes_or_no_is_told_from_what_asks_first(plan: Callable[..., Plan]):
    assert plan("The pavement broke in May. Was it mended?").polar
    assert plan("At the June meeting, did anybody object to the loan?").polar
    assert not plan("Who proposed the loan, and was it carried?").polar


@pytest.mark.parametrize(
    ("text", "vague"),
    [
        ("What about the library?", True),
        ("library loan", True),
        ("What about the library in May 2021?", False),
        ("What about the loan for the new library of the school?", False),
        ("What did the library cost?", False),
        ("Is the library open?", False),
    ],
)
def test_a_question_that_only_names_a_matter_is_vague(plan: Callable[..., Plan], text: str, vague: bool):
    assert plan(text).vague is vague


def test_what_was_done_to_somebody_is_told_from_what_they_did(plan: Callable[..., Plan]):
    asked = ("Was Cllr Pell elected?", "Did Cllr Pell elect the chair?", "Was the plan of Cllr Pell approved?")
    assert [plan(one).done_to for one in asked] == [True, False, False]


def test_where_a_matter_stands_in_the_end(plan: Callable[..., Plan]):
    assert plan("What became of the library in the end?").latest
    assert not plan("What did the library cost?").latest


def test_when_something_was_decided_asks_for_the_day_of_a_meeting_and_not_for_one_in_the_text(
    plan: Callable[..., Plan],
):
    made = plan("When was it decided to mend the pavement?")
    assert (made.decided_when, made.answer_type) == (True, AnswerType.ANY)
    other = plan("When was the pavement mended?")
    assert (other.decided_when, other.answer_type) == (False, AnswerType.DATE)


@pytest.mark.parametrize(
    ("text", "carries"),
    [
        ("Who proposed the loan and who seconded it?", Carried.MOVERS),
        ("How did the vote on the loan go and who abstained?", Carried.BALLOT),
    ],
)
def test_a_vote_has_its_movers_and_its_count_in_one_record(plan: Callable[..., Plan], text: str, carries: Carried):
    made = plan(text)
    assert (made.parts, made.carries) == ((), carries)


def test_who_was_there_is_in_a_list(plan: Callable[..., Plan]):
    assert plan("Who sent apologies for the July meeting?").carries is Carried.ROLL


def test_what_is_no_vote_needs_no_record(plan: Callable[..., Plan]):
    assert plan("What did the library cost?").carries is None
