"""The time that a question bounds: "between June and December 2020", "since 2019", "in spring 2016"."""

import re
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from rag.dates import MONTHS, FoundDate, find_dates
from rag.plan import Period

_JOINED = re.compile(r"(?i)\s*(?:and|to|until|till|up to|through(?: to)?|[-–—])\s*(?:the\s+end\s+of\s+)?$")
_OPEN = re.compile(
    r"(?i)\b(?P<word>since|after|from|before|until|till|up to|as of|as at|by)\s+(?:the\s+(?:start|end)\s+of\s+)?$"
)
_ONWARD = re.compile(r"(?i)^\s*(?:on(?:wards?)?|and later)\b")
_BOUNDING = re.compile(
    r"(?i)\b(?:in|on|at|during|throughout|of|for|between|from|since|after|before|until|till|to|by|within|as of|its|"
    r"that|this|on the|at the|in the)\s+(?:(?:sun|mon|tues|wednes|thurs|fri|satur)day,?\s+)?(?:the\s+)?$"
)
_MEETING_NEXT = re.compile(r"(?i)^(?:\W+[\w’']+){0,4}?\W+meetings?\b")
_MEETING_BEFORE = re.compile(r"(?i)\bmeetings?\b[\w\s,]{0,12}$")
_DAY = timedelta(days=1)
_BEGUN = re.compile(rf"(?i)\b(?:(?P<month>{'|'.join(MONTHS)})|(?P<day>[0-3]?\d)(?:st|nd|rd|th)?)\b")


_HOUR = r"(?P<hour>[01]?\d)(?:[.:](?P<minute>[0-5]\d))?\s?(?P<half>[ap])\.?\s?m\b\.?"
_HOUR_OF_MEETING = [
    re.compile(rf"(?i)\b{_HOUR}(?=(?:\s+[\w’'-]+){{0,2}}\s+(?:meeting|sitting|session)\b)"),
    re.compile(
        r"(?i)\b(?:meeting|sitting|session)(?:[\s,]+(?:of|on|the|held|begun|which|that|began|beginning|starting|\d+\w*|"
        rf"{'|'.join(MONTHS)}))*[\s,]+at\s+{_HOUR}"
    ),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedHour:
    """The hour of a meeting as "19:30", and where the text names it."""

    begun: str
    start: int
    end: int


def named_hour(text: str) -> NamedHour | None:
    """The hour by which a text tells a meeting from others of its day: "the 6 pm meeting", "the meeting at 7.30 pm"."""
    match = next((found for form in _HOUR_OF_MEETING if (found := form.search(text))), None)
    if match is None:
        return None
    hour = int(match["hour"]) % 12 + (12 if match["half"].lower() == "p" else 0)
    return NamedHour(begun=f"{hour:02}:{match['minute'] or '00'}", start=match.start("hour"), end=match.end())


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedPeriod(Period):
    """A stretch of days, and where the text names it."""

    start: int
    end: int

    @property
    def period(self) -> Period:
        """The days alone."""
        return Period(first=self.first, last=self.last)


def named_period(text: str) -> NamedPeriod | None:
    """The one time by which a text bounds the meetings that it asks about; None where it names none, or several."""
    dates = _with_its_beginning(text, find_dates(text, bare_months=True))
    if len(dates) == 2 and _JOINED.fullmatch(text[dates[0].end : dates[1].start]):
        return _between(dates[0], dates[1])
    bounding = [one for one in dates if one.year and _bounds(text, one)]
    if len(bounding) != 1:
        return None
    return _opened(text, bounding[0])


def span(one: FoundDate) -> Period | None:
    """All days that a date with a year may mean; None where the calendar has no such day."""
    if one.year is None or (one.day is not None and one.exact is None):
        return None
    if one.exact:
        return Period(first=one.exact, last=one.exact)
    begins, final = (one.month, one.month + one.months - 1) if one.month else (1, 12)
    year, month = one.year + (final - 1) // 12, (final - 1) % 12 + 1
    return Period(first=date(one.year, begins, 1), last=date(year, month, monthrange(year, month)[1]))


def whole(one: FoundDate) -> NamedPeriod | None:
    """The same days, with the place where they are named."""
    days = span(one)
    return NamedPeriod(first=days.first, last=days.last, start=one.start, end=one.end) if days else None


def _between(first: FoundDate, last: FoundDate) -> NamedPeriod | None:
    """Both ends; a first one without its year takes the last one's, or the year before where that would come after."""
    if first.year is None and last.year is not None:
        first = replace(first, year=last.year - ((first.month or 0) > (last.month or 12)))
    begins, ends = span(first), span(last)
    if begins is None or ends is None or begins.first > ends.last:
        return None
    return NamedPeriod(first=begins.first, last=ends.last, start=first.start, end=last.end)


def _opened(text: str, one: FoundDate) -> NamedPeriod | None:
    """A period with one end named ("since 2019"), or the date itself."""
    named, match = whole(one), _OPEN.search(text[: one.start])
    word = match["word"].lower() if match else ""
    if named is None or match is None or (word == "from" and not _ONWARD.match(text[one.end :])):
        return named
    first, last = {
        "since": (named.first, date.max),
        "from": (named.first, date.max),
        "after": (named.last + _DAY, date.max),
        "before": (date.min, named.first - _DAY),
    }.get(word, (date.min, named.last))
    return replace(named, first=first, last=last, start=match.start())


def _bounds(text: str, one: FoundDate) -> bool:
    """Whether a date says when: "in 2018", "the 2018 meetings"; and not "the 2018 budget"."""
    if one.month is not None:
        return True
    before, after = text[: one.start], text[one.end :]
    named = re.match(
        r"(?i)\s+(?!and\b|or\b|onwards?\b|did\b|was\b|were\b|when\b|who\b|which\b|what\b|how\b|on\b|has\b|had\b)[a-z]",
        after,
    )
    return bool(
        _MEETING_NEXT.match(after) or _MEETING_BEFORE.search(before) or (_BOUNDING.search(before) and not named)
    )


def _with_its_beginning(text: str, dates: Sequence[FoundDate]) -> list[FoundDate]:
    """The dates, and what leads to the first: the month of "March to June 2020", the day of "1 to 30 June 2020"."""
    if len(dates) != 1 or dates[0].month is None:
        return list(dates)
    for match in _BEGUN.finditer(text[: dates[0].start]):
        if _JOINED.fullmatch(text[match.end() : dates[0].start]):
            month = MONTHS.index(match["month"].lower()) + 1 if match["month"] else dates[0].month
            day = int(match["day"]) if match["day"] else None
            return [FoundDate(start=match.start(), end=match.end(), year=None, month=month, day=day), dates[0]]
    return list(dates)
