from collections.abc import Callable
from datetime import date

import pytest

from rag.errors import WrongUse
from rag.ledger import Ledger
from rag.minutes import Document
from rag.plan import AttendanceOf, Period, Plan, Presence

OTTERMOUTH = frozenset({"Ottermouth Parish Council"})


def test_the_body_and_the_time_that_a_question_names(plan: Callable[..., Plan]):
    scope = plan("What did Ottermouth Parish Council agree in May 2021?").scope
    assert scope.bodies == OTTERMOUTH
    assert scope.period == Period(first=date(2021, 5, 1), last=date(2021, 5, 31))
    assert dict(scope.words) == {"body": "Ottermouth Parish Council", "date": "May 2021"}
    assert scope.meant == {"body", "date"}


def test_a_place_and_a_time_of_the_matter_are_not_the_meetings(plan: Callable[..., Plan]):
    assert plan("What was said of the Ottermouth flood of May 2019?").scope.meant == frozenset()


def test_a_common_word_in_small_letters_names_no_body(plan: Callable[..., Plan]):
    assert plan("Was the planning application refused?").scope.bodies == frozenset()
    assert plan("Did the planning committee refuse it?").scope.bodies == {"Planning Committee"}


@pytest.mark.parametrize(
    ("question", "people"),
    [
        ("What did Cllr Pell say?", ("Cllr Jane Pell",)),
        ("What did Pell say?", ("Cllr Jane Pell",)),
        ("What did Mrs Marsh say in Ottermouth?", ("Cllr Mrs V. Marsh",)),
        ("What did Cllr Marsh say?", ()),  # there are two
        ("What did Cllr Gwynn say?", ("Cllr A. Gŵynn",)),
        ("Was the Pell Street sign put up?", ()),
        ("Is there a wood by the river?", ()),
        ("What did Mr Wood say?", ("Mr T. Wood",)),
    ],
)
def test_people_are_named_as_the_minutes_write_them(plan: Callable[..., Plan], question: str, people: tuple[str, ...]):
    assert plan(question).scope.people == people


def test_the_sort_of_meeting(plan: Callable[..., Plan]):
    assert plan("Who spoke at the annual parish meeting?").scope.sort == "annual"
    assert plan("Who mended the annual flower bed?").scope.sort is None


def test_the_last_meeting_is_the_latest_of_the_body(plan: Callable[..., Plan]):
    day = date(2021, 6, 1)
    for question in (
        "What was agreed at the last Ottermouth meeting?",
        "What did Ottermouth agree at its last meeting?",
    ):
        assert plan(question).scope.period == Period(first=day, last=day)


def test_an_agenda_is_no_last_meeting(plan: Callable[..., Plan], ledger: Ledger, document: Callable[..., Document]):
    body = "Ottermouth Parish Council"
    ledger.put(document("agenda.txt", ["To receive apologies."], body=body, held_on=date(2021, 7, 6)))
    day = date(2021, 6, 1)
    assert plan("What was agreed at the last Ottermouth meeting?").scope.period == Period(first=day, last=day)


def test_without_a_body_no_meeting_is_the_last_where_none_has_most_of_them(plan: Callable[..., Plan]):
    assert plan("Summarise the last meeting.").scope.period is None


def test_last_year_is_counted_from_the_latest_minutes_and_shown(plan: Callable[..., Plan]):
    scope = plan("What did Ottermouth decide last year?").scope
    assert scope.period == Period(first=date(2020, 1, 1), last=date(2020, 12, 31))
    assert dict(scope.words)["date"] == "last year (2020)"


def test_where_a_record_answers_its_body_and_time_are_meant(plan: Callable[..., Plan]):
    assert plan("List everything that Ottermouth decided in May 2021").scope.meant == {"body", "date"}
    assert plan("What did the flood cost Ottermouth in May 2021?").scope.meant == set()


def test_the_terms_by_which_a_question_names_bodies(plan: Callable[..., Plan]):
    assert plan("What did the gate cost Netherby?").scope.names == {frozenset({"netherbi"})}
    assert plan("What did the gate cost?").scope.names == set()


def test_the_one_body_of_its_kind_is_meant_where_nothing_else_is_asked(plan: Callable[..., Plan]):
    assert plan("When did the committee last meet?").scope.bodies == {"Planning Committee"}
    assert plan("When did the parish council last meet?").scope.bodies == frozenset()
    assert plan("What did the committee say about the library?").scope.bodies == frozenset()


def test_bounds_from_outside(plan: Callable[..., Plan]):
    scope = plan("What was agreed?", body="ottermouth", as_of="May 2021").scope
    assert (scope.bodies, scope.as_of, scope.explicit) == (OTTERMOUTH, date(2021, 5, 31), frozenset({"body", "date"}))


def test_what_was_minuted_before_a_day_is_out_of_bounds(plan: Callable[..., Plan]):
    scope = plan("What was agreed?", since="2021-05-02", as_of="2021-05-31").scope
    assert [scope.reaches(date(2021, 5, day)) for day in (1, 2, 31)] == [False, True, True]
    assert not scope.reaches(None)
    assert scope.explicit == {"date"}


def test_a_person_and_what_was_asked_before_come_off(plan: Callable[..., Plan]):
    assert plan("What did Cllr Pell say?", without=frozenset({"person"})).scope.people == ()
    assert not plan("What did Cllr Pell say?").follows


@pytest.mark.parametrize(
    ("bounds", "said"),
    [
        ({"body": "Nowhere"}, "No body"),
        ({"as_of": "soon"}, "no date"),
        ({"since": "2022", "as_of": "2021"}, "write the earlier day first"),
    ],
)
def test_a_bound_that_there_isnt_is_wrong_use(plan: Callable[..., Plan], bounds: dict[str, str], said: str):
    with pytest.raises(WrongUse, match=said):
        plan("What was agreed?", **bounds)


def test_a_filter_that_was_taken_off_is_not_set(plan: Callable[..., Plan]):
    scope = plan("What did Ottermouth agree in May 2021?", without=frozenset({"body", "date"})).scope
    assert (scope.bodies, scope.period, scope.dates, scope.words) == (frozenset(), None, (), ())


@pytest.mark.parametrize(
    "question",
    [
        "Who left the room when the library came up on 4 May 2021?",
        "Who proposed the loan when Cllr Pell was away on 4 May 2021?",
        "Which women joined the council in May 2021?",
        "How many people spoke on 4 May 2021?",
        "How did the vote go when Cllr Pell wanted a bench?",
        "What will be discussed at the next meeting?",
        "Was Cllr Pell thanked on 4 May 2021?",
    ],
)
def test_no_record_answers_what_is_about_something_beside_it(plan: Callable[..., Plan], question: str):
    assert plan(question).record is None


def test_whether_somebody_was_there(plan: Callable[..., Plan]):
    asked = plan("Was Cllr Pell at the May 2021 meeting?")
    assert asked.record == AttendanceOf(presence=Presence.PRESENT, person="Cllr Jane Pell")


def test_the_financial_year_that_a_question_names(plan: Callable[..., Plan]):
    assert plan("What was the precept for 2024-25?").scope.years == {"2024/25"}
    assert plan("What was the precept in 2024?").scope.years == frozenset()
