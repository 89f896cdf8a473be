"""A ledger carried from one database into another: from a desk to a server, and into a backup and back."""

import re

from rag.ledger.migrating import schema
from rag.ledger.writing import Ledger


def copy(source: Ledger, target: Ledger) -> None:
    """Fill an empty ledger with all that another holds, as it is at one moment; both are up to date.

    Raises HomeDamaged or StorageFailure, and then the target is left empty.
    """
    tables = re.findall(r"(?s)CREATE TABLE IF NOT EXISTS (\w+) \((.*?)\);\n", schema())
    with source.snapshot(), target._writing() as base:
        for name, columns in tables:  # what refers to another stands after it
            order = "" if "PRIMARY KEY" in columns else "ORDER BY rowid"
            rows = source.rows(f"SELECT * FROM {name} {order}")
            if not rows:
                continue
            kept = [column for column in rows[0].keys() if column != "rowid"]  # noqa: SIM118
            quoted = ", ".join(f'"{column}"' for column in kept)
            base.executemany(
                f"INSERT INTO {name} ({quoted}) VALUES ({', '.join('?' * len(kept))})",
                [[row[column] for column in kept] for row in rows],
            )
        base.execute("DELETE FROM about WHERE key = 'home'")  # the indexes of what was copied lie elsewhere
