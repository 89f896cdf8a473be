"""Actions, to be looked through: by body, days, owner, whether they have a due day and whether they are done."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from rag.browsing.rows import EVERYTHING, Page, Row, Within, paged, place, rows_within
from rag.dates import written_day
from rag.ledger import Ledger
from rag.ledger import Row as Found
from rag.minutes import readable
from rag.names import folded
from rag.records.people import who
from rag.records.vocabulary import holds

_COLUMNS = "a.owner, a.task, a.due, a.number, a.status"
_TABLES = "actions a JOIN paragraphs p ON p.id = a.paragraph"
_MORE = re.compile(  # what may follow "done": its end, or a day; "by June", "in part" or "1 of 3" is not done
    r"[.!]?\s*$|[.!]\s|(?:\son)?\s?[(–-]?\s?(?:\d{1,2}[./-]\d|\d{1,2}(?:st|nd|rd|th)?\s[A-Z][a-z]{2,})"
)
_Key = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionRow(Row):
    """What somebody undertook or was asked to do.

    Attributes:
        due: by when, in the minutes' own words; None where they don't say.
        status: how it stands by the latest table of actions that says so, in its own words; None where none does.
        status_on: the day of the meeting in whose minutes that table is, and `status_in` its paragraph's id.
        reported_done: whether that status says that it is done.
    """

    owner: str
    task: str
    due: str | None
    status: str | None = None
    status_on: date | None = None
    status_in: str | None = None
    reported_done: bool = False


def actions(
    ledger: Ledger,
    within: Within = EVERYTHING,
    *,
    owner: str = "",
    due: bool | None = None,
    done: bool | None = None,
    limit: int | None = 50,
    offset: int = 0,
) -> Page[ActionRow]:
    """Actions, those of the latest meeting first; `due` keeps those with, or without, a time by which.

    `done` keeps those that are reported done in the minutes of their meeting or a later one, or those that aren't. A
    row of a table tells of an action with which it shares body, number, owner and task, word for word.

    Raises:
        WrongUse: for a page that can't be.
    """
    found = rows_within(ledger, _COLUMNS, _TABLES, within, "a.rowid")
    if owner:
        meant = who(owner, {row["owner"] for row in found})
        found = [row for row in found if row["owner"] in meant or folded(owner) == folded(row["owner"])]
    if due is not None:
        found = [row for row in found if (row["due"] is not None) == due]
    standing = _standing(ledger, within)
    if done is not None:
        found = [row for row in found if _is_done(_latest(row, standing)) == done]
    return paged(found, limit, offset, lambda rows: _drawn(ledger, rows, standing))


def _standing(ledger: Ledger, within: Within) -> Mapping[_Key, Found]:
    """The latest row with a status of each action, wherever it is."""
    rows = rows_within(ledger, _COLUMNS, _TABLES, Within(exempt=within.exempt), "a.rowid")
    return {_key(row): row for row in reversed(rows) if row["status"]}


def _key(row: Found) -> _Key:
    """What an action has in common with the same one in the table of a later meeting."""
    words = (row["body"], row["number"] or "", row["owner"], row["task"])
    return tuple(" ".join(re.findall(r"\w+", readable(one).casefold())) for one in words)


def _latest(row: Found, standing: Mapping[_Key, Found]) -> Found | None:
    """The latest row that says how an action stands; one of a meeting before it says nothing."""
    latest = standing.get(_key(row))
    return latest if latest and (latest["held_on"] or "") >= (row["held_on"] or "") else None


def _is_done(latest: Found | None) -> bool:
    said = readable(latest["status"]) if latest else ""
    begins = holds("done").match(said)
    return bool(begins and _MORE.match(said, begins.end()))


def _drawn(ledger: Ledger, found: Sequence[Found], standing: Mapping[_Key, Found]) -> Iterable[ActionRow]:
    cited = ledger.cited(row["paragraph"] for row in found)
    for row in found:
        latest = _latest(row, standing)
        yield ActionRow(
            **place(cited[row["paragraph"]]),
            owner=readable(row["owner"]),
            task=readable(row["task"]),
            due=row["due"],
            status=readable(latest["status"]) if latest else None,
            status_on=written_day(latest["held_on"]) if latest else None,
            status_in=latest["paragraph"] if latest else None,
            reported_done=_is_done(latest),
        )
