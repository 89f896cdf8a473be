"""A ledger of a few invented meetings with what they record."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from rag.ledger import Ledger
from rag.minutes import Action, Attendance, Ballot, Cast, Document, Outcome, Presence, Resolution, Vote
from rag.settings import Server

TOWN, PARISH = "Ottermouth Town Council", "Wick Parish Council"


def listed(name: str, presence: Presence = Presence.PRESENT, role: str | None = None) -> Attendance:
    return Attendance(paragraph_id="0", name=name, organisation=None, presence=presence, role=role)


def resolved(place: int, outcome: Outcome, proposer: str | None = None, ballot: int | None = None) -> Resolution:
    return Resolution(paragraph_id=str(place), proposer=proposer, seconder=None, outcome=outcome, ballot=ballot)


JANUARY: Mapping[str, Any] = {
    "items": (
        ["Present: Cllr Ada Marsh (Chairman), Cllr T Marsh, Cllr Pell."],
        ["Cllr Pell proposed that the pond at the Café Green be fenced. RESOLVED.", "The Clerk to order it by May."],
        ["The motion to sell the hall was LOST.", "Cllr Pell moved that the clock be repaired."],
        ["The tender of Oak & Sons was accepted."],
    ),
    "attendance": (listed("Cllr Ada Marsh", role="Chairman"), listed("Cllr T Marsh"), listed("Cllr Pell")),
    "resolutions": (
        resolved(1, Outcome.CARRIED, "Cllr Pell"),
        resolved(3, Outcome.LOST, ballot=0),
        resolved(3, Outcome.LOST, ballot=0),
        resolved(4, Outcome.NOT_STATED, "Cllr Pell"),
        resolved(5, Outcome.CARRIED),
        resolved(5, Outcome.CARRIED),
    ),
    "actions": (Action(paragraph_id="2", owner="The Clerk", task="order it", due="by May"),),
    "votes": (Vote(paragraph_id="3", name="Cllr Pell", cast=Cast.AGAINST, ballot=0),),
    "ballots": (
        Ballot(
            paragraph_id="3", matter="to sell the hall", amendment=0, votes_for=1, votes_against=2, abstentions=None,
            outcome=Outcome.LOST, paragraph_ids=("3",),
        ),
    ),
}  # fmt: skip
FEBRUARY: Mapping[str, Any] = {
    "items": (["Present: Cllr Ned Pell, Mrs J Reed (Clerk)"], ["Cllr Marsh will paint the bench."]),
    "attendance": (listed("Cllr Ned Pell"), listed("Mrs J Reed", Presence.IN_ATTENDANCE, "Clerk")),
    "actions": (Action(paragraph_id="1", owner="Cllr Marsh", task="paint the bench"),),
}
WICK: Mapping[str, Any] = {
    "items": (["Present: Cllr Ned Pell, Cllr Ada Marsh-Oram"], ["A grant was approved."]),
    "attendance": (listed("Cllr Ned Pell"), listed("Cllr Ada Marsh-Oram")),
    "resolutions": (resolved(1, Outcome.CARRIED),),
}


@pytest.fixture
def keep(document: Callable[..., Document]) -> Callable[..., None]:
    """`keep(ledger, name, day, meeting)` keeps a meeting whose records name their paragraphs by their place in it."""

    def put(
        ledger: Ledger,
        name: str,
        day: date | None,
        meeting: Mapping[str, Any],
        *,
        exempt: int | None = None,
        **fields: Any,
    ) -> None:
        made = document(name, *meeting["items"], held_on=day, **fields)

        def placed(record: Any) -> Any:
            ids: dict[str, Any] = {"paragraph_id": f"{name}-{record.paragraph_id}"}
            if hasattr(record, "paragraph_ids"):
                ids["paragraph_ids"] = tuple(f"{name}-{one}" for one in record.paragraph_ids)
            return replace(record, **ids)

        records: dict[str, Any] = {kind: tuple(map(placed, rows)) for kind, rows in meeting.items() if kind != "items"}
        items = tuple(replace(one, exempt=place == exempt) for place, one in enumerate(made.meeting.items))
        ledger.put(replace(made, meetings=(replace(made.meeting, items=items, **records),)))

    return put


@pytest.fixture
def ledger(tmp_path: Path, database: Server | None, keep: Callable[..., None]) -> Iterator[Ledger]:
    """Two meetings of a town council, the fourth item of the first exempt, and one of a parish council."""
    with closing(Ledger(tmp_path / "home", create=True, server=database)) as made:
        keep(made, "january.txt", date(2024, 1, 9), JANUARY, exempt=3, body=TOWN)
        keep(made, "february.txt", date(2025, 2, 6), FEBRUARY, body=TOWN)
        keep(made, "wick.txt", date(2024, 6, 1), WICK, body=PARISH)
        yield made
