"""The meetings that a scope bounds, and whether they are one meeting or one body's."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from rag.ledger import Ledger, MeetingHeld, Row, main_body
from rag.minutes import day_month_year
from rag.plan import Scope
from rag.records.vocabulary import holds, vocabulary

ORDINARY = "ordinary"
_OPENINGS = """
SELECT m.id, m.position, m.begun, m.ended, substr(d.text, 1 + CAST(CASE
    WHEN m.position = 0 THEN 0 ELSE coalesce((SELECT min(start) FROM paragraphs WHERE meeting = m.id), 0)
END AS INTEGER), 900) AS opening
FROM meetings m JOIN documents d ON d.name = m.document WHERE m.id IN (SELECT value FROM json_each(?))
"""
_WITH_ROLL = """
SELECT DISTINCT p.meeting FROM paragraphs p JOIN attendance a ON a.paragraph = p.id
WHERE p.meeting IN (SELECT value FROM json_each(?))
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A dated meeting, whatever copies and drafts of its minutes there are.

    Attributes:
        id: the meeting's in the ledger.
        sort: "ordinary", "special" and so on, a key of vocabulary.toml.
        begun: when it was opened, as "19:30"; None where the minutes don't say.
        ended: when it was closed, in the same way.
    """

    body: str
    held_on: date
    sort: str
    id: str
    begun: str | None = None
    ended: str | None = None

    @property
    def day(self) -> str:
        """The day in words: "18 January 2024"."""
        return day_month_year(self.held_on)


def sort_called(words: str) -> str | None:
    """The sort of meeting that words name ("the extraordinary meeting", "its AGM"); None where they name none."""
    for sort in vocabulary()["sorts"]:
        for match in holds("sorts", sort).finditer(words):
            if sort == "sub-committee" or match[0].lower() == "agm" or holds("met").match(words, match.end()):
                return str(sort)
    return None


def meetings_in(ledger: Ledger, scope: Scope) -> Sequence[Held]:
    """The dated meetings within a scope's bodies, time, hour and sort, in order of date, a joint meeting once.

    The meetings of earlier answers bound a question that names no time of its own. Where some are minuted, papers that
    minute nothing are left out.
    """
    dates = tuple(one for one in scope.dates if one.year or one.month)

    def within(one: MeetingHeld) -> bool:
        if one.held_on is None or not scope.reaches(one.held_on):
            return False
        if scope.bodies and one.body not in scope.bodies:
            return False
        if scope.period:
            return scope.period.covers(one.held_on)
        if dates:
            return any(day.covers(one.held_on) for day in dates)
        return not scope.meetings or one.id in scope.meetings

    once = {one.id: one for one in reversed(ledger.meetings()) if within(one)}.values()
    found = _held(ledger, [one for one in once if one.minuted] or list(once))
    sort = scope.sort and (sort_called(scope.sort) or scope.sort)
    found = [one for one in found if not sort or one.sort == sort]
    return [one for one in found if one.begun == scope.begun] or found if scope.begun else found


def minuted(ledger: Ledger, meetings: Sequence[Held]) -> Sequence[Held]:
    """The meetings without papers that minute nothing, or that list nobody where others of the day list people."""
    with_records = {one.id for one in ledger.meetings() if one.minuted}
    meetings = [one for one in meetings if one.id in with_records]
    often = Counter((one.body, one.held_on) for one in meetings)
    several = [one for one in meetings if often[one.body, one.held_on] > 1]
    lists = {row["meeting"] for row in ledger.rows(_WITH_ROLL, names(one.id for one in several))}
    days = {(one.body, one.held_on) for one in several if one.id in lists}
    return [one for one in meetings if (one.body, one.held_on) not in days or one.id in lists]


def one_meeting(meetings: Sequence[Held]) -> Sequence[Held]:
    """The one meeting that these are, in all its sittings of that day; of several the one ordinary one; else none."""
    if len({(one.body, one.held_on) for one in meetings}) == 1:
        return meetings
    ordinary = [one for one in meetings if one.sort == ORDINARY]
    return ordinary if len(ordinary) == 1 and len({one.body for one in meetings}) == 1 else []


def of_one_body(ledger: Ledger, meetings: Sequence[Held]) -> Sequence[Held]:
    """These meetings where they are one body's; else those of the home's main body; none where it has no such body.

    The main body has more than half of all meetings that the ledger has minutes of.
    """
    if len({one.body for one in meetings}) == 1:
        return meetings
    main = main_body(ledger.meetings())
    return [one for one in meetings if one.body == main]


def by_body(meetings: Sequence[Held]) -> Sequence[Sequence[Held]]:
    """Each body's meetings, in their order."""
    held: dict[str, list[Held]] = {}
    for one in meetings:
        held.setdefault(one.body, []).append(one)
    return list(held.values())


def _held(ledger: Ledger, meetings: Sequence[MeetingHeld]) -> Sequence[Held]:
    rows = {row["id"]: row for row in ledger.rows(_OPENINGS, names(one.id for one in meetings))}

    def sort(one: MeetingHeld) -> str:
        opening = rows[one.id]["opening"]
        roll = holds("roll").search(opening)
        named = "" if rows[one.id]["position"] else re.sub(r"[_-]+", " ", one.document)
        return sort_called(named) or sort_called(opening[: roll.start() if roll else None]) or ORDINARY

    found = [
        Held(
            body=one.body,
            held_on=one.held_on,
            sort=sort(one),
            id=one.id,
            begun=rows[one.id]["begun"],
            ended=rows[one.id]["ended"],
        )
        for one in meetings
        if one.held_on
    ]
    return sorted(found, key=lambda one: (one.held_on, one.body, one.begun or "", one.id))


def names(keys: Iterable[str]) -> str:
    """Names and ids as one value of a query that reads them by json_each, however many there are."""
    return json.dumps(list(keys))


def rows_in(query: str, meetings: Sequence[Held], ledger: Ledger) -> Sequence[Row]:
    """The rows of a query over some meetings, in the order of these."""
    order = {one.id: place for place, one in enumerate(meetings)}
    return sorted(ledger.rows(query, names(order)), key=lambda row: order[row["meeting"]])
