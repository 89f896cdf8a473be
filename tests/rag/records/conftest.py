"""A small invented ledger: two councils, a few meetings, and records as ingestion would keep them."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from rag.ledger import Ledger
from rag.minutes import (
    Action,
    AgendaItem,
    Attendance,
    Cast,
    Document,
    Kind,
    Meeting,
    Outcome,
    Paragraph,
    Presence,
    Reference,
    Resolution,
    Vote,
)
from rag.settings import Server


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A paragraph with the records that stand in it: rows of values in the order of the record's own fields."""

    text: str
    item: str = ""
    title: str = ""
    kind: Kind = Kind.DISCUSSION
    resolutions: tuple[tuple[str | None, str | None, Outcome], ...] = ()
    attendance: tuple[dict[str, Any], ...] = ()
    actions: tuple[tuple[str, str], ...] = ()
    votes: tuple[tuple[str, Cast], ...] = ()
    refers: date | None = None
    ballot: int | None = None
    notes: dict[str, str] = field(default_factory=dict)


def put(ledger: Ledger, name: str, held_on: date, *said: Said, body: str = "Ottermouth Town Council") -> None:
    """Keep a meeting of these paragraphs; their ids are "<name>-<n>" from 0.

    Those of one number and title that follow each other are of one item; one without a number has an item of its own.
    """
    text, items, of = "", list[AgendaItem](), dict[str, Said]()
    for n, one in enumerate(said):
        text += "\n\n" if text else ""
        made = Paragraph(
            id=f"{name}-{n}", number="", kind=one.kind, text=one.text, start=len(text), end=len(text) + len(one.text),
            page=None,
        )  # fmt: skip
        text += one.text
        of[made.id] = one
        last = items[-1] if items else None
        if last and one.item and (last.number, last.title) == (one.item, one.title):
            items[-1] = replace(last, paragraphs=(*last.paragraphs, made))
        else:
            items.append(AgendaItem(number=one.item, title=one.title, paragraphs=(made,)))
    meeting = Meeting(
        body=body,
        held_on=held_on,
        draft=False,
        items=tuple(items),
        resolutions=tuple(
            Resolution(paragraph_id=id, proposer=proposer, seconder=seconder, outcome=outcome)
            for id, one in of.items()
            for proposer, seconder, outcome in one.resolutions
        ),
        actions=tuple(
            Action(paragraph_id=id, owner=owner, task=task) for id, one in of.items() for owner, task in one.actions
        ),
        attendance=tuple(
            Attendance(**{"paragraph_id": id, "organisation": None, "presence": Presence.PRESENT, **row})
            for id, one in of.items()
            for row in one.attendance
        ),
        remarks=(),
        votes=tuple(Vote(paragraph_id=id, name=who, cast=cast) for id, one in of.items() for who, cast in one.votes),
        references=tuple(
            Reference(paragraph_id=id, words="the meeting", number="", meeting=one.refers)
            for id, one in of.items()
            if one.refers
        ),
    )
    digest = hashlib.sha256(text.encode()).hexdigest()
    ledger.put(Document(name=name, source=f"/{name}", digest=digest, format="text", text=text, meetings=(meeting,)))
    with ledger._writing() as base:
        for id, one in of.items():
            for who, note in one.notes.items():
                base.execute("UPDATE attendance SET note = ? WHERE paragraph = ? AND name = ?", (note, id, who))
            if one.ballot is not None:
                matter = base.execute("SELECT 1 FROM ballots WHERE id = ?", (one.ballot,)).fetchone()
                if matter is None:
                    base.execute(
                        "INSERT INTO ballots (id, document, paragraph, matter, amendment, outcome)"
                        " VALUES (?, ?, ?, ?, 0, 'carried')",
                        (one.ballot, name, id, one.title),
                    )
                base.execute("INSERT INTO ballot_paragraphs VALUES (?, ?)", (one.ballot, id))
                for table in ("votes", "resolutions"):
                    base.execute(f"UPDATE {table} SET ballot = ? WHERE paragraph = ?", (one.ballot, id))


def listed(*names: str, **fields: Any) -> tuple[dict[str, Any], ...]:
    """Rows of the attendance with the same fields."""
    return tuple({"name": name, **fields} for name in names)


