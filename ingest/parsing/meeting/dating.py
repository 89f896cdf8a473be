"""When a meeting was held, begun and ended, and where: not when its minutes were posted, tabled or approved."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from rapidfuzz import fuzz
from rapidfuzz.process import extractOne

from rag.dates import MONTHS, FoundDate, find_dates

_NEAR = 700  # characters: the meeting's own date stands in the title lines, other dates after them
_HELD = re.compile(r"(?i)\b(?:held|summoned)\b")
_HEADING = re.compile(r"(?i)^(?:(?!present|apologies|attendance).)*\bheld\b[^.]{0,100}$", re.S)
_HELD_BEHIND = re.compile(r"(?i)^(?!.*\bminutes\b).*\bheld\b[^\d.]*$")
_ABOUT_THE_FILE = re.compile(r"(?i)\b(?:published|updated|posted|printed|uploaded)\W+(?:on\W+)?(?:\w+day\W+)?$")
# "elected on 11 March" is to come; "a meeting will be held on 11 March" is what an agenda calls to
_TO_COME = re.compile(
    r"(?i)\b(?:will|shall)\b(?!\s+be\s+held\b)[^.]*$|\b(?:is|are) to (?:be|meet)\b[^.]*$|"
    r"\b(?:by|until|before|due|deadline|closing|target|completed)(?: (?:date|when|on))?\W*$"
)
_POSTED = re.compile(r"^date:\s*[\"']?(\d{4}-\d{2}-\d{2})", re.M)
_EARLIER_MINUTES = re.compile(
    r"(?i)(?:minutes of (?:the )?(?:last|previous)|previous(?:ly)? (?:meeting|minutes)|"
    r"minutes of the meeting held on .{0,60}(?:approved|agreed|confirmed|signed))"
)
_APPROVAL = re.compile(
    r"(?i)\b(?:approv|adopt|confirm|accept|agree|sign|receiv)\w*"
    r"(?: (?:of|the|and|sign|draft|as|a|true|correct|record)){1,6}"
    r" minutes\b[^.]{0,60}$"
)
# "5/14/2024": a text that writes one so, and none the other way, has the month first in all of them
_US = re.compile(r"(?<![\d/.])(?:0?[1-9]|1[0-2])/(?:1[3-9]|2\d|3[01])/(?:20)?\d\d(?![\d/])")
_UK = re.compile(r"(?<![\d/.])(?:1[3-9]|2\d|3[01])/(?:0?[1-9]|1[0-2])/(?:20)?\d\d(?![\d/])")
_DAY_FIRST = re.compile(r"(?<![\d/.])(0?[1-9]|1[0-2])/(0?[1-9]|1[0-2])/((?:20)?\d\d)(?![\d/])")
_THIS_MONTH = re.compile(r"(?i)\b(?P<day>[0-3]?\d)(?:st|nd|rd|th)?,? inst(?:ant|\b)")
_PEOPLE = re.compile(
    r"(?i)\b(?:(?:members?|councillors?) present|those (?:present|attending)|present|attendance|apologies)\b"
)
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WEEKDAY_BEFORE = re.compile(rf"(?i)\b({'|'.join(_DAYS)})\W{{0,6}}(?:the\W+)?$")
_MISSPELT = re.compile(
    r"(?P<before>\b\d{1,2}(?:st|nd|rd|th)?\s+(?:of\s+)?)(?P<month>[A-Za-z]{5,10})(?=,?\s+20\d\d\b)", re.I
)
_NEXT_ANNUAL = re.compile(r"(?i)\bnext (?:agm|annual (?:\w+ )?meeting)\b[^.]{0,60}")
_HALF_A_YEAR = timedelta(days=182)
_SAME_MONTH = 80  # of 100: "Decemeber" is December, "Minutes" is no month
_FROM_POSTING = timedelta(days=31)  # the day of posting is known to the month only
_LONGEST_WAIT = timedelta(days=800)


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """The day of a meeting, and what had to be mended in the printed one, for the document's record."""

    on: date | None
    remark: str | None = None


def held_on(head: str, title: str | None, name: str, text: str) -> Held:
    """The day on which the meeting was held: the head's own date, else the title's or the file name's."""
    head, posted = _MISSPELT.sub(_month_meant, _THIS_MONTH.sub(_with_month(head), head)), _posted(text)
    if (_US.search(text) and not _UK.search(text)) or _month_first(head, name):
        head, title, name = (_DAY_FIRST.sub(r"\2/\1/\3", written) for written in (head, title or "", name))
    spoken = re.sub(r"[_]+|(?<=\d)-(?=[a-z])|(?<=[a-z])-(?=\d)|-(?=[A-Za-z])", " ", name)
    in_name = [one for one in find_dates(spoken) if one.day and one.month]
    in_title = [one for one in find_dates(title or "") if one.exact]
    in_head = _in_head(head)
    named = {one.exact for one in [*in_name, *in_title]}
    agreeing = [one for one in in_head if one.exact and one.exact in named]
    near = sorted(
        (one for one in in_head if one.start < _NEAR),
        key=lambda one: (not _HELD.search(head[max(0, one.start - 80) : one.start]), one.start),
    )[:3]
    whole = [one for one in near if one.year or not named]
    others = [*in_name, *find_dates(title or "")]
    own = [one for one in in_head[:1] if one.exact and _HEADING.search(head[: one.start])]
    if named and all(day.year != one.year for one in own for day in named if day):  # an old year copied with the head
        own = []
    for found in [*own, *agreeing, *whole, *in_title, *reversed(in_name), *near, *in_head[:3]]:
        day = _dated(found, others, posted)
        if day and (posted is None or timedelta(0) <= posted - day + _FROM_POSTING < _LONGEST_WAIT):
            return _mended(day, found, head, text, name, posted, others) if found in in_head else Held(on=day)
    days = [day for found in in_head[:3] if (day := _dated(found, [], posted))]
    return Held(on=days[0] if days and posted is None else None)


