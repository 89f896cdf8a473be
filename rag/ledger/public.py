"""What the public may read of the ledger: what was taken with press and public excluded isn't there for them."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rag.ledger.database import Database
from rag.ledger.reading import _Kept
from rag.ledger.writing import Ledger
from rag.settings import Server

_RECORDS = ("resolutions", "actions", "attendance", "votes", "ballots", "ballot_paragraphs", "cross_references")
_EXEMPT = """
SELECT 1 FROM main.paragraphs p JOIN main.items i ON i.document = p.document AND i.position = p.item
WHERE i.exempt = 1 AND p.id = """
# A view for one connection alone stands before the table of its name, whatever query asks for it.
_VIEWS = [
    "CREATE TEMP VIEW items AS SELECT * FROM main.items WHERE exempt = 0",
    f"CREATE TEMP VIEW paragraphs AS SELECT * FROM main.paragraphs q WHERE NOT EXISTS ({_EXEMPT} q.id)",
    *(
        f"CREATE TEMP VIEW {table} AS SELECT * FROM main.{table} r WHERE NOT EXISTS ({_EXEMPT} r.paragraph)"
        for table in _RECORDS
    ),
]
# in one query, for between two the document may be taken in anew
_TEXT = """
SELECT d.text, min(p.start) AS start, max(p."end") AS "end" FROM documents d
LEFT JOIN main.items i ON i.document = d.name AND i.exempt = 1
LEFT JOIN main.paragraphs p ON p.document = d.name AND p.item = i.position
WHERE d.name = ? GROUP BY d.name, i.position
"""
_HIDDEN = "\N{FULL BLOCK}"


class PublicLedger(Ledger):
    """A home's ledger without its exempt items, their paragraphs and all that is recorded of them; for reading only."""

    is_public = True

    def __init__(self, home: Path, *, create: bool = False, server: Server | None = None) -> None:
        super().__init__(home, create=create, server=server)
        self._base.restrict(_VIEWS)

    def text(self, name: str) -> str | None:
        """A document's text, each character of an exempt item hidden, so that every other stands where it stood."""
        rows = self.rows(_TEXT, name)
        text: str | None = rows[0]["text"] if rows else None
        for row in rows:
            if text is not None and row["start"] is not None:
                hidden = _HIDDEN * (row["end"] - row["start"])
                text = text[: row["start"]] + hidden + text[row["end"] :]
        return text


@dataclass(slots=True)
class _Reader:
    public: bool
    here: bool = True


_READER: ContextVar[_Reader | None] = ContextVar("reader", default=None)


@contextmanager
def reading(*, public: bool) -> Iterator[None]:
    """What is read of a guarded ledger meanwhile, here and in tasks and threads begun here, is read for somebody.

    `public` says whether they may read only what is public. What goes on after that is nobody's any more.
    """
    reader = _Reader(public)
    token = _READER.set(reader)
    try:
        yield
    finally:
        reader.here = False
        _READER.reset(token)


class GuardedLedger(Ledger):
    """A home's ledger, whole for those who may read exempt items, and public for everybody else.

    Who reads is said with `reading`; where nobody said it, that is the public.
    """

    def __init__(self, home: Path, *, create: bool = False, server: Server | None = None) -> None:
        self.on_server = server is not None
        self._whole = Ledger(home, create=create, server=server)
        self._public = PublicLedger(home, server=server)

    @property
    def is_public(self) -> bool:  # type: ignore[override]
        """Whether whoever reads it just now may read only what is public."""
        reader = _READER.get()
        return reader is None or reader.public or not reader.here

    @property
    def _now(self) -> Ledger:
        return self._public if self.is_public else self._whole

    def close(self) -> None:
        """Let go of the file."""
        self._public.close()
        self._whole.close()

    def rows(self, query: str, *values: Any) -> list[Any]:
        """What a SELECT gives of what may be read; raises HomeDamaged or StorageFailure."""
        return self._now.rows(query, *values)

    def working(self) -> AbstractContextManager[None]:
        """Work that no other process does on this ledger meanwhile; raises HomeLocked where one does."""
        return self._whole.working()

    def snapshot(self) -> AbstractContextManager[None]:
        """What is read meanwhile is of one moment, whoever writes."""
        return self._now.snapshot()

    def text(self, name: str) -> str | None:
        """A document's text, with what may not be read hidden."""
        return self._now.text(name)

    def _kept(self) -> _Kept:
        return self._now._kept()

    def _stand(self) -> tuple[int, int]:
        return self._now._stand()

    @contextmanager
    def _writing(self) -> Iterator[Database]:
        with self._now._writing() as base:
            yield base
