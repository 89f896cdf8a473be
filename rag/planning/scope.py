"""The minutes that a question is about: bodies, time, people and sort of meeting, as its words and its bounds say."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from rag.answers import Question
from rag.dates import FoundDate, find_dates, two_year_names
from rag.errors import WrongUse
from rag.ledger import Ledger, MeetingHeld, main_body
from rag.plan import Period, Scope, Turn
from rag.planning.bodies import NamedBodies, named_bodies, of_kind
from rag.planning.followup import Whole
from rag.planning.lexicon import cues, entries
from rag.planning.people import People
from rag.planning.periods import NamedPeriod, named_hour, named_period, span, whole
from rag.stores.words import question_terms

_RECORDED = """
SELECT DISTINCT b.body AS body, n.name AS name FROM (
    SELECT paragraph, name FROM attendance UNION ALL SELECT paragraph, name FROM votes
    UNION ALL SELECT paragraph, proposer FROM resolutions WHERE proposer IS NOT NULL
    UNION ALL SELECT paragraph, seconder FROM resolutions WHERE seconder IS NOT NULL
) n JOIN paragraphs p ON p.id = n.paragraph JOIN meeting_bodies b ON b.meeting = p.meeting
"""
_SPAN = re.compile(r"(?i)\b(?:between|from|since|until|through)\b|\d\s*(?:to|-|–)\s*\w")
_MOST = 2  # bodies of one name that are shown by name
_A_SEASON = timedelta(days=92)
_OF_MEETING = re.compile(r"(?i)^(?:\W+[\w’']+){0,5}?\W+(?:meetings?|agm)\b")
_DONE_IN = re.compile(r"(?i)(?:\b(?:in|on|at|during)|,)\s+(?:the\s+)?$")
_MEETING_OF = re.compile(r"(?i)\b(?:meetings?|agm)\b(?:\W+(?!and\b)[\w’']+){0,4}?\W*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What may answer at all: the meetings within the bounds that were set by hand, whatever a question's words say.

    Attributes:
        scope: these bounds as a scope, to which a question's words add.
    """

    meetings: tuple[MeetingHeld, ...]
    bodies: tuple[str, ...]
    scope: Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """What a question's words name, and where they stand.

    Attributes:
        setting: the terms that say of whom and when, and not what about.
        spans: where the body, the dates, the people and the hour stand.
        namesakes: the words for people whom several may be: "Councillor Collins".
    """

    scope: Scope
    setting: frozenset[str]
    spans: tuple[tuple[int, int], ...]
    namesakes: tuple[str, ...] = ()


class _Time(NamedTuple):
    """The time that a question names, its words for it, and whether it is surely the meeting's."""

    dates: tuple[FoundDate, ...] = ()
    period: Period | None = None
    words: str = ""
    meant: bool = False


def bounds(question: Question, ledger: Ledger) -> Bounds:
    """The meetings that a question may be answered from.

    Raises WrongUse where no body has the name that it is bounded by, or the day that it is bounded by is no date.
    """
    meetings: Sequence[MeetingHeld] = ledger.meetings()
    if question.body:
        wanted = question.body.casefold()
        known = sorted({meeting.body for meeting in meetings})
        exactly = any(wanted == body.casefold() for body in known)
        meetings = [
            one for one in meetings if (wanted == one.body.casefold() if exactly else wanted in one.body.casefold())
        ]
        if not meetings:
            raise WrongUse(f"No body is called {question.body!r}; there are {', '.join(known)}.")
    since = _days(question.since).first if question.since else None
    as_of = _days(question.as_of).last if question.as_of else None
    if since and as_of and as_of < since:
        raise WrongUse(f"{question.since!r} is after {question.as_of!r}; write the earlier day first.")
    set_by_hand = {"body": question.body, "date": since or as_of}
    scope = Scope(since=since, as_of=as_of, explicit=frozenset(name for name, bound in set_by_hand.items() if bound))
    meetings = [meeting for meeting in meetings if scope.reaches(meeting.held_on)]
    bodies = sorted({meeting.body for meeting in meetings})
    return Bounds(
        meetings=tuple(meetings),
        bodies=tuple(bodies),
        scope=replace(scope, bodies=frozenset(bodies)) if question.body else scope,
    )


def _days(written: str) -> Period:
    named = find_dates(written)
    days = span(named[0]) if len(named) == 1 else None
    if days is None:
        raise WrongUse(f"{written!r} is no date; write it as 2024-01-31 or 31 January 2024.")
    return days


