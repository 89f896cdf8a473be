"""The ledger in SQLite: one file in the home, which needs no server."""

import shlex
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

from rag.errors import HomeDamaged, HomeEmpty, StorageFailure

_FIRST = 601335361  # what the first version was called before versions were counted
_WAY_OUT = "restore it from a backup or choose another --home"


def ledger_file(home: Path, *, create: bool = False) -> Path:
    """The file of a home's ledger; raises HomeEmpty where there is none, unless it may be made."""
    path = home / "ledger.sqlite"
    if not create and not path.exists():
        raise HomeEmpty(
            f"There are no minutes in {str(home)!r} yet; "
            f"run `minutebook ingest --home {shlex.quote(str(home))} PATH` first."
        )
    return path


class SQLite(sqlite3.Connection):
    """A Database in a file; what it promises stands there."""

    what = "The ledger"

    def read(self, query: str, values: Sequence[Any]) -> list[sqlite3.Row]:
        """The rows that a query gives; raises HomeDamaged."""
        try:
            return self.execute(query, values).fetchall()
        except sqlite3.DatabaseError as error:
            raise HomeDamaged(f"{self.what} can't be read ({error}); {_WAY_OUT}.") from error

    @contextmanager
    def writing(self) -> Iterator[None]:
        """One transaction; raises StorageFailure or HomeDamaged."""
        try:
            with self:
                self.execute("BEGIN IMMEDIATE")  # whoever else writes waits, and then finds it done
                yield
        except sqlite3.OperationalError as error:
            raise StorageFailure(
                f"{self.what} can't be written ({error}); nothing was changed: make room and run the command again."
            ) from error
        except sqlite3.IntegrityError:
            raise  # a fault of ours, which no backup mends
        except sqlite3.DatabaseError as error:
            raise HomeDamaged(f"{self.what} can't be written ({error}); {_WAY_OUT}.") from error

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """What is read meanwhile is of one moment, whoever writes."""
        with self:
            self.execute("BEGIN")
            yield

    def working(self) -> nullcontext[None]:
        """Nothing more: whoever works on the file has the home's lock."""
        return nullcontext()

    def version(self) -> int:
        """The version of the tables; 0 where there are none, -1 where it was never released."""
        written = int(self.execute("PRAGMA user_version").fetchone()[0])
        if not written and self.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone():
            return -1
        return 1 if written == _FIRST else written

    def set_version(self, number: int) -> None:
        """Note the version of the tables."""
        self.execute(f"PRAGMA user_version = {number}")

    def written_for(self, statement: str) -> str:
        """The statement: the schema is written for SQLite."""
        return statement

    def stand(self) -> tuple[int, int]:
        """Changes with every write: the first number with those of other processes, the second with our own."""
        return self.read("PRAGMA data_version", ())[0][0], self.total_changes

    def restrict(self, statements: Iterable[str]) -> None:
        """Carry these out for this connection, which from now on is for reading only."""
        for statement in (*statements, "PRAGMA query_only=ON"):
            self.execute(statement)

    def compact(self) -> None:
        """Write the file anew, for what was deleted would stand in its free pages."""
        try:
            self.execute("VACUUM")
            self.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        except sqlite3.OperationalError as error:
            raise StorageFailure(
                f"The file can't be written anew ({error}); make room and run the command again."
            ) from error


def open_file(home: Path, *, create: bool) -> SQLite:
    """A home's file; raises HomeEmpty, HomeDamaged or StorageFailure."""
    path = ledger_file(home, create=create)
    try:
        base = sqlite3.connect(path, timeout=30, check_same_thread=False, factory=SQLite)
        base.row_factory = sqlite3.Row
        base.execute("PRAGMA journal_mode=WAL")
        # a killed process loses nothing, a power cut the last documents at most, which the next run takes in anew
        base.execute("PRAGMA synchronous=NORMAL")
        base.execute("PRAGMA foreign_keys=ON")
        if not create or base.version():
            base.execute("SELECT count(*) FROM documents").fetchone()
        return base
    except sqlite3.OperationalError as error:
        if any(cause in str(error) for cause in ("full", "readonly", "disk I/O")):
            raise StorageFailure(
                f"The ledger in {str(home)!r} can't be written ({error}); make room or choose another --home."
            ) from error
        raise HomeDamaged(f"The ledger in {str(home)!r} can't be opened ({error}); {_WAY_OUT}.") from error
    except sqlite3.DatabaseError as error:
        raise HomeDamaged(f"{str(path)!r} is not a ledger ({error}); {_WAY_OUT}.") from error
