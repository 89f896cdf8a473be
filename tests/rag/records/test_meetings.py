from collections.abc import Callable
from datetime import date

import pytest

from rag.dates import find_dates
from rag.ledger import Ledger
from rag.plan import Period, Scope
from rag.records.meetings import meetings_in, minuted, of_one_body, one_meeting, sort_called

TOWN = frozenset({"Ottermouth Town Council"})
FEBRUARY = Period(first=date(2024, 2, 1), last=date(2024, 2, 29))


def found(ledger: Ledger, scope: Scope) -> list[str]:
    return [one.id for one in meetings_in(ledger, scope)]


@pytest.mark.parametrize(
    ("scope", "documents"),
    [
        (Scope(), ["january", "wick", "february", "special"]),
        (Scope(bodies=TOWN), ["january", "february", "special"]),
        (Scope(bodies=TOWN, period=FEBRUARY), ["february", "special"]),
        (Scope(period=FEBRUARY, sort="special"), ["special"]),
        (Scope(period=FEBRUARY, sort="extraordinary meeting"), ["special"]),
        (Scope(bodies=TOWN, as_of=date(2024, 2, 6)), ["january", "february"]),
        (Scope(meetings=("wick",)), ["wick"]),
        (Scope(meetings=("wick",), bodies=TOWN, period=FEBRUARY), ["february", "special"]),
        (Scope(dates=tuple(find_dates("9 January 2024 and 20 February 2024"))), ["january", "wick", "special"]),
    ],
)
def test_a_scope_bounds_the_meetings(ledger: Ledger, scope: Scope, documents: list[str]):
    assert found(ledger, scope) == documents


def test_one_meeting_is_that_of_one_body_and_day_or_the_one_ordinary_one(ledger: Ledger):
    assert [one.id for one in one_meeting(meetings_in(ledger, Scope(period=FEBRUARY)))] == ["february"]
    assert one_meeting(meetings_in(ledger, Scope(bodies=TOWN))) == []
    day = Scope(period=Period(first=date(2024, 1, 9), last=date(2024, 1, 9)))
    assert one_meeting(meetings_in(ledger, day)) == []


def test_of_several_bodies_the_main_one_is_meant(ledger: Ledger):
    assert {one.body for one in of_one_body(ledger, meetings_in(ledger, Scope()))} == TOWN


@pytest.mark.parametrize(
    ("words", "sort"),
    [
        ("Minutes of the Extraordinary Meeting", "special"),
        ("the Annual General Meeting of the Parish Council", "annual"),
        ("the village hall AGM", "annual"),
        ("Annual accounts", None),
        ("Finance Sub-Committee", "sub-committee"),
        ("the monthly meeting", "ordinary"),
    ],
)
def test_a_sort_is_known_by_the_words_before_meeting(words: str, sort: str | None):
    assert sort_called(words) == sort


def _begun(ledger: Ledger, document: str, held_on: str, begun: str) -> None:
    with ledger._writing() as base:
        base.execute("UPDATE meetings SET held_on = ?, begun = ? WHERE id = ?", (held_on, begun, document))


def test_two_sittings_of_one_day_are_told_apart_by_their_hour(ledger: Ledger):
    for document, begun in (("february", "18:00"), ("special", "19:30")):
        _begun(ledger, document, "2024-02-06", begun)
    assert found(ledger, Scope(bodies=TOWN, period=FEBRUARY, begun="19:30")) == ["special"]
    assert found(ledger, Scope(bodies=TOWN, period=FEBRUARY, begun="09:00")) == ["february", "special"]


def test_what_lists_nobody_is_no_meeting_of_its_own_beside_minutes_that_do(ledger: Ledger):
    every = meetings_in(ledger, Scope(bodies=TOWN))
    assert minuted(ledger, every) == every
    [roll] = ledger.rows("SELECT p.meeting FROM attendance a JOIN paragraphs p ON p.id = a.paragraph LIMIT 1")
    other = next(one for one in every if one.id != roll["meeting"])
    with ledger._writing() as base:
        base.execute(
            "DELETE FROM attendance WHERE paragraph IN (SELECT id FROM paragraphs WHERE meeting = ?)", (other.id,)
        )
        base.execute(
            "UPDATE meetings SET held_on = (SELECT held_on FROM meetings WHERE id = ?) WHERE id = ?",
            (roll["meeting"], other.id),
        )
    assert other.id not in [one.id for one in minuted(ledger, meetings_in(ledger, Scope(bodies=TOWN)))]


def test_a_paper_that_lists_nobody_and_decides_nothing_is_no_minutes(
    empty: Ledger, keep: Callable[..., None], said: type
) -> None:
    keep(empty, "minutes", date(2024, 6, 11), said(text="Present: Ann Orme", attendance=({"name": "Ann Orme"},)))
    keep(empty, "agenda", date(2024, 6, 10), said(text="To receive apologies"))
    assert found(empty, Scope()) == ["minutes"]
    agenda = meetings_in(empty, Scope(meetings=("agenda",)))
    assert [one.id for one in agenda] == ["agenda"]
    assert minuted(empty, agenda) == []
