"""What the ledger asks of the database that holds it; SQLite and PostgreSQL give it, each in a file of its own."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol


class Row(Protocol):
    """A row, whose columns are had by name and by place."""

    def __getitem__(self, column: Any, /) -> Any: ...
    def __iter__(self) -> Iterator[Any]: ...
    def keys(self) -> list[str]:
        """The names of the columns."""


class Found(Protocol):
    """What a statement found."""

    def __iter__(self) -> Iterator[Any]: ...
    def fetchone(self) -> Any:
        """The next row; None after the last."""

    def fetchall(self) -> list[Any]:
        """The rows that are left."""


class Database(Protocol):
    """A database that holds one ledger, or what a service keeps.

    Statements are written in what both databases understand, with `?` for values, JSON lists read by json_each, and
    `main.` before a table that is meant whole, whatever view stands before it.

    Attributes:
        what: what it holds, as its failures name it.
    """

    what: str

    def execute(self, statement: str, values: Sequence[Any] = (), /) -> Found:
        """What a statement found."""

    def executemany(self, statement: str, rows: Iterable[Sequence[Any]], /) -> object:
        """Carry out a statement for each of some rows."""

    def read(self, query: str, values: Sequence[Any]) -> list[Any]:
        """The rows that a query gives; raises HomeDamaged or StorageFailure where it can't be read."""

    def writing(self) -> AbstractContextManager[None]:
        """One transaction; raises StorageFailure or HomeDamaged where it can't be written, and nothing is changed."""

    def snapshot(self) -> AbstractContextManager[None]:
        """What is read meanwhile is of one moment, whoever writes."""

    def working(self) -> AbstractContextManager[None]:
        """Work of many transactions, which no other process does meanwhile; raises HomeLocked where one does."""

    def version(self) -> int:
        """The version of the tables; 0 where there are none, -1 where it was never released."""

    def set_version(self, number: int) -> None:
        """Note the version of the tables."""

    def written_for(self, statement: str) -> str:
        """A statement that makes tables, as this database has it."""

    def stand(self) -> tuple[int, int]:
        """Two numbers of which one changes with every write, whoever wrote."""

    def restrict(self, statements: Iterable[str]) -> None:
        """Carry these out for this connection, which from now on is for reading only."""

    def compact(self) -> None:
        """Give up the room of what was deleted, so that no word of it is left in the tables' files."""

    def close(self) -> None:
        """Let go of the database."""
