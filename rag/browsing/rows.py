"""What all lists share: the bounds that are set, a row's place in the minutes, and one page of many rows."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar

from rag.errors import WrongUse
from rag.ledger import Ledger
from rag.ledger import Row as Found
from rag.minutes import CitedParagraph, readable
from rag.names import folded
from rag.records.meetings import names

T = TypeVar("T")
S = TypeVar("S")
_OF_A_BODY = "m.id IN (SELECT meeting FROM meeting_bodies WHERE body IN (SELECT value FROM json_each(?)))"
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Within:
    """The bounds of a list; what isn't set bounds nothing.

    Attributes:
        body: a body's name, or a part of it where no body has it as its whole name.
        since: the first day; what is undated stays out where a day is given.
        until: the last day.
        words: each of them begins a word of what is listed, or of its item's title, capitals and accents aside.
        exempt: whether what was taken with the press and public excluded is listed too.
        document: the one document to look in, also where another holds the same minutes and counts before it.
        meeting: likewise the one meeting, by its id.
    """

    body: str = ""
    since: date | None = None
    until: date | None = None
    words: str = ""
    exempt: bool = True
    document: str = ""
    meeting: str = ""


EVERYTHING = Within()


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[T]):
    """Some of the rows, from `offset` on, and how many there are in all; without a limit all that follow."""

    rows: tuple[T, ...]
    total: int
    limit: int | None
    offset: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row's place in the minutes: the paragraph that proves it, its reference, and words of it as plain text."""

    paragraph_id: str
    label: str
    document: str
    body: str
    held_on: date | None
    item: str
    item_title: str
    page: int | None
    draft: bool
    exempt: bool
    text: str


def place(cited: CitedParagraph, text: str | None = None) -> dict[str, Any]:
    """The fields of a row from its paragraph; `text` is what it shows of it, without which it shows the whole."""
    return {
        "paragraph_id": cited.id,
        "label": cited.label,
        "document": cited.document,
        "body": cited.body,
        "held_on": cited.held_on,
        "item": cited.item,
        "item_title": readable(cited.item_title),
        "page": cited.paragraph.page,
        "draft": cited.draft,
        "exempt": cited.exempt,
        "text": readable(cited.paragraph.text if text is None else text),
    }


def paged(found: Sequence[S], limit: int | None, offset: int, drawn: Callable[[Sequence[S]], Iterable[T]]) -> Page[T]:
    """One page of what was found, of which only that is drawn; raises WrongUse for a page that can't be."""
    if offset < 0 or (limit is not None and limit < 1):
        raise WrongUse("A page has one row at least and begins at 0 or later; give another limit or offset.")
    shown = found[offset : None if limit is None else offset + limit]
    return Page(rows=tuple(drawn(shown)), total=len(found), limit=limit, offset=offset)


def rows_within(ledger: Ledger, columns: str, tables: str, within: Within, order: str) -> Sequence[Found]:
    """Rows of records within the bounds, the latest meeting first, of the minutes that stand.

    `tables` join paragraphs p; its meeting m with its body o, its document d and its item i are joined here. `order` is
    theirs within a paragraph.
    """
    where, values = bounds(ledger, within)
    rows = ledger.rows(
        f"""SELECT {columns}, p.id AS paragraph, d.name AS document, i.title AS item_title, p.start, p."end",
                   o.body, m.held_on
            FROM {tables} JOIN documents d ON d.name = p.document JOIN meetings m ON m.id = p.meeting
            JOIN meeting_bodies o ON o.meeting = m.id AND o.position = 0
            JOIN items i ON i.document = p.document AND i.position = p.item
            WHERE {where} ORDER BY m.held_on DESC NULLS LAST, o.body, d.name, p.position, {order}""",
        *values,
    )
    return holding(ledger, rows, within.words)


def bounds(ledger: Ledger, within: Within) -> tuple[str, Sequence[Any]]:
    """The condition that meetings m, documents d and items i meet within the bounds but for the words; its values."""
    conditions: dict[str, str | None] = {"m.superseded_by IS NULL": None}
    if within.document:
        conditions = {"d.name = ?": within.document}
    if within.meeting:
        conditions = {"m.id = ?": within.meeting}
    if within.body:
        conditions[_OF_A_BODY] = names(bodies_named(ledger, within.body))
    if within.since:
        conditions["m.held_on >= ?"] = within.since.isoformat()
    if within.until:
        conditions["m.held_on <= ?"] = within.until.isoformat()
    if not within.exempt:
        conditions["i.exempt = 0"] = None
    return " AND ".join(conditions), [value for value in conditions.values() if value is not None]


def holding(ledger: Ledger, rows: Sequence[Found], words: str) -> Sequence[Found]:
    """The rows whose span of text, or whose item's title, holds each of the words as the beginning of a word."""
    wanted = {word: re.compile(rf"\b{word}") for word in _WORD.findall(_bare(words))}
    if not wanted:
        return rows
    texts: dict[str, str] = {}

    def holds(row: Found) -> bool:
        if row["document"] not in texts:
            texts[row["document"]] = ledger.text(row["document"]) or ""
        text = _bare(f"{row['item_title']}\n{texts[row['document']][row['start'] : row['end']]}")
        return all(word in text for word in wanted) and all(word.search(text) for word in wanted.values())

    return [row for row in rows if holds(row)]


def bodies_named(ledger: Ledger, name: str) -> Sequence[str]:
    """The bodies of this name; where there is none, those whose name holds it."""
    known = {one.body for one in ledger.meetings()}
    return [one for one in known if folded(one) == folded(name)] or [
        one for one in known if folded(name) in folded(one)
    ]


def _bare(text: str) -> str:
    """Text for comparing, quickly made: lower case, its letters without accents, no other signs than ASCII has."""
    return (text if text.isascii() else unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()).lower()
