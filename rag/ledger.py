"""The ledger: documents, meetings and paragraphs in SQLite, the truth that every citation is checked against."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, astuple, dataclass
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

from rag.errors import HomeDamaged, HomeEmpty, StorageFailure, UnknownDocument
from rag.minutes import AgendaItem, Box, CitedParagraph, Document, Kind, Meeting, Paragraph

_CITED = """
SELECT p.id, p.number, p.kind, substr(d.text, p.start + 1, p."end" - p.start) AS text, p.start, p."end", p.page,
       p.boxes, p.confidence, p.position, d.name AS document, d.digest, d.body, d.held_on, d.draft, d.link,
       i.number AS item, i.title AS item_title, i.exempt
FROM paragraphs p
JOIN documents d ON d.name = p.document
JOIN items i ON i.document = p.document AND i.position = p.item
"""
_SURROUNDING = """
SELECT p.id, group_concat(substr(d.text, n.start + 1, n."end" - n.start), char(10)) AS text
FROM paragraphs p
JOIN documents d ON d.name = p.document
JOIN paragraphs n ON n.document = p.document AND n.item = p.item
                 AND n.position BETWEEN p.position - 3 AND p.position + 3 AND n.position != p.position
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingHeld:
    """One meeting that the ledger has minutes of."""

    document: str
    body: str
    held_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerSummary:
    """What is in the ledger, in numbers; first and last are dates of meetings."""

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


