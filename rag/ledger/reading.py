"""Reading the ledger: paragraphs with their references, meetings, and what was noted about the home."""

import json
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache, lru_cache
from typing import Any, Literal, TypeVar, cast

from rag.dates import written_day
from rag.ledger.connection import Connection
from rag.ledger.database import Row
from rag.minutes import Box, CitedParagraph, Kind, Paragraph

Index = Literal["words", "dense"]
_TEXTS = 1_000  # documents whose text is kept at hand: some 20 MB, and the paragraphs found are of a hundred or so
_PARAGRAPHS = 2_000  # paragraphs that are kept at hand: the parts of a question find much the same hundred each
_MADE = 16  # things made of the whole ledger that are kept at hand
T = TypeVar("T")

_CITED = """
SELECT p.id, p.number, p.kind, p.start, p."end", p.page,
       p.boxes, p.confidence, p.position, d.name AS document, d.digest, d.link, m.id AS meeting, m.held_on, m.draft,
       (SELECT json_group_array(body)
        FROM (SELECT body FROM meeting_bodies WHERE meeting = m.id ORDER BY position) met) AS bodies,
       i.number AS item, i.title AS item_title, i.exempt
FROM paragraphs p
JOIN documents d ON d.name = p.document
JOIN meetings m ON m.id = p.meeting
JOIN items i ON i.document = p.document AND i.position = p.item
"""
# an agenda and the minutes of one day are one meeting, two sittings in one file are two
_HELD = """
SELECT count(DISTINCT b.body || coalesce(m.held_on, m.id) || CASE
    WHEN m.position > 0 AND o.held_on IS NOT DISTINCT FROM m.held_on THEN CAST(m.position AS TEXT) ELSE '' END)
FROM meetings m JOIN meetings o ON o.id = m.document JOIN meeting_bodies b ON b.meeting = m.id AND b.position = 0
"""
_AROUND = """
SELECT p.id, n.document, n.start, n."end" FROM paragraphs p
JOIN paragraphs n ON n.document = p.document AND n.item = p.item
                 AND n.position BETWEEN p.position - 3 AND p.position + 3 AND n.position != p.position
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingHeld:
    """One meeting that the ledger has minutes of; a joint meeting once for each of its bodies.

    Attributes:
        minuted: whether its paper lists somebody or records a decision; others are agendas, forms and reports.
    """

    id: str
    document: str
    body: str
    held_on: date | None
    minuted: bool


def main_body(meetings: Sequence[MeetingHeld]) -> str | None:
    """The body that has more than half of some dated meetings; None where none has."""
    bodies = [one.body for one in meetings if one.held_on]
    most = max(set(bodies), key=bodies.count, default="")
    return most if bodies.count(most) > len(bodies) / 2 else None


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyPrinted:
    """What minutes call a body that met: the meeting, its place among those that met together, and the file's place."""

    meeting: str
    position: int
    source: str
    printed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FailedFile:
    """A file that can't be read, and why.

    Attributes:
        document: the name that it would have had.
        digest: sha256 of the bytes that were tried, or None where not even those could be had.
    """

    source: str
    document: str
    reason: str
    digest: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """What a manifest says of the file at a place; None where it leaves that to the minutes."""

    source: str
    link: str | None
    body: str | None = None
    held_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Departure:
    """A paragraph that is gone: the document it stood in, and whether that is still there, in a later form."""

    document: str
    there: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerSummary:
    """What is in the ledger, in numbers; `unindexed` documents wait for dense search; first and last are days."""

    documents: int
    meetings: int
    items: int
    paragraphs: int
    resolutions: int
    actions: int
    attendance: int
    unindexed: int
    bodies: tuple[str, ...]
    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    """What was read of the ledger as it stood, and is asked for again with every question."""

    stand: tuple[int, int]
    meetings: Callable[[], tuple[MeetingHeld, ...]]
    text: Callable[[str], str | None]
    made: dict[Hashable, Any] = field(default_factory=dict)
    paragraphs: dict[str, CitedParagraph] = field(default_factory=dict)
    surroundings: dict[str, tuple[str, ...]] = field(default_factory=dict)


