"""A second heading with another date in one file: what stands under it isn't of the first meeting."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from rag.dates import find_dates
from rag.minutes import AgendaItem, Paragraph, readable

_HEADING = re.compile(
    r"(?im)^[#*_\s]*(?:draft |unconfirmed )?(?:minutes|notes|cofnodion)\b"
    r"(?![^\n]*\b(?:approv|propos|second|agree|accept|sign|correct|read\b))[^\n]{5,200}"
)
_PEOPLE = re.compile(r"(?im)^[#*_\s]*(?:present|members? present|those present|attend\w+|in attendance|yn bresennol)\b")
_APPENDIX = re.compile(r"(?m)^[#*_\s]*(?:APPENDIX|Appendix|ANNEX|Annex|ENCLOSURE|Enclosure|Attachment) \w+\b")
_NEAR = 600  # characters: the people of a meeting are listed soon after its heading
_HEAD = 300  # characters: a heading further up is the file's first


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitting:
    """The minutes of another meeting within a file."""

    held_on: date
    start: int
    end: int

    def holds(self, paragraph: Paragraph) -> bool:
        """Whether a paragraph stands in them, with the heading itself where that is part of a longer one."""
        return paragraph.start < self.end and paragraph.end > self.start


def other_sittings(text: str, held_on: date | None) -> tuple[Sitting, ...]:
    """The parts of a text that stand under a heading with another date than its own, as in packs and yearly files."""
    heads = []
    for match in _HEADING.finditer(text):
        day = next((one.exact for one in find_dates(readable(match.group())) if one.exact), None)
        later = match.start() > _HEAD or _PEOPLE.search(text, 0, match.start())
        if day and later and _PEOPLE.search(text, match.end(), match.end() + _NEAR):
            heads.append((match.start(), day))
    ends = [*(start for start, _ in heads), *(match.start() for match in _APPENDIX.finditer(text)), len(text)]
    return tuple(
        Sitting(held_on=day, start=start, end=min(end for end in ends if end > start))
        for start, day in heads
        if held_on and day != held_on
    )


def parted(items: Sequence[AgendaItem], sittings: Sequence[Sitting]) -> tuple[AgendaItem, ...]:
    """The items with what belongs to another meeting under that meeting's date, taken apart where one runs over it."""
    if not sittings:
        return tuple(items)
    found: list[AgendaItem] = []
    for item in items:
        last: date | None = None
        for place, paragraph in enumerate(item.paragraphs):
            day = next((one.held_on for one in sittings if one.holds(paragraph)), None)
            if place == 0 or day != last:
                named = item if place == 0 else replace(item, number="", title="")
                found.append(replace(named, paragraphs=(), held_on=day))
            found[-1] = replace(found[-1], paragraphs=(*found[-1].paragraphs, paragraph))
            last = day
        if not item.paragraphs:
            found.append(item)
    return tuple(found)
