"""The meetings that a question bounds with certainty: by its body, its time and the sort of meeting."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.finding.records import Held, Sort, held, sort_called
from rag.ledger import Ledger, MeetingHeld
from rag.minutes import day_month_year
from rag.question.understanding import Understanding
from rag.stores.words import term_set

_LAST = re.compile(r"(?i)\b(?:last|latest|most recent|newest)\b(?:\s+[\w’']+){0,4}?\s+meeting\b")
_KINDS = (
    (re.compile(r"(?i)\bparish council|\bPC\b"), re.compile(r"(?i)parish council")),
    (re.compile(r"(?i)\bparish meeting\b"), re.compile(r"(?i)parish meeting")),
    (re.compile(r"(?i)\bcommittee\b"), re.compile(r"(?i)committee")),
    (re.compile(r"(?i)\bboard\b"), re.compile(r"(?i)board")),
    (re.compile(r"(?i)\bcouncil"), re.compile(r"(?i)^(?!.*(?:parish|community|committee|district)).*council")),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """Meetings of one body that a question asks about, in the order of their dates; never empty."""

    meetings: tuple[Held, ...]

    @property
    def body(self) -> str:
        """The body whose meetings they are."""
        return self.meetings[0].body

    @property
    def documents(self) -> list[str]:
        """The documents that minute them."""
        return [meeting.document for meeting in self.meetings]

    @property
    def dates(self) -> str:
        """From when to when: "from 3 June to 2 December 2020", "on 4 May 2021"."""
        first, last = self.meetings[0].held_on, self.meetings[-1].held_on
        if first == last:
            return f"on {day_month_year(first)}"
        begun = day_month_year(first)
        return f"from {begun.removesuffix(f' {last.year}')} to {day_month_year(last)}"


def bounded(asked: Understanding, meetings: Sequence[MeetingHeld], ledger: Ledger) -> list[Bound]:
    """The meetings within a question's body, time and sort: a bound for each body that has any.

    Where the question names no body, those of the kind that it calls it ("council", "committee") come before others.
    """
    period = asked.period
    within = [
        meeting
        for meeting in meetings
        if meeting.held_on
        and (not asked.bodies or meeting.body in asked.bodies)
        and (period is None or period.covers(meeting.held_on))
    ]
    if not within and period:  # a body may be called by a part of its name
        within = [
            one
            for one in meetings
            if one.held_on
            and period.covers(one.held_on)
            and asked.body_terms
            and asked.body_terms <= term_set(one.body)
        ]
    if not within or not (asked.bodies or period):
        return []
    sort = sort_called(asked.asked_as)
    dated = held(ledger, within)
    found = [one for one in dated if sort is None or one.sort is sort]
    if sort is Sort.SUB_COMMITTEE and not found:
        found = dated  # a meeting may deal with a sub-committee
    if _LAST.search(asked.asked_as):
        found = [
            max((one for one in found if one.body == body), key=lambda one: one.held_on)
            for body in {one.body for one in found}
        ]
    bodies = sorted({one.body for one in found})
    for asks, called in _KINDS:
        if len(bodies) > 1 and asks.search(asked.asked_as):
            bodies = [body for body in bodies if called.search(body)] or bodies
            break
    return [Bound(meetings=tuple(one for one in found if one.body == body)) for body in bodies]


def one_meeting(bounds: Sequence[Bound]) -> Bound | None:
    """The one meeting that is left; of several the ordinary one, or all of one day; None where unsure."""
    if len(bounds) != 1:
        return None
    (bound,) = bounds
    ordinary = tuple(one for one in bound.meetings if one.sort is Sort.ORDINARY)
    if len(ordinary) == 1:
        return Bound(meetings=ordinary)
    return bound if len({one.held_on for one in bound.meetings}) == 1 else None
