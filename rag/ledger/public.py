"""The ledger as the public may read it: what was taken with press and public excluded isn't there."""

import json
from pathlib import Path

from rag.ledger.writing import Ledger

_RECORDS = ("resolutions", "actions", "attendance", "votes", "ballots", "ballot_paragraphs", "cross_references")
_EXEMPT = """
SELECT 1 FROM main.paragraphs p JOIN main.items i ON i.document = p.document AND i.position = p.item
WHERE i.exempt AND p.id = """
# In SQLite a view for one connection alone stands before the table of its name, whatever query asks for it.
_VIEWS = [
    "CREATE TEMP VIEW items AS SELECT * FROM main.items WHERE NOT exempt",
    f"CREATE TEMP VIEW paragraphs AS SELECT * FROM main.paragraphs q WHERE NOT EXISTS ({_EXEMPT} q.id)",
    *(
        f"CREATE TEMP VIEW {table} AS SELECT * FROM main.{table} r WHERE NOT EXISTS ({_EXEMPT} r.paragraph)"
        for table in _RECORDS
    ),
]
_SPANS = """
SELECT min(p.start) AS start, max(p."end") AS "end" FROM main.paragraphs p
JOIN main.items i ON i.document = p.document AND i.position = p.item
WHERE i.exempt AND p.document = ? GROUP BY i.position
"""
_HIDDEN = "\N{FULL BLOCK}"


class PublicLedger(Ledger):
    """A home's ledger without its exempt items, their paragraphs and all that is recorded of them; for reading only."""

    def __init__(self, home: Path) -> None:
        super().__init__(home)
        for statement in [*_VIEWS, "PRAGMA query_only=ON"]:
            self._base.execute(statement)

    def text(self, name: str) -> str | None:
        """A document's text, each character of an exempt item hidden, so that every other stands where it stood."""
        text = super().text(name)
        if text is None:
            return None
        for row in self.rows(_SPANS, name):
            hidden = _HIDDEN * (row["end"] - row["start"])
            text = text[: row["start"]] + hidden + text[row["end"] :]
        return text

    def withholds(self, document: str, page: int | None = None) -> bool:
        """Whether a document, or one page of it, holds an exempt item and so can't be shown as it is."""
        rows = self.rows(
            """SELECT p.page, p.boxes FROM main.paragraphs p
               JOIN main.items i ON i.document = p.document AND i.position = p.item
               WHERE i.exempt AND p.document = ?""",
            document,
        )
        pages = {one for row in rows for one in (row["page"], *(box[0] for box in json.loads(row["boxes"])))}
        return bool(pages) if page is None else None in pages or page in pages