class LedgerReader(Connection):
    """Reads one home's ledger.

    Attributes:
        is_public: whether what was taken with press and public excluded isn't there.
    """

    is_public = False
    _last: _Kept | None = None

    def _kept(self) -> _Kept:
        stand = self._stand()
        if self._last is None or self._last.stand != stand:
            self._last = _Kept(stand=stand, meetings=cache(self._meetings), text=lru_cache(_TEXTS)(self.text))
        return self._last

    def kept(self, key: Hashable, make: Callable[[], T]) -> T:
        """What is made of the ledger as it stands: made once, until the ledger changes or much else was made."""
        made = self._kept().made
        if (found := made.get(key)) is None:
            if len(made) >= _MADE:
                made.clear()
            found = made[key] = make()
        return cast("T", found)

    def about(self, key: str) -> str | None:
        """A fact noted about this home, such as its embedding model."""
        row = self._one("SELECT value FROM about WHERE key = ?", key)
        return str(row["value"]) if row else None

    def unindexed(self, index: Index) -> list[str]:
        """Names of documents whose paragraphs an index doesn't hold yet."""
        return [row["name"] for row in self.rows(f"SELECT name FROM documents WHERE {index} = 0 ORDER BY name")]

    def failures(self) -> list[FailedFile]:
        """The files that couldn't be read, by their place."""
        return [FailedFile(**row) for row in self.rows("SELECT * FROM failures ORDER BY source")]

    def listed(self) -> dict[str, Listed]:
        """What manifests say, by the file's place."""
        rows = self.rows("SELECT * FROM told")
        return {row["source"]: Listed(**{**dict(row), "held_on": written_day(row["held_on"])}) for row in rows}

    def retired(self) -> list[str]:
        """Ids of paragraphs that left, also of those that came back in documents taken in anew."""
        return [row["paragraph"] for row in self.rows("SELECT paragraph FROM retired ORDER BY paragraph")]

    def gone(self) -> list[str]:
        """Ids of paragraphs that left and didn't come back."""
        query = "SELECT paragraph FROM retired WHERE paragraph NOT IN (SELECT id FROM paragraphs) ORDER BY paragraph"
        return [row["paragraph"] for row in self.rows(query)]

    def removed(self) -> bool:
        """Whether some left with a document that was removed: then no index may keep a trace of its words."""
        return self._one("SELECT 1 FROM retired WHERE removed = 1") is not None

    def ids_of(self, name: str) -> set[str]:
        """The ids that paragraphs of a document have or had."""
        query = """SELECT id FROM paragraphs WHERE document = ?1 UNION
                   SELECT a.old FROM aliases a JOIN paragraphs p ON p.id = a.new WHERE p.document = ?1 UNION
                   SELECT paragraph FROM departed WHERE document = ?1"""
        return {row["id"] for row in self.rows(query, name)}

    def held_elsewhere(self, name: str, phrase: str) -> bool:
        """Whether another document than this one holds a phrase."""
        return self._one("SELECT 1 FROM documents WHERE name <> ? AND instr(text, ?) > 0", name, phrase) is not None

    def text(self, name: str) -> str | None:
        """A document's text, or None."""
        row = self._one("SELECT text FROM documents WHERE name = ?", name)
        return str(row["text"]) if row else None

    def documents(self) -> list[dict[str, Any]]:
        """Each document's row but for its text, with what there is to say of its own meeting, by name."""
        rows = self.rows(
            """SELECT d.name, d.source, d.digest, d.format, b.body, b.printed, m.held_on, m.draft, d.remarks, d.link,
                      d.ocr, s.document AS superseded_by
               FROM documents d JOIN meetings m ON m.id = d.name
               JOIN meeting_bodies b ON b.meeting = m.id AND b.position = 0
               LEFT JOIN meetings s ON s.id = m.superseded_by ORDER BY d.name"""
        )
        return [
            {**dict(row), "draft": bool(row["draft"]), "ocr": bool(row["ocr"]), "remarks": json.loads(row["remarks"])}
            for row in rows
        ]

    def meetings(self) -> tuple[MeetingHeld, ...]:
        """Every meeting in the order of dates, undated ones last, without minutes that others supersede."""
        return self._kept().meetings()

    def _meetings(self) -> tuple[MeetingHeld, ...]:
        rows = self.rows(
            """SELECT m.id, m.document, b.body, m.held_on,
                   EXISTS (SELECT 1 FROM paragraphs p JOIN attendance a ON a.paragraph = p.id WHERE p.meeting = m.id)
                   OR EXISTS (SELECT 1 FROM paragraphs p JOIN resolutions r ON r.paragraph = p.id
                              WHERE p.meeting = m.id AND r.outcome <> 'not stated') AS minuted
               FROM meetings m JOIN meeting_bodies b ON b.meeting = m.id
               WHERE m.superseded_by IS NULL
               ORDER BY m.held_on IS NULL, m.held_on, m.document, m.position, b.position"""
        )
        return tuple(
            MeetingHeld(**{**row, "held_on": written_day(row["held_on"]), "minuted": bool(row["minuted"])})
            for row in map(dict, rows)
        )

    def bodies_printed(self) -> list[BodyPrinted]:
        """What the minutes call the body, or each body, of every meeting."""
        rows = self.rows(
            """SELECT b.meeting, b.position, d.source, b.printed FROM meeting_bodies b
               JOIN meetings m ON m.id = b.meeting JOIN documents d ON d.name = m.document
               ORDER BY d.name, m.position, b.position"""
        )
        return [BodyPrinted(**row) for row in rows]

    def paragraph(self, id: str) -> CitedParagraph | None:
        """The paragraph that has or had this id, with its reference; or None."""
        return next(iter(self.paragraphs([self.current(id)])), None)

    def superseded_by(self, meeting: str) -> str | None:
        """The document that holds a meeting's minutes in a form that counts before these, such as the adopted one."""
        row = self._one(
            "SELECT s.document FROM meetings m JOIN meetings s ON s.id = m.superseded_by WHERE m.id = ?", meeting
        )
        return row["document"] if row else None

    def departure(self, id: str) -> Departure | None:
        """What became of a paragraph that is gone; None where no document ever held that id."""
        row = self._one(
            "SELECT document, EXISTS (SELECT 1 FROM documents WHERE name = document) AS there"
            " FROM departed WHERE paragraph = ?",
            id,
        )
        return Departure(document=row["document"], there=bool(row["there"])) if row else None

    def current(self, id: str) -> str:
        """The id that a paragraph has now, where `id` is an earlier one of it; else the same."""
        row = self._one("SELECT new FROM aliases WHERE old = ?", id)
        return str(row["new"]) if row else id

    def paragraphs(self, ids: Sequence[str]) -> list[CitedParagraph]:
        """The paragraphs with these ids, in the order of the ids; unknown ids are left out."""
        found = _once(self._kept().paragraphs, ids, self._paragraphs)
        return [found[id] for id in ids if id in found]

    def cited(self, ids: Iterable[str]) -> dict[str, CitedParagraph]:
        """The paragraphs with these ids, by them; unknown ids are left out."""
        return {one.id: one for one in self.paragraphs(list(dict.fromkeys(ids)))}

    def _paragraphs(self, ids: Sequence[str]) -> dict[str, CitedParagraph]:
        return {one.id: one for one in self._cited(_among(f"{_CITED} WHERE p.id", ids))}

    def paragraphs_of(self, document: str) -> tuple[CitedParagraph, ...]:
        """All paragraphs of a document in order; none where no document has that name."""
        return self._cited([(f"{_CITED} WHERE d.name = ? ORDER BY p.position", [document])])

    def minutes_of(self, meeting: str) -> tuple[CitedParagraph, ...]:
        """All paragraphs of a meeting in order; none where no meeting has that id."""
        return self._cited([(f"{_CITED} WHERE p.meeting = ? ORDER BY p.position", [meeting])])

    def neighbours(self, id: str, before: int = 1, after: int = 1) -> tuple[CitedParagraph, ...]:
        """The paragraph among those around it in its document, in order; empty where there is no such paragraph."""
        row = self._one("SELECT document, position FROM paragraphs WHERE id = ?", self.current(id))
        if row is None:
            return ()
        around = f"{_CITED} WHERE d.name = ? AND p.position BETWEEN ? AND ? ORDER BY p.position"
        return self._cited([(around, [row["document"], row["position"] - before, row["position"] + after])])

    def surroundings(self, ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
        """For each paragraph the texts just before and after it within its item: what it says may lean on them."""
        return _once(self._kept().surroundings, ids, self._surroundings)

    def _surroundings(self, ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
        rows, texts = self._with_texts(_among(f"{_AROUND} WHERE p.id", ids))
        around: dict[str, list[str]] = {id: [] for id in ids}
        for row in sorted(rows, key=lambda row: row["start"]):
            around[row["id"]].append(texts[row["document"]][row["start"] : row["end"]])
        return {id: tuple(parts) for id, parts in around.items()}

    def _cited(self, queries: Iterable[tuple[str, Sequence[Any]]]) -> tuple[CitedParagraph, ...]:
        rows, texts = self._with_texts(queries)
        return tuple(_cited(row, texts[row["document"]]) for row in rows)

    def _with_texts(self, queries: Iterable[tuple[str, Sequence[Any]]]) -> tuple[list[Any], dict[str, str]]:
        """The rows with the texts of their documents, both of one moment: another may write in between.

        Slices are taken of the texts here, because a database counts from the start for each.
        """
        queries = list(queries)
        while True:
            kept = self._kept()
            rows = [row for query, values in queries for row in self.rows(query, *values)]
            texts = {name: kept.text(name) or "" for name in {row["document"] for row in rows}}
            if self._stand() == kept.stand:
                return rows, texts

    def summary(self) -> LedgerSummary:
        """What is in the ledger, in numbers."""
        counts = {
            table: int(self._only(f"SELECT count(*) FROM {table}"))
            for table in ("documents", "items", "paragraphs", "resolutions", "actions", "attendance")
        }
        bodies = tuple(
            row["body"]
            for row in self.rows("SELECT body FROM meeting_bodies GROUP BY body ORDER BY count(*) DESC, body")
        )
        return LedgerSummary(
            **counts,
            meetings=int(self._only(_HELD)),
            unindexed=int(self._only("SELECT count(*) FROM documents WHERE dense = 0")),
            bodies=bodies,
            first=written_day(self._only("SELECT min(held_on) FROM meetings")),
            last=written_day(self._only("SELECT max(held_on) FROM meetings")),
        )

    def exempt(self, ids: Sequence[str]) -> set[str]:
        """Which of some paragraphs were taken with press and public excluded, whoever reads."""
        query = """SELECT p.id FROM main.paragraphs p
                   JOIN main.items i ON i.document = p.document AND i.position = p.item WHERE i.exempt = 1 AND p.id"""
        return {row["id"] for part, values in _among(query, ids) for row in self.rows(part, *values)}

    def all_ids(self, index: Index | None = None) -> Iterator[tuple[str, str]]:
        """(id, kind) of every paragraph, or of every one that an index should hold by now."""
        held = f"WHERE document IN (SELECT name FROM documents WHERE {index} = 1)" if index else ""
        return ((row["id"], row["kind"]) for row in self.rows(f"SELECT id, kind FROM paragraphs {held}"))


def _among(query: str, values: Sequence[str]) -> Iterator[tuple[str, Sequence[str]]]:
    """The query for each part of the values, as many as one query takes."""
    for first in range(0, len(values), 500):
        part = values[first : first + 500]
        yield f"{query} IN ({','.join('?' * len(part))})", part


def _once(kept: dict[str, T], ids: Sequence[str], read: Callable[[Sequence[str]], Mapping[str, T]]) -> dict[str, T]:
    """What is kept of these ids, and what is read of the others, which is kept from now on."""
    found = {id: one for id in ids if (one := kept.get(id)) is not None}
    others = read([id for id in ids if id not in found])
    if len(kept) > _PARAGRAPHS:
        kept.clear()
    kept |= others
    return found | dict(others)


def _cited(row: Row, text: str) -> CitedParagraph:
    body, *joint = json.loads(row["bodies"])
    return CitedParagraph(
        paragraph=Paragraph(
            id=row["id"],
            number=row["number"],
            kind=Kind(row["kind"]),
            text=text[row["start"] : row["end"]],
            start=row["start"],
            end=row["end"],
            page=row["page"],
            boxes=tuple(Box(*box) for box in json.loads(row["boxes"])),
            confidence=row["confidence"],
        ),
        document=row["document"],
        digest=row["digest"],
        body=body,
        joint=tuple(joint),
        meeting=row["meeting"],
        held_on=written_day(row["held_on"]),
        draft=bool(row["draft"]),
        item=row["item"],
        item_title=row["item_title"],
        position=row["position"],
        link=row["link"],
        exempt=bool(row["exempt"]),
    )
