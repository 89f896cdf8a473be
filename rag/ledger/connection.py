"""One home's SQLite file: opened, read and written, with each of its failures as one sentence."""

import shlex
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rag.errors import HomeDamaged, HomeEmpty, HomeOutdated, StorageFailure
from rag.ledger.migrating import make, migrate


def ledger_file(home: Path, *, create: bool = False) -> Path:
    """The file of a home's ledger; raises HomeEmpty where there is none, unless it may be made."""
    path = home / "ledger.sqlite"
    if not create and not path.exists():
        raise HomeEmpty(
            f"There are no minutes in {str(home)!r} yet; "
            f"run `minutebook ingest --home {shlex.quote(str(home))} PATH` first."
        )
    return path


class Connection:
    """The ledger's file; every write is one transaction."""

    def __init__(self, home: Path, *, create: bool = False) -> None:
        path = ledger_file(home, create=create)
        try:
            home.mkdir(parents=True, exist_ok=True)
            self._base = sqlite3.connect(path, timeout=30, check_same_thread=False)
            self._base.row_factory = sqlite3.Row
            self._base.execute("PRAGMA journal_mode=WAL")
            # a killed process loses nothing, a power cut the last documents at most, which the next run takes in anew
            self._base.execute("PRAGMA synchronous=NORMAL")
            self._base.execute("PRAGMA foreign_keys=ON")
            self._assert_schema(home, create)
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

    def _assert_schema(self, home: Path, create: bool) -> None:
        if create and not self._base.execute("SELECT 1 FROM sqlite_master").fetchall():
            make(self._base)
        self._base.execute("SELECT count(*) FROM documents").fetchone()
        try:
            migrate(self._base, str(home))
        except HomeOutdated:
            self._base.close()
            raise

    def close(self) -> None:
        """Let go of the file."""
        self._base.close()

    def rows(self, query: str, *values: Any) -> list[sqlite3.Row]:
        """What a SELECT over the ledger gives; raises HomeDamaged where it can't be read."""
        try:
            return self._base.execute(query, values).fetchall()
        except sqlite3.DatabaseError as error:
            raise HomeDamaged(
                f"The ledger can't be read ({error}); restore it from a backup or choose another --home."
            ) from error

    def _stand(self) -> tuple[int, int]:
        """Changes with every write: the first number with those of other processes, the second with our own."""
        return self._only("PRAGMA data_version"), self._base.total_changes

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
