"""The records of whole meetings, by SQL: who attended, what was resolved, who voted how; never from top-k."""

import re
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from rag.ledger import Ledger, MeetingHeld
from rag.minutes import Cast, Kind, Presence

_DOCUMENTS = """
SELECT name, begun, substr(text, 1, 900) AS opening FROM documents WHERE name IN ({})
"""
_ATTENDANCE = """
SELECT p.document, p.position, a.paragraph, a.name, a.presence, a.role
FROM attendance a JOIN paragraphs p ON p.id = a.paragraph
WHERE p.document IN ({}) ORDER BY p.document, p.position, a.rowid
"""
_RESOLUTIONS = """
SELECT p.document, p.position, p.kind, r.paragraph, r.proposer, r.seconder, r.outcome, r.title,
       i.number AS item, i.title AS item_title
FROM resolutions r JOIN paragraphs p ON p.id = r.paragraph
JOIN items i ON i.document = p.document AND i.position = p.item
WHERE p.document IN ({}) ORDER BY p.document, p.position, r.rowid
"""
_PARAGRAPHS = """
SELECT p.document, p.position, p.id, p.kind, p.start, p."end", i.number AS item, i.title AS item_title
FROM paragraphs p JOIN items i ON i.document = p.document AND i.position = p.item
WHERE p.document IN ({}) ORDER BY p.document, p.position
"""
_VOTES = 'SELECT paragraph, name, "cast" FROM votes WHERE paragraph IN ({}) ORDER BY rowid'


class Sort(StrEnum):
    """Which sort of meeting it was, as its minutes call it; a sub-committee's minutes may stand under its council."""

    SUB_COMMITTEE = "sub-committee"
    ORDINARY = "ordinary"
    SPECIAL = "special"
    ANNUAL = "annual"
    ADJOURNED = "adjourned"


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A meeting that was held: its minutes are `document`, whatever other copies and drafts of them there are.

    Attributes:
        begun: when it was opened, as "19:30"; None where the minutes don't say.
    """

    body: str
    held_on: date
    sort: Sort
    document: str
    begun: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attended:
    """One person in the attendance of the meeting that a document minutes."""

    document: str
    paragraph: str
    name: str
    presence: Presence
    role: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """One resolution with the item that it stands in."""

    document: str
    paragraph: str
    kind: Kind
    proposer: str | None
    seconder: str | None
    outcome: str
    title: str
    item: str
    item_title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """One paragraph's words with the item that it stands in."""

    document: str
    id: str
    kind: Kind
    text: str
    item: str
    item_title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Voted:
    """How one person voted on what a paragraph records."""

    paragraph: str
    name: str
    cast: Cast


_NAMES = {
    Sort.SUB_COMMITTEE: r"sub-?\s?committees?",
    Sort.ADJOURNED: "adjourned",
    Sort.SPECIAL: r"special|extra-?\s?ordinary|emergency|budget|statutory",
    Sort.ANNUAL: "annual",
    Sort.ORDINARY: "ordinary|monthly|regular",
}
_SORTS = [
    (
        sort,
        re.compile(
            rf"(?i)\b(?:{names})\b"
            + ("" if sort is Sort.SUB_COMMITTEE else r"(?:\W+\w+){0,7}?\W+meetings?\b")
            + (r"|\bagm\b" if sort is Sort.ANNUAL else "")
        ),
    )
    for sort, names in _NAMES.items()
]
_ROLL = re.compile(r"(?i)\b(?:present|apologies|attend\w*)\b")


def sort_called(words: str) -> Sort | None:
    """The sort of meeting that words name ("the extraordinary meeting", "its AGM"); None where they name none."""
    return next((sort for sort, pattern in _SORTS if pattern.search(words)), None)


def held(ledger: Ledger, meetings: Sequence[MeetingHeld]) -> list[Held]:
    """The dated meetings in the order of their dates."""
    rows = {row["name"]: row for row in _rows(ledger, _DOCUMENTS, [meeting.document for meeting in meetings])}

    def sort(document: str) -> Sort:
        name = re.sub(r"[_-]+", " ", document)
        opening = rows[document]["opening"]
        roll = _ROLL.search(opening)
        return sort_called(name) or sort_called(opening[: roll.start() if roll else None]) or Sort.ORDINARY

    found = [
        Held(
            body=one.body,
            held_on=one.held_on,
            sort=sort(one.document),
            document=one.document,
            begun=rows[one.document]["begun"],
        )
        for one in meetings
        if one.held_on
    ]
    return sorted(found, key=lambda one: (one.held_on, one.body, one.begun or "", one.document))


def attendance(ledger: Ledger, documents: Sequence[str]) -> list[Attended]:
    """Everybody in the attendance of these documents, in their order."""
    return [
        Attended(
            document=row["document"],
            paragraph=row["paragraph"],
            name=row["name"],
            presence=Presence(row["presence"]),
            role=row["role"],
        )
        for row in _rows(ledger, _ATTENDANCE, documents)
    ]


def resolutions(ledger: Ledger, documents: Sequence[str]) -> list[Decided]:
    """Every resolution of these documents, in their order."""
    return [
        Decided(
            document=row["document"],
            paragraph=row["paragraph"],
            kind=Kind(row["kind"]),
            proposer=row["proposer"],
            seconder=row["seconder"],
            outcome=row["outcome"],
            title=row["title"],
            item=row["item"],
            item_title=row["item_title"],
        )
        for row in _rows(ledger, _RESOLUTIONS, documents)
    ]


def written(ledger: Ledger, documents: Sequence[str], near: Iterable[str] = ()) -> list[Written]:
    """Every paragraph of these documents, in their order; of those terms are given only what may hold them all.

    A term is looked for by its first letters: a quick look that leaves most of many documents unread.
    """
    letters = [term[:4] for term in near]

    def may_hold(text: str) -> bool:
        low = text.lower() if letters else ""
        return all(one in low for one in letters)

    texts = {
        row["name"]: row["text"]
        for row in _rows(ledger, "SELECT name, text FROM documents WHERE name IN ({})", documents)
        if may_hold(row["text"])
    }
    return [
        Written(
            document=row["document"],
            id=row["id"],
            kind=Kind(row["kind"]),
            text=text,
            item=row["item"],
            item_title=row["item_title"],
        )
        for row in _rows(ledger, _PARAGRAPHS, texts)
        if may_hold(text := texts[row["document"]][row["start"] : row["end"]])
    ]


def votes(ledger: Ledger, paragraphs: Sequence[str]) -> list[Voted]:
    """Every vote by name that these paragraphs record."""
    rows = _rows(ledger, _VOTES, paragraphs)
    return [Voted(paragraph=row["paragraph"], name=row["name"], cast=Cast(row["cast"])) for row in rows]


def _rows(ledger: Ledger, query: str, values: Iterable[str]) -> list[sqlite3.Row]:
    """The rows for all values, asked for in parts: SQLite takes no more than some hundreds at once."""
    wanted = sorted(set(values))
    parts = [wanted[first : first + 500] for first in range(0, len(wanted), 500)]
    return [row for part in parts for row in ledger.rows(query.format(",".join("?" * len(part))), *part)]