def _recorded(ledger: Ledger, bodies: frozenset[str]) -> People:
    """The people whom the minutes of these bodies record, everybody where none is given; read once for a ledger."""

    def by_bodies() -> Callable[[frozenset[str]], People]:
        @cache
        def names() -> Mapping[str, Sequence[str]]:
            found: dict[str, list[str]] = {}
            for row in ledger.rows(_RECORDED):
                found.setdefault(row["body"], []).append(row["name"])
            return found

        return cache(lambda some: People(lambda: [n for body in some or names() for n in names().get(body, ())]))

    return ledger.kept("recorded people", by_bodies)(bodies)


def named(text: str, within: Bounds, ledger: Ledger, without: frozenset[str] = frozenset()) -> Named:
    """What a question's words name within its bounds, but for the filters that were taken off."""
    body = named_bodies(text, () if "body" in without else within.bodies)
    time = _Time() if "date" in without else _time(text, within, body)
    hour = named_hour(text)
    who = {} if "person" in without else _people(text, ledger, body)
    words = {"body": _called(body.bodies), "date": time.words}
    meant = {"body": body.meant, "date": time.meant}
    scope = replace(
        within.scope,
        bodies=body.bodies or within.scope.bodies,
        names=body.names,
        period=time.period,
        dates=time.dates,
        people=tuple(dict.fromkeys(some[0] for some in who.values() if len(some) == 1)),
        years=frozenset() if "date" in without else two_year_names(text),
        sort=next((one.says["sort"] for one in entries("sort") if text in one.cues), None),
        begun=hour.begun if hour else None,
        words=tuple((name, said) for name, said in words.items() if said),
        meant=frozenset(name for name, surely in meant.items() if surely),
    )
    dates = [(one.start, one.end) for one in time.dates]
    spans = [*dates, *who, *([(hour.start, hour.end)] if hour else [])]
    if body.start >= 0:
        spans.append((body.start, max(body.end, body.whole_end)))
    setting = body.terms | {term for start, end in dates for term in question_terms(text[start:end])}
    namesakes = tuple(text[start:end] for (start, end), some in who.items() if len(some) > 1)
    return Named(scope=scope, setting=setting, spans=tuple(spans), namesakes=namesakes)


def _people(text: str, ledger: Ledger, body: NamedBodies) -> dict[tuple[int, int], Sequence[str]]:
    """Whom a text names of those whom its body records, else of all; what is of the body's own name names nobody."""
    found = _recorded(ledger, body.bodies).named(text) or _recorded(ledger, frozenset()).named(text)
    return {place: who for place, who in found.items() if place[1] <= body.start or body.end <= place[0]}


def _time(text: str, within: Bounds, body: NamedBodies) -> _Time:
    dates, counted = tuple(find_dates(text, bare_months=True)), ""
    stretch = named_period(text) if dates else None
    if not dates and (year := _relative_year(text, within)):
        dates, stretch, counted = (year,), whole(year), f" ({year.year})"
    if dates:
        shown: Sequence[NamedPeriod | FoundDate] = [stretch] if stretch else dates
        words = " and ".join(text[one.start : one.end] for one in shown) + counted
        return _Time(dates, stretch.period if stretch else None, words, _of_meeting(text, stretch, body))
    bare = text[: body.start] + " " + text[body.end :] if body.bodies else text  # "the last Ottermouth meeting"
    last = _last_meeting(bare, within, body.bodies)
    return _Time((), *last, True) if last else _Time()


def following(own: Scope, made: Whole, before: Turn, within: Bounds) -> Scope:
    """The scope of a follow-up: its own bounds, else those of the turn before and the meetings that it cited."""
    earlier = before.plan.scope
    held = [one for one in within.meetings if one.id in before.cited]
    met_in = frozenset(one.body for one in held)
    period = own.period or (None if made.moved_on and not made.later else earlier.period)
    if made.later and not own.period:
        days = [one.held_on for one in held if one.held_on]
        first = period.first if period else min(days, default=None)
        if made.onward and days:
            first = max(days) + timedelta(days=1)
        period = Period(first=first, last=date.max) if first else None
    kept = {name: said for name, said in earlier.words if name == "body" or not (made.moved_on or own.dates)}
    return replace(
        own,
        bodies=own.bodies if _bounds_body(own) else earlier.bodies or (met_in if len(met_in) == 1 else frozenset()),
        names=own.names if _bounds_body(own) else earlier.names,
        period=period,
        meetings=() if made.moved_on else tuple(dict.fromkeys(one.id for one in held)),
        words=tuple((kept | dict(own.words)).items()),
        meant=own.meant | (earlier.meant & {"body"}),
    )


