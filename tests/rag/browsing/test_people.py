from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from rag.browsing import Within, people, person
from rag.errors import UnknownPerson
from rag.ledger import Ledger
from rag.minutes import Attendance, Cast, Presence

Keep = Callable[..., None]


def names(ledger: Ledger, **within: Any) -> list[tuple[str, tuple[str, ...]]]:
    return [(row.name, row.bodies) for row in people(ledger, Within(**within)).rows]


def test_people_come_by_surname_with_their_bodies(ledger: Ledger):
    town, parish = "Ottermouth Town Council", "Wick Parish Council"
    assert names(ledger) == [
        ("Cllr Ada Marsh", (town,)),
        ("Cllr T Marsh", (town,)),
        ("Cllr Ada Marsh-Oram", (parish,)),
        ("Cllr Ned Pell", (town, parish)),
        ("Mrs J Reed", (town,)),
    ]
    assert names(ledger, words="ned PELL", body="Wick") == [("Cllr Ned Pell", (parish,))]


def test_a_person_comes_with_offices_and_days(ledger: Ledger):
    [pell] = people(ledger, Within(words="pell")).rows
    assert (pell.written, pell.present, pell.listed) == (("Cllr Ned Pell", "Cllr Pell"), 3, 3)
    assert (pell.first, pell.last, pell.paragraph_id) == (date(2024, 1, 9), date(2025, 2, 6), "february.txt-0")
    assert people(ledger, Within(words="reed")).rows[0].offices == ("Clerk",)


@pytest.mark.parametrize(
    ("written", "people_"),
    [
        (["Cllr Andrew Oram", "A. Oram", "Cllr Oram"], 1),
        (["Mark Oram", "Mary Oram"], 2),
        (["Mr Oram", "Mrs Oram"], 2),
        (["Tom Oram", "Tia Oram", "T Oram"], 3),
        (["Tom Oram", "Cllr Oram", "Mr. Oram", "Tia Oram", "Mr Oram"], 4),
        (["Chairman", "the Mayor"], 2),
    ],
)
def test_names_are_joined_only_where_nothing_is_left_to_choose(
    ledger: Ledger, keep: Keep, written: list[str], people_: int
):
    roll = tuple(
        Attendance(paragraph_id="0", name=name, organisation=None, presence=Presence.PRESENT) for name in written
    )
    keep(ledger, "x.txt", date(2023, 1, 1), {"items": (["Present"],), "attendance": roll}, body="Holm Council")
    assert people(ledger, Within(body="Holm Council")).total == people_


def test_initials_do_not_join_people_of_two_bodies(ledger: Ledger, keep: Keep):
    roll = (Attendance(paragraph_id="0", name="Cllr T Marsh", organisation=None, presence=Presence.PRESENT),)
    keep(ledger, "x.txt", date(2023, 1, 1), {"items": (["Present"],), "attendance": roll}, body="Holm Council")
    assert [row.bodies for row in people(ledger, Within(words="t")).rows if row.name == "Cllr T Marsh"] == [
        ("Ottermouth Town Council",),
        ("Holm Council",),
    ]
    with pytest.raises(UnknownPerson, match="Holm Council"):
        person(ledger, "Cllr T Marsh")
    assert person(ledger, "Cllr T Marsh", Within(body="Holm Council")).row.listed == 1


def test_one_person_over_time(ledger: Ledger):
    pell = person(ledger, "Ned Pell", Within(body="Ottermouth Town Council"))
    assert [(one.held_on, one.presence) for one in pell.attendance] == [
        (date(2024, 1, 9), Presence.PRESENT),
        (date(2025, 2, 6), Presence.PRESENT),
    ]
    assert [(one.matter, one.cast) for one in pell.votes] == [("to sell the hall", Cast.AGAINST)]
    assert [one.paragraph_id for one in pell.motions] == ["january.txt-1", "january.txt-4"]


def test_a_meeting_between_that_lists_others_is_not_left_out(ledger: Ledger, keep: Keep):
    roll = (Attendance(paragraph_id="0", name="Cllr Ada Marsh", organisation=None, presence=Presence.APOLOGIES),)
    keep(ledger, "x.txt", date(2024, 5, 1), {"items": (["Sorry"],), "attendance": roll}, body="Ottermouth Town Council")
    pell = person(ledger, "Cllr Pell", Within(body="Ottermouth Town Council"))
    assert [one.presence for one in pell.attendance] == [Presence.PRESENT, None, Presence.PRESENT]
    assert person(ledger, "Ada Marsh").row.present == 1


@pytest.mark.parametrize(("name", "why"), [("Cllr Marsh", "whole name"), ("Zed", "No attendance")])
def test_a_name_that_is_nobodys_or_several_peoples_is_refused(ledger: Ledger, name: str, why: str):
    with pytest.raises(UnknownPerson, match=why):
        person(ledger, name)


def test_what_was_kept_of_the_people_ends_as_the_ledger_changes(ledger: Ledger):
    assert people(ledger).total == 5
    ledger.remove("wick.txt")
    assert people(ledger).total == 4