JANUARY = (
    Said(text="Minutes of the monthly meeting of Ottermouth Town Council held on 9 January 2024", kind=Kind.HEADING),
    Said(
        text="Present: Cllr Ada Marsh (Chairman), Cllr T Marsh, Cllr Ned Pell. In attendance: Mrs J Reed (Clerk)",
        kind=Kind.ATTENDANCE,
        attendance=(
            *listed("Cllr Ada Marsh", role="Chairman"),
            *listed("Cllr T Marsh", "Cllr Ned Pell"),
            *listed("Mrs J Reed", role="Clerk", presence=Presence.IN_ATTENDANCE),
        ),
    ),
    Said(
        text="Apologies were received from Cllr Ron Sánchez (on holiday). Cllr Joy Vale was absent.",
        item="1",
        title="Absences",
        kind=Kind.ATTENDANCE,
        attendance=(
            *listed("Cllr Ron Sánchez", presence=Presence.APOLOGIES),
            *listed("Cllr Joy Vale", presence=Presence.ABSENT),
        ),
        notes={"Cllr Ron Sánchez": "on holiday"},
    ),
    Said(
        text="Cllr Pell proposed, Cllr Ada Marsh seconded, that the pond be fenced. RESOLVED.",
        item="2",
        title="Pond",
        kind=Kind.RESOLUTION,
        resolutions=(("Cllr Pell", "Cllr Ada Marsh", Outcome.CARRIED),),
        actions=(("The Clerk", "order the fence"),),
    ),
    Said(text="A motion to sell the hall was LOST.", item="3", title="Hall", resolutions=((None, None, Outcome.LOST),)),
    Said(
        text="Cllr Pell moved that the clock be repaired.",
        item="4",
        title="Clock",
        resolutions=(("Cllr Pell", None, Outcome.NOT_STATED),),
    ),
    Said(text="The Clerk will order the fence.", item="5", title="Fence", actions=(("The Clerk", "order the fence"),)),
    Said(
        text="The next meeting is on 6 February 2024 at 7pm. Signed, 10 January 2024.",
        item="6",
        kind=Kind.NEXT_MEETING,
    ),
)
FEBRUARY = (
    Said(text="Minutes of the monthly meeting of Ottermouth Town Council held on 6 February 2024", kind=Kind.HEADING),
    Said(
        text="Present: Cllr T Marsh (in the Chair), Cllr Ron Sanchez, Cllr Joy Vale (arrived at 7.20pm)",
        kind=Kind.ATTENDANCE,
        attendance=(
            *listed("Cllr T Marsh", "Cllr Ron Sanchez"),
            *listed("Cllr Joy Vale", arrived="arrived at 7.20pm"),
        ),
    ),
    Said(
        text="Apologies for absence: Cllr Ada Marsh",
        item="1",
        title="Apologies",
        kind=Kind.ATTENDANCE,
        attendance=listed("Cllr Ada Marsh", presence=Presence.APOLOGIES, role="Chairman"),
    ),
    Said(text="A recorded vote was taken on the skate park.", item="2", title="skate park", ballot=7),
    Said(text="For: Cllrs T Marsh, Sanchez", votes=(("Cllr T Marsh", Cast.FOR), ("Cllr Sanchez", Cast.FOR)), ballot=7),
    Said(text="Against: Cllr Vale", votes=(("Cllr Vale", Cast.AGAINST),), ballot=7),
    Said(
        text="The motion was declared CARRIED.",
        item="2",
        resolutions=((None, None, Outcome.CARRIED), (None, None, Outcome.CARRIED)),
        ballot=7,
    ),
    Said(text="At this point Cllr Vale left the meeting.", item="4", title="Trees"),
)
SPECIAL = (
    Said(text="Minutes of an Extraordinary Meeting of Ottermouth Town Council held on 20 February 2024"),
    Said(text="It was agreed to write to the county.", item="1", resolutions=((None, None, Outcome.CARRIED),)),
)
PARISH = (
    Said(text="Wick Parish Council, 9 January 2024"),
    Said(text="Present: Mr Ely Cobb", kind=Kind.ATTENDANCE, attendance=listed("Mr Ely Cobb")),
)


@pytest.fixture
def empty(tmp_path: Path, database: Server | None) -> Iterator[Ledger]:
    """A ledger with nothing in it."""
    ledger = Ledger(tmp_path, create=True, server=database)
    yield ledger
    ledger.close()


@pytest.fixture
def ledger(empty: Ledger) -> Ledger:
    """A ledger of three meetings of a town council and one of a parish council."""
    put(empty, "january", date(2024, 1, 9), *JANUARY)
    put(empty, "february", date(2024, 2, 6), *FEBRUARY)
    put(empty, "special", date(2024, 2, 20), *SPECIAL)
    put(empty, "wick", date(2024, 1, 9), *PARISH, body="Wick Parish Council")
    with empty._writing() as base:
        base.execute("UPDATE attendance SET \"left\" = 'left the meeting, item 4' WHERE name = 'Cllr Joy Vale'")
    return empty


@pytest.fixture
def said() -> type[Said]:
    """A paragraph with its records."""
    return Said


@pytest.fixture
def keep() -> Callable[..., None]:
    """Puts a meeting into a ledger: `keep(ledger, name, day, said(text=...), ...)`."""
    return put
