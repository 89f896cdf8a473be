"""Actions, to be looked through: by body, days, owner and whether they have a due day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rag.browsing.rows import EVERYTHING, Page, Row, Within, cited_by_id, paged, place, rows_within
from rag.ledger import Ledger
from rag.ledger import Row as Found
from rag.minutes import readable
from rag.names import folded
from rag.records.people import who

_COLUMNS = "a.owner, a.task, a.due"
_TABLES = "actions a JOIN paragraphs p ON p.id = a.paragraph"


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionRow(Row):
    """What somebody undertook or was asked to do; `due` in the minutes' own words, None where they don't say."""

    owner: str
    task: str
    due: str | None


def actions(
    ledger: Ledger,
    within: Within = EVERYTHING,
    *,
    owner: str = "",
    due: bool | None = None,
    limit: int | None = 50,
    offset: int = 0,
) -> Page[ActionRow]:
    """Actions, those of the latest meeting first; `due` keeps those with, or without, a time by which.

    Raises:
        WrongUse: for a page that can't be.
    """
    found = rows_within(ledger, _COLUMNS, _TABLES, within, "a.rowid")
    if owner:
        meant = who(owner, {row["owner"] for row in found})
        found = [row for row in found if row["owner"] in meant or folded(owner) == folded(row["owner"])]
    if due is not None:
        found = [row for row in found if (row["due"] is not None) == due]
    return paged(found, limit, offset, lambda rows: _drawn(ledger, rows))


def _drawn(ledger: Ledger, found: Sequence[Found]) -> Iterable[ActionRow]:
    cited = cited_by_id(ledger, [row["paragraph"] for row in found])
    for row in found:
        yield ActionRow(
            **place(cited[row["paragraph"]]), owner=readable(row["owner"]), task=readable(row["task"]), due=row["due"]
        )
