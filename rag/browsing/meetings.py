"""Bodies and their meetings, to be looked through; and one meeting's minutes, to be read."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from rag.browsing.actions import ActionRow, actions
from rag.browsing.decisions import ONE, DecisionRow, decisions
from rag.browsing.rows import EVERYTHING, Page, Within, bounds, holding, paged
from rag.dates import written_day
from rag.errors import UnknownDocument
from rag.ledger import Ledger
from rag.ledger import Row as Found
from rag.minutes import CELLS, CitedParagraph, Kind, Outcome, Presence, readable
from rag.records.attendance import THERE
from rag.records.meetings import names

_MEETINGS = """
SELECT m.id AS meeting, d.name AS document, o.body, m.held_on, m.draft, d.ocr, d.format, d.link, m.begun, m.ended,
       m.venue, s.document AS superseded_by, '' AS item_title,
       count(*) FILTER (WHERE i.number != '' OR i.title != '') AS items,
       (SELECT min(start) FROM paragraphs WHERE meeting = m.id) AS start,
       (SELECT max("end") FROM paragraphs WHERE meeting = m.id) AS "end"
FROM meetings m JOIN documents d ON d.name = m.document JOIN items i ON i.document = m.document AND i.meeting = m.id
JOIN meeting_bodies o ON o.meeting = m.id AND o.position = 0 LEFT JOIN meetings s ON s.id = m.superseded_by
WHERE {where} GROUP BY m.id, d.name, o.body, s.document
ORDER BY m.held_on DESC NULLS LAST, o.body, d.name, m.position
"""
_COUNTS = """
SELECT p.meeting, count(DISTINCT {what}) AS number FROM {table} t JOIN paragraphs p ON p.id = t.paragraph
WHERE p.meeting IN (SELECT value FROM json_each(?)) AND {where} GROUP BY 1
"""
_COUNTED = {
    "decisions": ("resolutions", ONE.replace("r.", "t."), f"t.outcome != '{Outcome.NOT_STATED}'"),
    "actions": ("actions", "t.rowid", "1 = 1"),
    "present": ("attendance", "t.name", "t.presence IN ('{}')".format("', '".join(sorted(THERE)))),
}
_FIRST = """
SELECT id FROM paragraphs WHERE meeting = ? ORDER BY position LIMIT 1
"""
_ROLL = """
SELECT a.* FROM attendance a JOIN paragraphs p ON p.id = a.paragraph WHERE p.meeting = ? ORDER BY p.position, a.rowid
"""
_AS_THEY_ARE = ("meeting", "document", "body", "begun", "ended", "venue", "format", "link", "superseded_by", "items")


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyRow:
    """A body, how many meetings it has minutes of, and the years that they were held in."""

    name: str
    meetings: int
    first: date | None
    last: date | None
    years: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingRow:
    """A meeting with what is in its minutes, in numbers; `document` names the minutes, `paragraph_id` their beginning.

    Attributes:
        meeting: its id, by which its minutes are asked for.
        superseded_by: the document that holds the same minutes in a form that counts before this one.
    """

    paragraph_id: str
    meeting: str
    document: str
    body: str
    held_on: date | None
    begun: str | None
    ended: str | None
    venue: str | None
    draft: bool
    ocr: bool
    format: str
    link: str | None
    superseded_by: str | None
    items: int
    decisions: int
    actions: int
    present: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadParagraph:
    """A paragraph as it is read: plain words, each row of a table on a line of its own."""

    id: str
    number: str
    kind: Kind
    text: str
    page: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadItem:
    """An item of business as it is read; of one that is withheld only its number."""

    number: str
    title: str
    exempt: bool
    held_on: date | None
    paragraphs: tuple[ReadParagraph, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """Somebody in the attendance of a meeting; the fields are those of rag.minutes.Attendance."""

    paragraph_id: str
    name: str
    organisation: str | None
    presence: Presence
    role: str | None
    arrived: str | None
    left: str | None
    note: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Minutes:
    """The minutes of one meeting, to be read, with what they record."""

    meeting: MeetingRow
    items: tuple[ReadItem, ...]
    decisions: tuple[DecisionRow, ...]
    actions: tuple[ActionRow, ...]
    attendance: tuple[Listed, ...]


def bodies(ledger: Ledger) -> tuple[BodyRow, ...]:
    """The bodies, by their names, with their years, the latest first."""
    held = sorted(ledger.meetings(), key=lambda one: one.body)
    found = []
    for name, group in groupby(held, key=lambda one: one.body):
        every = list(group)
        days = [one.held_on for one in every if one.held_on]
        years = tuple(sorted({one.year for one in days}, reverse=True))
        first, last = min(days, default=None), max(days, default=None)
        found.append(BodyRow(name=name, meetings=len(every), first=first, last=last, years=years))
    return tuple(found)


def meetings(
    ledger: Ledger, within: Within = EVERYTHING, *, limit: int | None = 50, offset: int = 0
) -> Page[MeetingRow]:
    """Meetings, the latest first and undated ones last; raises WrongUse for a page that can't be."""
    where, values = bounds(ledger, within)
    found = holding(ledger, ledger.rows(_MEETINGS.format(where=where), *values), within.words)
    return paged(found, limit, offset, lambda rows: _drawn(ledger, rows))


