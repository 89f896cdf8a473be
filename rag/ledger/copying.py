"""A ledger carried from one database into another: from a desk to a server, and into a backup and back."""

import re

from rag.ledger.database import Database
from rag.ledger.migrating import schema
from rag.ledger.writing import Ledger


def copy(source: Ledger, target: Ledger) -> None:
    """Fill an empty ledger with all that another holds, as it is at one moment; both are up to date.

    Raises HomeDamaged or StorageFailure, and then the target is left empty.
    """
    with source.snapshot(), target._writing() as base:
        pour(source._base, base, schema())
        base.execute("DELETE FROM about WHERE key = 'home'")  # the indexes of what was copied lie elsewhere


def pour(source: Database, target: Database, made_by: str) -> None:
    """Fill the empty tables of one database with the rows of another's; `made_by` are the statements that made them."""
    for name, columns in re.findall(r"(?s)CREATE TABLE (?:IF NOT EXISTS )?(\w+) \((.*?)\);\n", made_by):
        # what refers to another stands after it
        order = "" if "PRIMARY KEY" in columns else "ORDER BY rowid"
        rows = source.read(f"SELECT * FROM {name} {order}", ())
        if not rows:
            continue
        known = set(re.findall(r"\w+", columns))
        kept = [column for column in rows[0].keys() if column in known]  # noqa: SIM118
        quoted = ", ".join(f'"{column}"' for column in kept)
        target.executemany(
            f"INSERT INTO {name} ({quoted}) VALUES ({', '.join('?' * len(kept))})",
            [[row[column] for column in kept] for row in rows],
        )