class Ledger:
    """Reads and writes one home's ledger; every write is one transaction."""

    def __init__(self, home: Path, *, create: bool = False) -> None:
        path = home / "ledger.sqlite"
        if not create and not path.exists():
            raise HomeEmpty(
                f"There are no minutes in {str(home)!r} yet; run `minutebook ingest --home {home} PATH` first."
            )
        try:
            home.mkdir(parents=True, exist_ok=True)
            self._base = sqlite3.connect(path, timeout=30, check_same_thread=False)
            self._base.row_factory = sqlite3.Row
            self._base.execute("PRAGMA journal_mode=WAL")
            self._base.execute("PRAGMA foreign_keys=ON")
            if create:
                self._base.executescript(files("rag").joinpath("schema.sql").read_text())
            self._base.execute("SELECT count(*) FROM documents").fetchone()
        except sqlite3.OperationalError as error:
            if any(cause in str(error) for cause in ("full", "readonly", "disk I/O")):
                raise StorageFailure(
                    f"The ledger in {str(home)!r} can't be written ({error}); make room or choose another --home."
                ) from error
            raise HomeDamaged(
                f"The ledger in {str(home)!r} can't be opened ({error}); "
                "restore it from a backup or choose another --home."
            ) from error
        except sqlite3.DatabaseError as error:
            raise HomeDamaged(
                f"{str(path)!r} is not a ledger ({error}); restore it from a backup or choose another --home."
            ) from error
        except OSError as error:
            raise StorageFailure(
                f"The home {str(home)!r} can't be made ({error.strerror}); choose another with --home."
            ) from error

    def close(self) -> None:
        """Let go of the file."""
        self._base.close()

    # What was told about the home

    def about(self, key: str) -> str | None:
        """A fact noted about this home, such as its embedding model."""
        row = self._one("SELECT value FROM about WHERE key = ?", key)
        return str(row["value"]) if row else None

    def note(self, key: str, value: str) -> None:
        """Note a fact about this home."""
        with self._writing() as base:
            base.execute(
                "INSERT INTO about VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value", (key, value)
            )

    # Writing

    def put(self, document: Document) -> None:
        """Take a document in, in place of the one from the same source if there is one."""
        with self._writing() as base:
            for row in base.execute(
                "SELECT name FROM documents WHERE source = ? OR name = ?", (document.source, document.name)
            ).fetchall():
                self._take_out(base, row["name"])
            self._put_document(base, document)
            self._put_items(base, document.name, document.meeting.items)
            self._put_records(base, document.meeting)

    def remove(self, name: str) -> None:
        """Take a document out, its text included.

        Raises UnknownDocument where no document has that name.
        """
        if self.text(name) is None:
            raise UnknownDocument(f"No document is named {name!r}; `minutebook status --documents` lists the names.")
        with self._writing() as base:
            self._take_out(base, name)
        with self._writing() as base:
            base.execute("VACUUM")  # what was deleted would stand in the file's free pages
            base.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def moved(self, name: str, source: str) -> None:
        """Note that a document's file now lies elsewhere."""
        with self._writing() as base:
            base.execute("UPDATE documents SET source = ? WHERE name = ?", (source, name))

    @staticmethod
    def _put_document(base: sqlite3.Connection, document: Document) -> None:
        meeting = document.meeting
        base.execute(
            "INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, 0)",
            (
                document.name,
                document.source,
                document.digest,
                document.format,
                document.text,
                meeting.body,
                meeting.held_on.isoformat() if meeting.held_on else None,
                meeting.draft,
                meeting.begun,
                meeting.ended,
                meeting.venue,
                json.dumps(meeting.remarks),
                document.link,
                document.ocr,
            ),
        )

    @staticmethod
    def _put_items(base: sqlite3.Connection, document: str, items: Sequence[AgendaItem]) -> None:
        position = 0
        for place, item in enumerate(items):
            base.execute(
                "INSERT INTO items VALUES (?, ?, ?, ?, ?)", (document, place, item.number, item.title, item.exempt)
            )
            for p in item.paragraphs:
                base.execute(
                    "INSERT INTO paragraphs VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    (
                        *(p.id, document, position, place, p.number, p.kind, p.start, p.end, p.page),
                        *(json.dumps([astuple(box) for box in p.boxes]), p.confidence),
                    ),
                )
                position += 1

    @staticmethod
    def _put_records(base: sqlite3.Connection, meeting: Meeting) -> None:
        for table, records in (
            ("resolutions", meeting.resolutions),
            ("actions", meeting.actions),
            ("attendance", meeting.attendance),
            ("votes", meeting.votes),
            ("cross_references", meeting.references),
        ):
            for record in records:
                values = asdict(record)
                columns = ", ".join(f'"{name.removesuffix("_id")}"' for name in values)
                base.execute(
                    f"INSERT INTO {table} ({columns}) VALUES ({', '.join('?' * len(values))})",
                    [str(value) if isinstance(value, date) else value for value in values.values()],
                )

    @staticmethod
    def _take_out(base: sqlite3.Connection, name: str) -> None:
        base.execute("INSERT OR IGNORE INTO retired SELECT id FROM paragraphs WHERE document = ?", (name,))
        base.execute("DELETE FROM documents WHERE name = ?", (name,))

    # What the indexes still have to follow

    def unindexed(self) -> list[str]:
        """Names of documents whose paragraphs the indexes don't hold yet."""
        return [row["name"] for row in self.rows("SELECT name FROM documents WHERE NOT indexed ORDER BY name")]

    def retired(self) -> list[str]:
        """Ids of paragraphs that the indexes must give up; those that came back stand in unindexed documents."""
        return [row["paragraph"] for row in self.rows("SELECT paragraph FROM retired ORDER BY paragraph")]

    def given_up(self) -> None:
        """Note that the indexes gave up all that was retired."""
        with self._writing() as base:
            base.execute("DELETE FROM retired")

    def indexed(self, names: Iterable[str]) -> None:
        """Note that the indexes hold these documents."""
        with self._writing() as base:
            base.executemany("UPDATE documents SET indexed = 1 WHERE name = ?", [(name,) for name in names])

    def unindex(self) -> None:
        """Note that the indexes hold nothing."""
        with self._writing() as base:
            base.execute("UPDATE documents SET indexed = 0")
            base.execute("DELETE FROM retired")

    # Reading

    def text(self, name: str) -> str | None:
        """A document's text, or None."""
        row = self._one("SELECT text FROM documents WHERE name = ?", name)
        return str(row["text"]) if row else None

    def documents(self) -> list[dict[str, Any]]:
        """Each document's name, source, digest, body, held_on, draft and remarks, by name."""
        rows = self.rows(
            "SELECT name, source, digest, format, body, held_on, draft, remarks FROM documents ORDER BY name"
        )
        return [{**dict(row), "draft": bool(row["draft"]), "remarks": json.loads(row["remarks"])} for row in rows]

    def meetings(self) -> list[MeetingHeld]:
        """Every meeting in the order of dates, undated ones last."""
        rows = self.rows("SELECT name, body, held_on FROM documents ORDER BY held_on IS NULL, held_on, name")
        return [MeetingHeld(document=row["name"], body=row["body"], held_on=_day(row["held_on"])) for row in rows]

    def paragraph(self, id: str) -> CitedParagraph | None:
        """The paragraph with its reference, or None."""
        return next(iter(self.paragraphs([id])), None)

    def paragraphs(self, ids: Sequence[str]) -> list[CitedParagraph]:
        """The paragraphs with these ids, in the order of the ids; unknown ids are left out."""
        found: dict[str, CitedParagraph] = {}
        for first in range(0, len(ids), 500):
            part = ids[first : first + 500]
            rows = self.rows(f"{_CITED} WHERE p.id IN ({','.join('?' * len(part))})", *part)
            found |= {row["id"]: _cited(row) for row in rows}
        return [found[id] for id in ids if id in found]

    def paragraphs_of(self, document: str) -> tuple[CitedParagraph, ...]:
        """All paragraphs of a document in order; none where no document has that name."""
        return tuple(_cited(row) for row in self.rows(f"{_CITED} WHERE d.name = ? ORDER BY p.position", document))

    def neighbours(self, id: str, before: int = 1, after: int = 1) -> tuple[CitedParagraph, ...]:
        """The paragraph among those around it in its document, in order; empty where there is no such paragraph."""
        row = self._one("SELECT document, position FROM paragraphs WHERE id = ?", id)
        if row is None:
            return ()
        around = f"{_CITED} WHERE d.name = ? AND p.position BETWEEN ? AND ? ORDER BY p.position"
        return tuple(
            _cited(r) for r in self.rows(around, row["document"], row["position"] - before, row["position"] + after)
        )

    def surroundings(self, ids: Sequence[str]) -> dict[str, str]:
        """For each paragraph the text just before and after it within its item: what it says may lean on that."""
        around: dict[str, str] = {}
        for first in range(0, len(ids), 500):
            part = ids[first : first + 500]
            rows = self.rows(f"{_SURROUNDING} WHERE p.id IN ({','.join('?' * len(part))}) GROUP BY p.id", *part)
            around |= {row["id"]: row["text"] for row in rows}
        return around

    def summary(self) -> LedgerSummary:
        """What is in the ledger, in numbers."""
        counts = {
            table: int(self._only(f"SELECT count(*) FROM {table}"))
            for table in ("documents", "items", "paragraphs", "resolutions", "actions", "attendance")
        }
        bodies = tuple(
            row["body"] for row in self.rows("SELECT body FROM documents GROUP BY body ORDER BY count(*) DESC, body")
        )
        return LedgerSummary(
            **counts,
            meetings=int(self._only("SELECT count(DISTINCT body || coalesce(held_on, name)) FROM documents")),
            unindexed=int(self._only("SELECT count(*) FROM documents WHERE NOT indexed")),
            bodies=bodies,
            first=_day(self._only("SELECT min(held_on) FROM documents")),
            last=_day(self._only("SELECT max(held_on) FROM documents")),
        )

    def all_ids(self) -> Iterator[tuple[str, str]]:
        """(id, kind) of every paragraph."""
        return ((row["id"], row["kind"]) for row in self.rows("SELECT id, kind FROM paragraphs"))

    def rows(self, query: str, *values: Any) -> list[sqlite3.Row]:
        """What a SELECT over the ledger gives; raises HomeDamaged where it can't be read."""
        try:
            return self._base.execute(query, values).fetchall()
        except sqlite3.DatabaseError as error:
            raise HomeDamaged(
                f"The ledger can't be read ({error}); restore it from a backup or choose another --home."
            ) from error

    def _one(self, query: str, *values: Any) -> sqlite3.Row | None:
        return next(iter(self.rows(query, *values)), None)

    def _only(self, query: str) -> Any:
        return self.rows(query)[0][0]

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        try:
            with self._base:
                yield self._base
        except sqlite3.OperationalError as error:
            raise StorageFailure(
                f"The ledger can't be written ({error}); nothing was changed: make room and run the command again."
            ) from error
        except sqlite3.IntegrityError:
            raise  # a fault of ours, which no backup mends
        except sqlite3.DatabaseError as error:
            raise HomeDamaged(
                f"The ledger can't be written ({error}); restore it from a backup or choose another --home."
            ) from error


def _day(written: str | None) -> date | None:
    return date.fromisoformat(written) if written else None


def _cited(row: sqlite3.Row) -> CitedParagraph:
    return CitedParagraph(
        paragraph=Paragraph(
            id=row["id"],
            number=row["number"],
            kind=Kind(row["kind"]),
            text=row["text"],
            start=row["start"],
            end=row["end"],
            page=row["page"],
            boxes=tuple(Box(*box) for box in json.loads(row["boxes"])),
            confidence=row["confidence"],
        ),
        document=row["document"],
        digest=row["digest"],
        body=row["body"],
        held_on=_day(row["held_on"]),
        draft=bool(row["draft"]),
        item=row["item"],
        item_title=row["item_title"],
        position=row["position"],
        link=row["link"],
        exempt=bool(row["exempt"]),
    )
