"""The versions of the ledger's tables: which one a database has, and what brings an older one up to date."""

import re
from importlib.resources import files

from rag.errors import HomeOutdated
from rag.ledger.database import Database

_ROOM = files("rag.ledger").joinpath("migrations")


def newest() -> int:
    """The version of the tables that this program reads and writes."""
    return max(_migrations())


def migrate(base: Database, place: str, afresh: str, *, create: bool = False) -> None:
    """Bring the tables up to date in one transaction, or make them; what is up to date stays as it is.

    Args:
        base: where the tables are.
        place: what the ledger is called by.
        afresh: where the minutes can be ingested instead ("into a new --home").
        create: whether tables are made where there are none.

    Raises:
        HomeOutdated: the tables are of a newer version, or of one that was never released.
    """
    if base.version() == newest():
        return
    with base.writing():  # whoever else opens the ledger waits, and then finds it done
        made_by = base.version()
        if made_by > newest() or made_by < (0 if create else 1):
            raise HomeOutdated(
                f"The ledger in {place!r} was made by another version of Minutebook, maybe a newer one; "
                f"update Minutebook, or ingest the minutes {afresh} (what was embedded is embedded already)."
            )
        steps = [_migrations()[number] for number in range(made_by + 1, newest() + 1)] if made_by else [schema()]
        for statement in re.sub(r"--.*", "", ";".join(steps)).split(";"):
            if statement.strip():
                base.execute(base.written_for(statement.strip()))
        base.set_version(newest())


def schema() -> str:
    """The statements that make the tables of the newest version."""
    return files("rag").joinpath("schema.sql").read_text()


def _migrations() -> dict[int, str]:
    """The statements that lead to each version from the one before it."""
    return {
        int(file.name.removesuffix(".sql")): file.read_text() for file in _ROOM.iterdir() if file.name.endswith(".sql")
    }
