from collections.abc import Callable

import pytest

from rag.minutes import Cast, Outcome
from rag.plan import (
    ActionsOf,
    AttendanceOf,
    Counted,
    CountOf,
    DecisionsOf,
    MeetingsOf,
    OfficeOf,
    Plan,
    Presence,
    RecordQuery,
    VotesOf,
    Which,
)


@pytest.mark.parametrize(
    ("question", "query"),
    [
        ("Who sent apologies on 4 May 2021?", AttendanceOf(presence=Presence.APOLOGIES)),
        ("Who was absent on 4 May 2021?", AttendanceOf(presence=Presence.ABSENT)),
        ("Was Cllr Marsh present on 4 May 2021?", AttendanceOf(presence=Presence.PRESENT, person="Cllr Marsh")),
        ("Who was there when the tree was felled?", AttendanceOf(presence=Presence.PRESENT, beyond=True)),
        ("When did Mr Wood leave the 1 June 2021 meeting?", AttendanceOf(presence=Presence.LEFT, person="Mr T. Wood")),
        (
            "Why wasn't Mr Wood at the meeting on 1 June 2021?",
            AttendanceOf(presence=Presence.REASON_AWAY, person="Mr T. Wood"),
        ),
        ("Pwy oedd yn bresennol ar 4 Mai 2021?", AttendanceOf(presence=Presence.PRESENT)),
        ("Was Cllr Wood present on 1 June 2021?", AttendanceOf(presence=Presence.PRESENT, person="Mr T. Wood")),
        ("Who is the clerk now?", OfficeOf(office="clerk")),
        ("Which motions were lost in 2021?", DecisionsOf(outcome=Outcome.LOST)),
        ("How did Mr Wood vote on 1 June 2021?", VotesOf(person="Mr T. Wood")),
        ("How did Mr Wood vote on the library?", VotesOf(person="Mr T. Wood", matter=frozenset({"librari"}))),
        ("Who abstained on the library motion?", VotesOf(cast=Cast.ABSTAINED, matter=frozenset({"librari"}))),
        (
            "Was Mr Wood's motion on the library carried?",
            VotesOf(matter=frozenset({"librari"}), ended=Outcome.CARRIED, mover="Mr T. Wood"),
        ),
        ("Who abstained on 4 May 2021?", VotesOf(cast=Cast.ABSTAINED)),
        ("Did anyone vote against the barn?", VotesOf(cast=Cast.AGAINST, matter=frozenset({"barn"}))),
        ("What did Mr Wood have to do?", ActionsOf(owner="Mr T. Wood")),
        ("How many meetings were held in 2021?", CountOf(counted=Counted.MEETINGS)),
        ("How many actions were set on 4 May 2021?", CountOf(counted=Counted.ACTIONS)),
        (
            "How many amendments to the library budget were lost on 4 May 2021?",
            CountOf(counted=Counted.AMENDMENTS, outcome=Outcome.LOST, matter=frozenset({"librari", "budget"})),
        ),
        ("How many people were present on 4 May 2021?", CountOf(counted=Counted.PEOPLE, presence=Presence.PRESENT)),
        ("When is the next meeting?", MeetingsOf(which=Which.NEXT)),
        ("What time did the meeting on 4 May 2021 start?", MeetingsOf(which=Which.BEGUN)),
        ("When did the meeting of 4 May 2021 finish?", MeetingsOf(which=Which.ENDED)),
        ("Who didn’t come to the meeting on 4 May 2021?", AttendanceOf(presence=Presence.ABSENT)),
        ("Who was unable to attend on 4 May 2021?", AttendanceOf(presence=Presence.ABSENT)),
        ("Who was not in attendance on 4 May 2021?", AttendanceOf(presence=Presence.ABSENT)),
        ("Who is the deputy town clerk?", OfficeOf(office="deputy clerk")),
        ("Who is the deputy treasurer?", None),
        ("How many of the public came to the meeting of 4 May 2021?", CountOf(counted=Counted.PUBLIC)),
        ("Were any members of the public present on 4 May 2021?", CountOf(counted=Counted.PUBLIC)),
        ("Did any member of the public object to the bench on 4 May 2021?", None),
        ("How many were not present on 4 May 2021?", CountOf(counted=Counted.PEOPLE, presence=Presence.ABSENT)),
    ],
)
def test_what_a_question_asks_of_the_records(plan: Callable[..., Plan], question: str, query: RecordQuery | None):
    assert plan(question).record == query


@pytest.mark.parametrize(
    "question",
    [
        "What did the library cost on 4 May 2021?",
        "Who left the room on 4 May 2021 when the pavement came up?",
        "How many people were present at the library in May 2021?",
        "Which motions about the library were lost in 2021?",
        "Was the motion on the library not lost?",
        "When did the work on the library start?",
    ],
)
def test_a_question_about_a_matter_asks_nothing_of_the_records(plan: Callable[..., Plan], question: str):
    assert plan(question).record is None


def test_who_was_away_when_something_happened_asks_for_the_list_of_that_meeting(plan: Callable[..., Plan]):
    away = plan("Who was away when the pavement came up on 4 May 2021?").record
    assert away == AttendanceOf(presence=Presence.ABSENT, beyond=True)
    chair = plan("With Cllr Pell away, who took the chair on 4 May 2021 for the pavement?").record
    assert chair == AttendanceOf(presence=Presence.CHAIR, beyond=True)


def test_where_somebody_left_meanwhile_the_list_does_not_say_who_presided_then(plan: Callable[..., Plan]):
    assert plan("Cllr Pell left early on 4 May 2021. Who took the chair for the pavement?").record is None


def test_the_number_of_a_motion_belongs_to_what_was_voted_on(plan: Callable[..., Plan]):
    record = plan("Who voted against Motion 5 on 4 May 2021?").record
    assert record == VotesOf(cast=Cast.AGAINST, matter=frozenset({"motion", "5"}))