def _month_first(head: str, name: str) -> bool:
    """Whether the file's name has the day that 7/12/2023 is with the month first, and not the other."""
    named = {one.exact for one in find_dates(name)}
    days = [(match[1], match[2], match[3]) for match in _DAY_FIRST.finditer(head[:_NEAR]) if match[1] != match[2]]
    return any(
        date(year, int(first), int(second)) in named and date(year, int(second), int(first)) not in named
        for first, second, written in days
        for year in [int(written) if len(written) > 2 else 2000 + int(written)]
    )


def _with_month(head: str) -> Callable[[re.Match[str]], str]:
    """What writes out "the 3rd inst." by the month under which the minutes stand."""
    months = [one for one in find_dates(head[:_NEAR]) if one.year and one.month and not one.day and one.months == 1]

    def written(match: re.Match[str]) -> str:
        if not months or months[0].month is None:
            return match.group()
        return f"{match['day']} {MONTHS[months[0].month - 1].title()} {months[0].year}"

    return written


def _month_meant(match: re.Match[str]) -> str:
    close = extractOne(match["month"].casefold(), MONTHS, scorer=fuzz.ratio, score_cutoff=_SAME_MONTH)
    return match["before"] + (close[0].title() if close else match["month"])


def _posted(text: str) -> date | None:
    match = _POSTED.search(text[:600]) if text.startswith("---") else None
    return date.fromisoformat(match.group(1)) if match else None


def _in_head(head: str) -> list[FoundDate]:
    """The dates of the head that may be the meeting's own: before the people, or behind them where it says "held"."""
    earlier = _EARLIER_MINUTES.search(head)
    limit = max(earlier.start(), 300) if earlier and earlier.start() > 200 else len(head)
    people = _PEOPLE.search(head)
    business = people.start() if people else len(head)
    return [
        one
        for one in find_dates(head[:limit])
        if one.day
        and one.month
        and not _ABOUT_THE_FILE.search(head[: one.start])
        and not _APPROVAL.search(head[max(0, one.start - 120) : one.start])
        and not _TO_COME.search(head[max(0, one.start - 100) : one.start])
        and (one.start < business or _HELD_BEHIND.search(head[max(0, one.start - 60) : one.start]))
    ]


def _dated(found: FoundDate, others: list[FoundDate], posted: date | None) -> date | None:
    """A found date made whole: a missing year comes from the title, else from the day of posting, which is later."""
    if found.exact or found.year:
        return found.exact
    year = next((one.year for one in others if one.year), posted.year if posted else None)
    if year is None or found.month is None or found.day is None:
        return None
    try:
        day = date(year, found.month, found.day)
        return day.replace(year=year - 1) if posted and day > posted + _FROM_POSTING else day
    except ValueError:
        return None


def _mended(
    day: date, found: FoundDate, head: str, text: str, name: str, posted: date | None, others: list[FoundDate]
) -> Held:
    """The day with its year put right where two signs or more say that the clerk wrote another.

    In January the old year is easily written: weekday, day of posting, title, the file's name ("oct25agm"), the day of
    the next annual meeting and the text's other years tell.
    """
    next_annual = [one.exact for match in _NEXT_ANNUAL.finditer(text) for one in find_dates(match.group()) if one.exact]
    weekday = _WEEKDAY_BEFORE.search(head[: found.start])
    for years in (1, -1):
        try:
            other = day.replace(year=day.year + years)
        except ValueError:
            continue
        signs = (
            weekday is not None and _DAYS[other.weekday()] == weekday[1].casefold() != _DAYS[day.weekday()],
            posted is not None and posted - day > timedelta(days=300) and other <= posted + _FROM_POSTING,
            any(one.year == other.year for one in others) and all(one.year != day.year for one in others),
            text.count(str(other.year)) > 1 >= text.count(str(day.year)),
            re.search(rf"(?i)(?<![a-z]){day:%b}[a-z]*[ _-]?{other:%y}(?!\d)", name) is not None,
            other < day and any(timedelta(0) <= then - day < _HALF_A_YEAR for then in next_annual),
        )
        if found.year and sum(signs) > 1 and (posted is None or other <= posted + _FROM_POSTING):
            return Held(on=other, remark=f"the year printed, {day.year}, was taken for a slip of {other.year}")
    return Held(on=day)
