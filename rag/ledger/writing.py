"""Writing the ledger: documents in and out, what the indexes hold, what failed; every write is one transaction."""

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, fields
from datetime import date
from typing import Any

from rag.errors import UnknownDocument
from rag.ledger.reading import FailedFile, Index, LedgerReader, Told
from rag.ledger.succession import depart, renew, supersede, texts
from rag.minutes import AgendaItem, Ballot, Document, Meeting


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
            earlier = base.execute(
                "SELECT name, body, held_on FROM documents WHERE source = ? OR name IN (?, ?)",
                (document.source, document.name, replaces),
            ).fetchall()
            stood = {row["name"]: texts(base, row["name"]) for row in earlier}
            for row in earlier:
                self._take_out(base, row["name"], removed=False)
            self._put_document(base, document)
            self._put_items(base, document.name, document.meeting.items)
            self._put_records(base, document.name, document.meeting)
            renew(base, stood, document.name)
            base.execute("DELETE FROM failures WHERE source = ?", (document.source,))
            held_on = document.meeting.held_on
            meetings = {(row["body"], row["held_on"]) for row in earlier}
            for body, day in meetings | {(document.meeting.body, held_on.isoformat() if held_on else None)}:
                supersede(base, body, day)

    def remove(self, name: str) -> None:
        """Take a document out, its text included; or forget a file of that name that couldn't be read.

        Raises UnknownDocument where there is neither.
        """
        row = self._one("SELECT source, body, held_on FROM documents WHERE name = ?", name)
        if row is None and self._one("SELECT 1 FROM failures WHERE document = ?", name) is None:
            raise UnknownDocument(f"No document is named {name!r}; `minutebook status --documents` lists the names.")
        with self._writing() as base:
            base.execute("DELETE FROM failures WHERE document = ?", (name,))
            if row is not None:
                ids = [id for id, _ in texts(base, name)]
                self._take_out(base, name, removed=True)
                depart(base, name, ids)
                base.execute("DELETE FROM told WHERE source = ?", (row["source"],))
                supersede(base, row["body"], row["held_on"])
        with self._writing() as base:
            base.execute("VACUUM")  # what was deleted would stand in the file's free pages
            base.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def moved(self, name: str, source: str) -> None:
        """Note that a document's file now lies elsewhere."""
        with self._writing() as base:
            base.execute(
                "UPDATE OR REPLACE told SET source = ? WHERE source = (SELECT source FROM documents WHERE name = ?)",
                (source, name),
            )
            base.execute("UPDATE documents SET source = ? WHERE name = ?", (source, name))

    def name_bodies(self, bodies: Mapping[str, str]) -> None:
        """Give documents, by their names, the body that they are of; the indexes take those anew whose body changes."""
        with self._writing() as base:
            for name, body in bodies.items():
                [(before, held_on)] = base.execute("SELECT body, held_on FROM documents WHERE name = ?", (name,))
                if before == body:
                    continue
                base.execute("UPDATE documents SET body = ?, words = 0, dense = 0 WHERE name = ?", (body, name))
                self._retire(base, name, removed=False)
                supersede(base, before, held_on)
                supersede(base, body, held_on)

    @staticmethod
    def _put_document(base: sqlite3.Connection, document: Document) -> None:
        meeting = document.meeting
        base.execute(
            "INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, 0, 0, ?, ?)",
            (
                document.name,
                document.source,
                document.digest,
                document.format,
                meeting.body,
                meeting.held_on.isoformat() if meeting.held_on else None,
                meeting.draft,
                meeting.begun,
                meeting.ended,
                meeting.venue,
                json.dumps(meeting.remarks),
                document.link,
                document.ocr,
                document.text,
                meeting.body,
            ),
        )

    @staticmethod
    def _put_items(base: sqlite3.Connection, document: str, items: Sequence[AgendaItem]) -> None:
        base.executemany(
            "INSERT INTO items VALUES (?, ?, ?, ?, ?, ?)",
            [
                (document, place, one.number, one.title, one.exempt, one.held_on and one.held_on.isoformat())
                for place, one in enumerate(items)
            ],
        )
        paragraphs = [(place, p) for place, item in enumerate(items) for p in item.paragraphs]
        base.executemany(
            "INSERT INTO paragraphs VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    *(p.id, document, position, place, p.number, p.kind, p.start, p.end, p.page),
                    *(json.dumps([astuple(box) for box in p.boxes]), p.confidence),
                )
                for position, (place, p) in enumerate(paragraphs)
            ],
        )

    @staticmethod
    def _put_records(base: sqlite3.Connection, document: str, meeting: Meeting) -> None:
        ballots = [_put_ballot(base, document, place, ballot) for place, ballot in enumerate(meeting.ballots)]
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
    def _retire(base: sqlite3.Connection, name: str, *, removed: bool) -> None:
        base.execute(
            """INSERT INTO retired SELECT id, ? FROM paragraphs WHERE document = ?
               ON CONFLICT (paragraph) DO UPDATE SET removed = max(removed, excluded.removed)""",
            (removed, name),
        )

    def _take_out(self, base: sqlite3.Connection, name: str, *, removed: bool) -> None:
        self._retire(base, name, removed=removed)
        base.execute("DELETE FROM documents WHERE name = ?", (name,))

    # What failed, and what a manifest told

    def fail(self, failed: FailedFile) -> None:
        """Note a file that can't be read, in place of what was noted of it before."""
        with self._writing() as base:
            base.execute("REPLACE INTO failures VALUES (?, ?, ?, ?)", astuple(failed))

    def forget(self, sources: Iterable[str]) -> None:
        """Note nothing more of the files at these places that couldn't be read."""
        with self._writing() as base:
            base.executemany("DELETE FROM failures WHERE source = ?", [(source,) for source in sources])

    def tell(self, told: Iterable[Told]) -> None:
        """Keep what a manifest tells of files, for when they are read; a link counts for a document at once."""
        rows = [(one.source, one.link, one.body, one.held_on and one.held_on.isoformat()) for one in told]
        with self._writing() as base:
            base.executemany(
                """INSERT INTO told VALUES (?, ?, ?, ?) ON CONFLICT (source) DO UPDATE SET link = excluded.link,
                   body = coalesce(excluded.body, body), held_on = coalesce(excluded.held_on, held_on)""",
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
            base.execute("DELETE FROM retired")


def _put_ballot(base: sqlite3.Connection, document: str, place: int, ballot: Ballot) -> int:
    named = hashlib.sha256(f"{document}\n{place}".encode()).digest()
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


def _insert(base: sqlite3.Connection, table: str, row: dict[str, Any]) -> None:
    columns = ", ".join(f'"{name}"' for name in row)
    base.execute(f"INSERT INTO {table} ({columns}) VALUES ({', '.join('?' * len(row))})", list(row.values()))
