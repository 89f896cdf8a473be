from collections.abc import Callable
from datetime import date

import pytest

from rag.ledger import Ledger
from rag.minutes import Outcome
from rag.plan import (
    ActionsOf,
    AttendanceOf,
    Counted,
    CountOf,
    DecisionsOf,
    OfficeOf,
    Presence,
    RecordQuery,
    Scope,
    VotesOf,
)
from rag.records.choosing import chosen
from rag.records.meetings import meetings_in

TOWN = Scope(bodies=frozenset({"Ottermouth Town Council"}))
PRESENT = Presence.PRESENT


def test_all_of_a_body_are_meant_within_a_time_and_else_the_one_there_is(ledger: Ledger):
    meetings = meetings_in(ledger, TOWN)
    assert chosen(DecisionsOf(), meetings, ledger, dated=True) == meetings
    assert chosen(DecisionsOf(), meetings, ledger, dated=False) == []
    assert chosen(DecisionsOf(), meetings[:1], ledger, dated=False) == meetings[:1]


@pytest.mark.parametrize(
    ("query", "dated", "ids"),
    [
        (DecisionsOf(), True, []),
        (DecisionsOf(outcome=Outcome.LOST), True, ["january", "wick", "february", "special"]),
        (DecisionsOf(mover="Ned Pell"), False, ["january", "february", "special"]),
        (CountOf(counted=Counted.DECISIONS, person="Ned Pell"), False, ["january", "february", "special"]),
        (CountOf(counted=Counted.ATTENDED, person="Ely Cobb"), False, ["january", "february", "special"]),
        (AttendanceOf(presence=PRESENT), False, []),
        (VotesOf(), True, []),
        (VotesOf(matter=frozenset({"pond"})), False, ["january", "wick", "february", "special"]),
        (VotesOf(person="Vale"), False, ["january", "february", "special"]),
        (OfficeOf(office="clerk"), False, ["january", "february", "special"]),
    ],
)
def test_of_several_bodies_those_are_meant_that_the_query_can_be_of(
    ledger: Ledger, query: RecordQuery, dated: bool, ids: list[str]
):
    assert [one.id for one in chosen(query, meetings_in(ledger, Scope()), ledger, dated=dated)] == ids


def test_where_no_body_is_the_main_one_the_only_one_that_lists_a_person_is_meant(
    empty: Ledger, keep: Callable[..., None], said: type
):
    for body, who in (("Wick Parish Council", "Ely Cobb"), ("Ottermouth Town Council", "Ada Marsh")):
        keep(empty, body, date(2024, 1, 9), said(text=f"Present: {who}", attendance=({"name": who},)), body=body)
    meetings = meetings_in(empty, Scope())
    for query in (AttendanceOf(presence=PRESENT, person="Cobb"), CountOf(counted=Counted.ATTENDED, person="Cobb")):
        assert [one.body for one in chosen(query, meetings, empty, dated=False)] == ["Wick Parish Council"]


def test_without_a_time_the_latest_meetings_actions_are_meant(empty: Ledger, keep: Callable[..., None], said: type):
    for month in range(1, 6):
        keep(empty, f"m{month}", date(2024, month, 1), said(text="Rain fell."))
    meant = chosen(ActionsOf(), meetings_in(empty, Scope()), empty, dated=False)
    assert [one.id for one in meant] == ["m3", "m4", "m5"]


def test_a_person_may_have_to_act_for_each_body(ledger: Ledger):
    meetings = meetings_in(ledger, Scope())
    assert [one.id for one in chosen(ActionsOf(owner="Ned Pell"), meetings, ledger, dated=False)] == [
        "january", "february", "special", "wick"
    ]  # fmt: skip
    assert [one.id for one in chosen(ActionsOf(owner="the clerk"), meetings, ledger, dated=False)] == [
        "january", "february", "special"
    ]  # fmt: skip
