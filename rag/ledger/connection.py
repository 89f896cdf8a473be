"""One ledger's database: opened, made or brought up to date, read and written; the one place that chooses which."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

from rag.errors import SettingsError, StorageFailure
from rag.ledger.database import Database
from rag.ledger.migrating import migrate
from rag.ledger.sqlite import open_file
from rag.settings import Server


class Connection:
    """The ledger of a home: in a file of its own, or on a server; every write is one transaction.

    Attributes:
        on_server: whether it is on a server, where other homes may reach it too.
    """

    def __init__(self, home: Path, *, create: bool = False, server: Server | None = None) -> None:
        """Raises HomeError, StorageFailure, or SettingsError where the server can't be reached."""
        try:
            if create:
                home.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StorageFailure(
                f"The home {str(home)!r} can't be made ({error.strerror}); choose another with --home."
            ) from error
        self.on_server = server is not None
        self._base: Database = server_base(server, create=create) if server else open_file(home, create=create)
        try:
            migrate(self._base, server.council if server else str(home), self.afresh, create=create)
        except BaseException:
            self._base.close()
            raise

    @property
    def afresh(self) -> str:
        """Where minutes are ingested that are to be read anew, as a message's way out says it."""
        return "under a new MINUTEBOOK_COUNCIL" if self.on_server else "into a new --home"

    def close(self) -> None:
        """Let go of the database."""
        self._base.close()

    def rows(self, query: str, *values: Any) -> list[Any]:
        """What a SELECT over the ledger gives, its columns by name; raises HomeDamaged or StorageFailure."""
        return self._base.read(query, values)

    def working(self) -> AbstractContextManager[None]:
        """Work that no other process does on this ledger meanwhile; raises HomeLocked where one does."""
        return self._base.working()

    def snapshot(self) -> AbstractContextManager[None]:
        """What is read meanwhile is of one moment, whoever writes."""
        return self._base.snapshot()

    def _stand(self) -> tuple[int, int]:
        return self._base.stand()

    def _one(self, query: str, *values: Any) -> Any:
        return next(iter(self.rows(query, *values)), None)

    def _only(self, query: str) -> Any:
        return self.rows(query)[0][0]

    @contextmanager
    def _writing(self) -> Iterator[Database]:
        with self._base.writing():
            yield self._base


def server_base(server: Server, *, create: bool) -> Database:
    """A council's database; raises SettingsError, StorageFailure, HomeEmpty where there is none and none is made."""
    try:
        from rag.ledger.postgresql import open_server
    except ModuleNotFoundError as error:
        raise SettingsError(
            "MINUTEBOOK_LEDGER needs the package psycopg; run `pip install 'minutebook[cluster]'`, or leave it unset."
        ) from error
    return open_server(server, create=create)
