"""The meetings in one file: a second heading with a list of who was there begins another meeting's minutes."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from ingest.parsing.layout.blocks import Block, Shape, shaped
from ingest.parsing.meeting.bodies import UNNAMED, body_of, lacks_place, named
from ingest.parsing.meeting.timing import begun_and_ended
from rag.dates import find_dates
from rag.minutes import readable

_CALLED = r"\b(?:minutes|notes|meeting|cofnodion|cyfarfod)\b"
_HEADING = re.compile(
    rf"(?im)^[#*_|\s]*(?![\d(]|(?-i:[a-z]))(?=[^\n]{{0,120}}{_CALLED})"
    r"(?![^\n]*\b(?:approv|propos|second|agree|accept|sign|correct|confirm|receiv|circulat|resolv|adjourn|reconven"
    r"|clos|ended|conclud|finish|previous|future|following|matters arising"
    r"|(?:read|called|was|were|is|are|be|has|have|will|shall|next|last)\b"
    r"|at the meeting|dates? of))"
    r"[^\n]{5,200}$"
)
_PEOPLE = re.compile(
    r"(?im)^[#*_|\s]*(?:(?:members?|councillors?|also|those|persons?|officers?)\s+)*"
    r"(?:present|attend\w+|in attendance|roll call(?! vote)|yn bresennol)\b"
)
_APPENDIX = re.compile(r"(?im)^[#*_\s]*(?:appendix|annex|enclosure|attachment) \w+\b")
_SUMMONS = re.compile(r"(?i)\b(?:agenda|summon\w*)\b")
_CLOSED = re.compile(r"(?im)^[^\n]{0,80}\b(?:meeting|business|chair\w*)\b[^\n]{0,60}\b(?:closed|ended|concluded)\b.*$")
_TITLE = re.compile(r"(?i)\b(?:draft|unconfirmed|unapproved|minutes|council|committee)\b")
_SAYS = re.compile(r"[.:;?!][\"”’')*_]*\s*$|\b(?:closed|ended|signed|chairman|date)\b", re.I)
_NEAR = 500  # characters: the people of a meeting are listed soon after its heading
_HEAD = 300  # characters: a heading further up is the file's first, but in an agenda
_LINES = 4  # of a heading: the body, the day and the place may have a line each
_TITLE_LINES = 4  # lines above the heading that may belong to it
_LONGEST_TITLE = 90  # characters


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitting:
    """The minutes of another meeting within a file, from its heading on, and what the heading tells."""

    held_on: date
    body: str
    begun: str | None
    start: int
    end: int


def other_sittings(text: str, body: str, held_on: date | None, begun: str | None) -> tuple[Sitting, ...]:
    """The parts of a text under the heading of another meeting than its own, as in packs and yearly files.

    Another it is by its day, its body or its hour. Headings without a list of people below them may be quoted ones.
    """
    if held_on is None:
        return ()
    own = last = Sitting(held_on=held_on, body=body, begun=begun, start=0, end=len(text))
    found: list[Sitting] = []
    for one in _headed(text):
        if one.start >= last.end:
            last = own
        if not _same(one, last):
            last = replace(one, end=_end(text, one, in_pack=not _PEOPLE.search(text, 0, one.start)))
            found.append(last)
    starts = [*(one.start for one in found), len(text)]
    return tuple(replace(one, end=min(one.end, after)) for one, after in zip(found, starts[1:], strict=True))


def _headed(text: str) -> Iterator[Sitting]:
    """What every heading tells that a list of people follows, but for the one at the head of the text."""
    passed = 0
    for people in _PEOPLE.finditer(text):
        headings = list(_HEADING.finditer(text, max(passed, people.start() - _NEAR), people.start()))
        for heading in reversed(headings):
            lines = [line for line in text[heading.start() : people.start()].split("\n") if line.strip()]
            words = readable("\n".join(lines[:_LINES]))
            day = next((one.exact for one in find_dates(words) if one.exact), None)
            if day:
                break
        else:
            passed = people.end()
            continue
        if passed or heading.start() > _HEAD or _SUMMONS.search(text, 0, heading.start()):
            start = _with_title(text, heading.start() + len(heading[0]) - len(heading[0].lstrip()))
            body, (begun, _) = body_of(text[start : people.end()], None, ""), begun_and_ended(words, "")
            yield Sitting(held_on=day, body=body, begun=begun, start=start, end=len(text))
        passed = people.end()


def _same(one: Sitting, other: Sitting) -> bool:
    """Whether two headings may be of one meeting: the heading of every page, or that of its confidential part."""
    its, others = one.body.casefold(), other.body.casefold()
    told_shorter = its.endswith(others) or others.endswith(its)
    same_body = one.body == UNNAMED or lacks_place(one.body) or told_shorter
    same_day = other.held_on in (one.held_on, _month_first(one.held_on))
    return same_day and same_body and (one.begun or other.begun) == (other.begun or one.begun)


def _month_first(day: date) -> date:
    """The day that is meant by figures where the month is written first: 11/7 is 7 November."""
    return day.replace(month=day.day, day=day.month) if day.day <= 12 else day


def _with_title(text: str, start: int) -> int:
    """Where a heading begins, with the lines above it that only give the body or call the minutes draft."""
    for _ in range(_TITLE_LINES):
        above = text[:start].rstrip()
        line = above[above.rfind("\n") + 1 :]
        bare = readable(line)
        title = _APPENDIX.match(line) or ((named(bare) or _TITLE.search(bare)) and not _SAYS.search(bare))
        if not bare or len(bare) > _LONGEST_TITLE or not title:
            return start
        start = len(above) - len(line.lstrip())
    return start


def _end(text: str, sitting: Sitting, *, in_pack: bool) -> int:
    """Where minutes end: an appendix where the next one begins, those in a pack where the meeting was closed.

    All others go on to the next heading.
    """
    if labelled := _APPENDIX.match(text, sitting.start):
        following = _APPENDIX.search(text, labelled.end())
        return following.start() if following else len(text)
    closed = _CLOSED.search(text, sitting.start) if in_pack else None
    return closed.end() if closed else len(text)


def parted(text: str, found: Sequence[Block], sittings: Sequence[Sitting]) -> list[list[Block]]:
    """The blocks of the file's own meeting, then those of each of the others; one that runs over a border is cut."""
    parts: list[list[Block]] = [[] for _ in range(len(sittings) + 1)]
    borders = sorted({border for one in sittings for border in (one.start, one.end)})
    for block in found:
        cuts = [block.start, *(border for border in borders if block.start < border < block.end), block.end]
        for start, end in pairwise(cuts):
            piece = [block] if (start, end) == (block.start, block.end) else _piece(text, start, end, block)
            at = next((n for n, one in enumerate(sittings, 1) if one.start <= start < one.end), 0)
            parts[at] += piece
    return parts


def _piece(text: str, start: int, end: int, block: Block) -> list[Block]:
    words = text[start:end]
    if not words.strip():
        return []
    start, end = start + len(words) - len(words.lstrip()), start + len(words.rstrip())
    if block.shape is Shape.FURNITURE:
        return [replace(block, start=start, end=end)]
    return shaped(text, start, end)


def own_text(text: str, sittings: Sequence[Sitting]) -> str:
    """The text without other meetings' minutes."""
    ends = [0, *(one.end for one in sittings)]
    starts = [*(one.start for one in sittings), len(text)]
    return "\n".join(text[end:start] for end, start in zip(ends, starts, strict=True)) if sittings else text