def minutes(ledger: Ledger, meeting: str, *, exempt: bool = True) -> Minutes:
    """A meeting's minutes as they are read; without `exempt` what was taken with the public excluded is left out.

    `meeting` is its id: the document's name, but for the further meetings of a document that holds several.

    Raises:
        UnknownDocument: there is no such meeting.
    """
    row = next(iter(_drawn(ledger, ledger.rows(_MEETINGS.format(where="m.id = ?"), meeting))), None)
    if row is None:
        raise UnknownDocument(f"No document is called {meeting!r}; `minutebook status --documents` lists them.")
    within = Within(meeting=meeting, exempt=exempt)
    items = groupby(ledger.minutes_of(meeting), key=lambda one: one.item_key)
    return Minutes(
        meeting=row,
        items=tuple(_item(list(group), exempt) for _, group in items),
        decisions=decisions(ledger, within, limit=None).rows,
        actions=actions(ledger, within, limit=None).rows,
        attendance=tuple(_listed(row) for row in ledger.rows(_ROLL, meeting)),
    )


def _drawn(ledger: Ledger, found: Sequence[Found]) -> Iterator[MeetingRow]:
    ids = names([row["meeting"] for row in found])
    counts = {
        name: {
            row["meeting"]: row["number"]
            for row in ledger.rows(_COUNTS.format(table=table, what=what, where=where), ids)
        }
        for name, (table, what, where) in _COUNTED.items()
    }
    for row in found:
        [beginning] = ledger.rows(_FIRST, row["meeting"])
        yield MeetingRow(
            paragraph_id=beginning["id"],
            held_on=written_day(row["held_on"]),
            draft=bool(row["draft"]),
            ocr=bool(row["ocr"]),
            **{name: row[name] for name in _AS_THEY_ARE},
            **{name: counts[name].get(row["meeting"], 0) for name in _COUNTED},
        )


def _item(cited: Sequence[CitedParagraph], exempt: bool) -> ReadItem:
    first = cited[0]
    shown = exempt or not first.exempt
    return ReadItem(
        number=first.item,
        title=readable(first.item_title) if shown else "",
        exempt=first.exempt,
        held_on=first.held_on,
        paragraphs=tuple(map(_paragraph, cited)) if shown else (),
    )


def _paragraph(cited: CitedParagraph) -> ReadParagraph:
    one = cited.paragraph
    return ReadParagraph(id=one.id, number=one.number, kind=one.kind, text=_laid_out(one.text), page=one.page)


def _laid_out(text: str) -> str:
    """Plain words; of a table each row on its line, for its cells would run together."""
    lines = text.splitlines()
    if sum(line.lstrip().startswith("|") or line.count(CELLS) > 0 for line in lines) < 2:
        return readable(text)
    return "\n".join(filter(None, (readable(line) for line in lines if line.strip(" |:-"))))


def _listed(row: Found) -> Listed:
    fields = {name: row[name] for name in ("name", "organisation", "role", "arrived", "left", "note")}
    return Listed(paragraph_id=row["paragraph"], presence=Presence(row["presence"]), **fields)