def part_of(own: Scope, whole: Scope, *, later: bool) -> Scope:
    """The scope of one part of a question: its own bounds, else those of the whole."""
    timed = own if own.period or own.dates or later else whole
    return replace(
        whole,
        bodies=own.bodies if _bounds_body(own) else whole.bodies,
        names=own.names if _bounds_body(own) else whole.names,
        period=timed.period,
        dates=timed.dates,
        people=own.people,
        years=own.years,
        sort=own.sort or whole.sort,
        begun=own.begun or whole.begun,
        words=tuple((dict(whole.words) | dict(own.words)).items()),
        meant=own.meant | whole.meant,
    )


def _bounds_body(own: Scope) -> bool:
    """Whether a question is bounded to bodies by itself, whatever was asked before it."""
    return "body" in own.explicit or "body" in dict(own.words)


def at_each_time(text: str, scope: Scope) -> list[Scope]:
    """The scope once for each of the times that it names ("in October 2015 and in February 2017"); itself for one."""
    if len(scope.years) > 1 and not _SPAN.search(text):
        return [replace(scope, years=frozenset({year})) for year in sorted(scope.years)]
    dates = _with_years(scope.dates)
    times = {(one.year, one.month, one.day): one for one in dates if one.year}
    if len(times) < 2 or _SPAN.search(text):
        return [scope]
    return [replace(scope, dates=(one,), period=span(one)) for one in times.values()]


def joined_times(text: str, scope: Scope) -> Scope:
    """The scope over all of the times that it names where they follow on from one another: "in 2023 and 2024"."""
    each = [one.period for one in at_each_time(text, scope)]
    periods = sorted((one for one in each if one), key=lambda one: one.first)
    gapless = all(after.first - before.last <= timedelta(days=1) for before, after in pairwise(periods))
    if len(periods) < 2 or len(periods) < len(each) or not gapless:
        return scope
    return replace(scope, period=Period(first=periods[0].first, last=periods[-1].last), dates=())


def _with_years(dates: Sequence[FoundDate]) -> tuple[FoundDate, ...]:
    """Dates of which those without a year are of the one year that is named: "in May and July 2019"."""
    years = {one.year for one in dates if one.year}
    if len(years) != 1:
        return tuple(dates)
    (year,) = years
    months = {one.month for one in dates if one.month}
    whole = [one if one.year else replace(one, year=year) for one in dates]
    return tuple(one for one in whole if one.month or not months)  # next to its months a year says no more


def of_its_kind(scope: Scope, text: str, within: Bounds) -> Scope:
    """The scope of a question that records answer: its body and time are meant, since it says of nothing else.

    It is bounded to the one body of the kind that it speaks of, if any.
    """
    bodies = scope.bodies or of_kind(text, within.bodies)
    last = _last_meeting(text, within, bodies) if bodies != scope.bodies else None
    return replace(scope, bodies=bodies, period=last[0] if last else scope.period, meant=scope.meant | {"body", "date"})


def _called(bodies: frozenset[str]) -> str:
    names = sorted(bodies)
    return " and ".join(names) if len(names) <= _MOST else f"{len(names)} bodies of that name"


def _last_meeting(text: str, within: Bounds, bodies: frozenset[str]) -> tuple[Period, str] | None:
    """The day of the latest minuted meeting, where a question says "the last meeting", and its words for it.

    Without a body that is the one's that has more than half of all meetings; None where none has.
    """
    cue = cues("last_meeting").find(text)
    if cue is None:
        return None
    held = [one for one in within.meetings if one.held_on and (not bodies or one.body in bodies)]
    if not bodies:
        main = main_body(held)
        held = [one for one in held if one.body == main]
    minuted = [one for one in held if one.minuted] or held
    day = max((one.held_on for one in minuted if one.held_on), default=None)
    return (Period(first=day, last=day), " ".join(cue.words.split())) if day else None


def _relative_year(text: str, within: Bounds) -> FoundDate | None:
    """The year that "last year" means, counted from the latest minutes: the same question must get the same answer."""
    latest = max((one.held_on for one in within.meetings if one.held_on), default=None)
    for one in entries("year"):
        if latest and (cue := one.cues.find(text)):
            return FoundDate(start=cue.start, end=cue.end, year=latest.year - one.says["back"], month=None, day=None)
    return None


def _of_meeting(text: str, stretch: NamedPeriod | None, body: NamedBodies) -> bool:
    """Whether the time is a meeting's ("the June 2012 meeting") and not the matter's ("the flood of June 2012").

    It is where a body is asked what it did in a month or on a day ("What did Wretton Parish Council agree in May?").
    """
    if stretch is None:
        return False
    before, after = text[: stretch.start], text[stretch.end :]
    done_then = body.meant and stretch.last - stretch.first <= _A_SEASON and _DONE_IN.search(before)
    return bool(_OF_MEETING.match(after) or _MEETING_OF.search(before) or done_then)
