"""Writing the ledger: documents in and out, what the indexes hold, what failed; every write is one transaction."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import astuple, fields
from datetime import date
from typing import Any

from rag.errors import UnknownDocument
from rag.ledger.database import Database
from rag.ledger.reading import FailedFile, Index, LedgerReader, Listed
from rag.ledger.succession import depart, renew, supersede, texts
from rag.minutes import AgendaItem, Ballot, Document

_BODY = """
SELECT b.body, m.document, m.held_on FROM meeting_bodies b JOIN meetings m ON m.id = b.meeting
WHERE b.meeting = ? AND b.position = ?
"""


class Ledger(LedgerReader):
    """Reads and writes one home's ledger; every write is one transaction."""

    def note(self, key: str, value: str) -> None:
        """Note a fact about this home."""
        with self._writing() as base:
            base.execute(
                "INSERT INTO about VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value", (key, value)
            )

    def put(self, document: Document, *, replaces: str | None = None) -> None:
        """Take a document in, in place of the one from the same source, of the same name, or of the name `replaces`."""
        with self._writing() as base:
            earlier = [
                row["name"]
                for row in base.execute(
                    "SELECT name FROM documents WHERE source = ? OR name IN (?, ?)",
                    (document.source, document.name, replaces),
                )
            ]
            stood = {name: texts(base, name) for name in earlier}
            held = {one for name in earlier for one in _held_in(base, name)}
            for name in earlier:
                self._take_out(base, name, removed=False)
            self._put_document(base, document)
            self._put_meetings(base, document)
            self._put_records(base, document)
            renew(base, stood, document.name)
            base.execute("DELETE FROM failures WHERE source = ?", (document.source,))
            for body, day in held | set(_held_in(base, document.name)):
                supersede(base, body, day)

    def remove(self, name: str) -> None:
        """Take a document out, its text included; or forget a file of that name that couldn't be read.

        Raises UnknownDocument where there is neither.
        """
        row = self._one("SELECT source FROM documents WHERE name = ?", name)
        if row is None and self._one("SELECT 1 FROM failures WHERE document = ?", name) is None:
            raise UnknownDocument(f"No document is named {name!r}; `minutebook status --documents` lists the names.")
        with self._writing() as base:
            base.execute("DELETE FROM failures WHERE document = ?", (name,))
            if row is not None:
                ids = [id for id, _ in texts(base, name)]
                held = _held_in(base, name)
                self._take_out(base, name, removed=True)
                depart(base, name, ids)
                base.execute("DELETE FROM told WHERE source = ?", (row["source"],))
                for body, held_on in held:
                    supersede(base, body, held_on)
        self._base.compact()

    def moved(self, name: str, source: str) -> None:
        """Note that a document's file now lies elsewhere."""
        with self._writing() as base:
            ours = "FROM told WHERE source = (SELECT source FROM documents WHERE name = ?)"
            if base.execute(f"SELECT 1 {ours}", (name,)).fetchone():
                base.execute("DELETE FROM told WHERE source = ?", (source,))
            base.execute(f"UPDATE told SET source = ? {ours.removeprefix('FROM told ')}", (source, name))
            base.execute("UPDATE documents SET source = ? WHERE name = ?", (source, name))

    def name_bodies(self, bodies: Mapping[tuple[str, int], str]) -> None:
        """Give meetings the bodies that they are of, by the meeting's id and the body's place among those that met.

        The indexes take documents anew of which a body changes.
        """
        with self._writing() as base:
            for (meeting, place), body in bodies.items():
                [(before, name, held_on)] = base.execute(_BODY, (meeting, place))
                if before == body:
                    continue
                base.execute(
                    "UPDATE meeting_bodies SET body = ? WHERE meeting = ? AND position = ?", (body, meeting, place)
                )
                base.execute("UPDATE documents SET words = 0, dense = 0 WHERE name = ?", (name,))
                self._retire(base, name, removed=False)
                supersede(base, before, held_on)
                supersede(base, body, held_on)

    @staticmethod
    def _put_document(base: Database, document: Document) -> None:
        remarks = [remark for meeting in document.meetings for remark in meeting.remarks]
        base.execute(
            "INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?, ?, 0, 0, ?)",
            (
                *(document.name, document.source, document.digest, document.format),
                *(json.dumps(list(dict.fromkeys(remarks))), document.link, document.ocr, document.text),
            ),
        )

    @staticmethod
    def _put_meetings(base: Database, document: Document) -> None:
        """Put in the meetings, and their items and paragraphs in the order of the text."""
        items: list[tuple[str, AgendaItem]] = []
        for place, meeting in enumerate(document.meetings):
            id = _meeting_id(document, place)
            held_on = meeting.held_on.isoformat() if meeting.held_on else None
            row = (id, document.name, place, held_on, meeting.draft, meeting.begun, meeting.ended, meeting.venue)
            base.execute("INSERT INTO meetings VALUES (?, ?, ?, ?, ?, ?, ?, ?, NULL)", row)
            bodies = [(id, n, body, body) for n, body in enumerate((meeting.body, *meeting.joint))]
            base.executemany("INSERT INTO meeting_bodies VALUES (?, ?, ?, ?)", bodies)
            items += [(id, item) for item in meeting.items]
        if document.meetings[1:]:
            items.sort(key=lambda pair: pair[1].paragraphs[0].start if pair[1].paragraphs else 0)
        base.executemany(
            "INSERT INTO items VALUES (?, ?, ?, ?, ?, ?)",
            [
                (document.name, place, one.number, one.title, one.exempt, meeting)
                for place, (meeting, one) in enumerate(items)
            ],
        )
        paragraphs = [(place, meeting, p) for place, (meeting, item) in enumerate(items) for p in item.paragraphs]
        base.executemany(
            "INSERT INTO paragraphs VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    *(p.id, document.name, position, place, p.number, p.kind, p.start, p.end, p.page),
                    *(json.dumps([astuple(box) for box in p.boxes]), p.confidence, meeting),
                )
                for position, (place, meeting, p) in enumerate(paragraphs)
            ],
        )

    @staticmethod
    def _put_records(base: Database, document: Document) -> None:
        for place, meeting in enumerate(document.meetings):
            id = _meeting_id(document, place)
            ballots = [_put_ballot(base, document.name, f"{id}\n{n}", one) for n, one in enumerate(meeting.ballots)]
            for table, records in (
                ("resolutions", meeting.resolutions),
                ("actions", meeting.actions),
                ("attendance", meeting.attendance),
                ("votes", meeting.votes),
                ("cross_references", meeting.references),
            ):
                for record in records:
                    row = _row(record)
                    if row.get("ballot") is not None:
                        row["ballot"] = ballots[row["ballot"]]
                    _insert(base, table, row)

    @staticmethod
    def _retire(base: Database, name: str, *, removed: bool) -> None:
        base.execute(
            """INSERT INTO retired SELECT id, ? FROM paragraphs WHERE document = ? ON CONFLICT (paragraph) DO UPDATE SET
               removed = CASE WHEN excluded.removed = 1 THEN 1 ELSE retired.removed END""",
            (removed, name),
        )

    def _take_out(self, base: Database, name: str, *, removed: bool) -> None:
        self._retire(base, name, removed=removed)
        base.execute("DELETE FROM documents WHERE name = ?", (name,))

    # What failed, and what a manifest says

    def fail(self, failed: FailedFile) -> None:
        """Note a file that can't be read, in place of what was noted of it before."""
        with self._writing() as base:
            base.execute("DELETE FROM failures WHERE source = ?", (failed.source,))
            base.execute("INSERT INTO failures VALUES (?, ?, ?, ?)", astuple(failed))

    def forget(self, sources: Iterable[str]) -> None:
        """Note nothing more of the files at these places that couldn't be read."""
        with self._writing() as base:
            base.executemany("DELETE FROM failures WHERE source = ?", [(source,) for source in sources])

    def list_files(self, listed: Iterable[Listed]) -> None:
        """Keep what a manifest says of files, for when they are read; a link counts for a document at once."""
        rows = [(one.source, one.link, one.body, one.held_on and one.held_on.isoformat()) for one in listed]
        with self._writing() as base:
            base.executemany(
                """INSERT INTO told VALUES (?, ?, ?, ?) ON CONFLICT (source) DO UPDATE SET link = excluded.link,
                   body = coalesce(excluded.body, told.body), held_on = coalesce(excluded.held_on, told.held_on)""",
                rows,
            )
            base.executemany("UPDATE documents SET link = ? WHERE source = ?", [(row[1], row[0]) for row in rows])

    # What the indexes hold

    def given_up(self) -> None:
        """Note that the indexes gave up all that was retired."""
        with self._writing() as base:
            base.execute("DELETE FROM retired")

    def indexed(self, index: Index, names: Iterable[str]) -> None:
        """Note that an index holds these documents."""
        with self._writing() as base:
            base.executemany(f"UPDATE documents SET {index} = 1 WHERE name = ?", [(name,) for name in names])

    def unindex(self) -> None:
        """Note that the indexes hold nothing."""
        with self._writing() as base:
            base.execute("UPDATE documents SET words = 0, dense = 0")


