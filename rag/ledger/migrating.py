"""The versions of the ledger's tables: which one a file has, and what brings an older one up to date."""

import re
import sqlite3
from importlib.resources import files

from rag.errors import HomeOutdated

_ROOM = files("rag.ledger").joinpath("migrations")
_FIRST = 601335361  # what the first version was called before versions were counted


def newest() -> int:
    """The version of the tables that this program reads and writes."""
    return max(_migrations())


def make(base: sqlite3.Connection) -> None:
    """Make the tables in an empty file."""
    schema = files("rag").joinpath("schema.sql").read_text()
    base.executescript(f"BEGIN; {schema}; PRAGMA user_version = {newest()}; COMMIT")


def migrate(base: sqlite3.Connection, home: str) -> None:
    """Bring the tables up to date in one transaction; a file that is up to date stays as it is.

    Raises:
        HomeOutdated: the tables are of a newer version, or of one that was never released.
    """
    if version(base) == newest():
        return
    base.execute("BEGIN IMMEDIATE")  # whoever else opens the home waits, and then finds it done
    try:
        made_by = version(base)
        if made_by > newest() or made_by < 1:
            raise HomeOutdated(
                f"The ledger in {home!r} was made by another version of Minutebook, maybe a newer one; "
                "update Minutebook, or ingest the minutes into a new --home (what was embedded is embedded already)."
            )
        for number in range(made_by + 1, newest() + 1):
            for statement in re.sub(r"--.*", "", _migrations()[number]).split(";"):
                base.execute(statement)
        base.execute(f"PRAGMA user_version = {newest()}")
        base.commit()
    except BaseException:
        base.rollback()
        raise


def version(base: sqlite3.Connection) -> int:
    """The version of the tables in a file; one that was never released, or 0, where it is no ledger."""
    written = int(base.execute("PRAGMA user_version").fetchone()[0])
    return 1 if written == _FIRST else written


def _migrations() -> dict[int, str]:
    """The statements that lead to each version from the one before it."""
    return {
        int(file.name.removesuffix(".sql")): file.read_text() for file in _ROOM.iterdir() if file.name.endswith(".sql")
    }
