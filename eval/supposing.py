"""A ledger of which something may be supposed for a while, so that a change costs no ingestion."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from eval.transforming import replaced
from rag.ledger import Ledger
from rag.ledger.database import Database
from rag.minutes import CitedParagraph

_RECORDS = ("resolutions", "actions", "attendance", "votes", "cross_references")


class SupposedLedger(Ledger):
    """A ledger that forgets what was supposed; the indexes keep the words and vectors that they had."""

    @contextmanager
    def without(self, ids: Iterable[str]) -> Iterator[None]:
        """As if these paragraphs, and the records found in them, weren't there."""
        with self._supposing() as base:
            base.executemany("DELETE FROM paragraphs WHERE id = ?", [(id,) for id in ids])
            yield

    @contextmanager
    def saying(self, cited: Sequence[CitedParagraph], old: str, new: str) -> Iterator[None]:
        """As if these paragraphs, and the records found in them, had another value of the same length."""
        texts = {one.document: self.text(one.document) or "" for one in cited}
        for one in cited:
            text, start, end = texts[one.document], one.paragraph.start, one.paragraph.end
            texts[one.document] = text[:start] + replaced(text[start:end], old, new) + text[end:]
        with self._supposing() as base:
            base.executemany("UPDATE documents SET text = ? WHERE name = ?", [(t, name) for name, t in texts.items()])
            for one in cited:
                for table in _RECORDS:
                    _change(base, table, one.id, old, new)
            yield

    @contextmanager
    def _supposing(self) -> Iterator[Database]:
        self._base.execute("BEGIN")
        try:
            yield self._base
        finally:
            self._base.execute("ROLLBACK")


def _change(base: Database, table: str, paragraph: str, old: str, new: str) -> None:
    for row in base.execute(f"SELECT rowid AS row, * FROM {table} WHERE paragraph = ?", (paragraph,)).fetchall():
        for column in row.keys()[2:]:  # after the row's own number and the paragraph's id
            changed = replaced(str(row[column]), old, new)
            if row[column] is not None and changed != str(row[column]):
                base.execute(f'UPDATE {table} SET "{column}" = ? WHERE rowid = ?', (changed, row["row"]))