def _meeting_id(document: Document, place: int) -> str:
    return f"{document.name}\n{place}" if place else document.name


def _held_in(base: Database, document: str) -> list[tuple[str, str | None]]:
    """The body and the day of each meeting in a document."""
    query = "SELECT body, held_on FROM meeting_bodies b JOIN meetings m ON m.id = b.meeting WHERE document = ?"
    return [(body, held_on) for body, held_on in base.execute(query, (document,))]


def _put_ballot(base: Database, document: str, name: str, ballot: Ballot) -> int:
    named = hashlib.sha256(name.encode()).digest()
    number = int.from_bytes(named[:7], "big")  # the same whatever was taken in before it
    row = {"id": number, "document": document, **_row(ballot)}
    paragraphs = row.pop("paragraph_ids")
    _insert(base, "ballots", row)
    base.executemany("INSERT INTO ballot_paragraphs VALUES (?, ?)", [(number, id) for id in paragraphs])
    return number


def _row(record: Any) -> dict[str, Any]:
    """A record's fields by the names of their columns."""
    values = {field.name.removesuffix("_id"): getattr(record, field.name) for field in fields(record)}
    return {name: str(value) if isinstance(value, date) else value for name, value in values.items()}


def _insert(base: Database, table: str, row: dict[str, Any]) -> None:
    columns = ", ".join(f'"{name}"' for name in row)
    base.execute(f"INSERT INTO {table} ({columns}) VALUES ({', '.join('?' * len(row))})", list(row.values()))
