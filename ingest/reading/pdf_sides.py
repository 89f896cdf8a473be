"""Headings in a narrow column beside their text, which many PDFs give first all together, and then the text."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from ingest.reading.pdf_layout import Box, Line

_NARROW = 0.35
"""Share of the text's width that a column of headings takes at most."""
_APART = 1.7
"""Line heights from one line to the next that part two headings."""


def with_side_headings(lines: Sequence[Line]) -> list[Line]:
    """The page's lines with each heading of a side column before the text beside it."""
    for jump in range(1, len(lines)):
        before, line = lines[jump - 1].box, lines[jump].box
        if before and line and line.bottom > before.top and line.left > before.right:
            begun = _begun(lines, jump)
            ended = _ended(lines, jump, max(box.right for box in _boxes(lines[begun:jump])))
            if parted := _parted(lines[begun:jump], lines[jump:ended]):
                return [*lines[:begun], *parted, *with_side_headings(lines[ended:])]
    return list(lines)


def _begun(lines: Sequence[Line], jump: int) -> int:
    """Where the column begins that ends before a jump up the page: its lines end left of the text, on its levels."""
    first = lines[jump].box
    begun = jump
    while begun and first and (box := lines[begun - 1].box):
        if box.right >= first.left or box.bottom > first.top:
            break
        begun -= 1
    return begun


def _ended(lines: Sequence[Line], jump: int, right: float) -> int:
    """Where the text beside the column ends."""
    ended = jump
    while ended < len(lines) and (box := lines[ended].box) and box.left > right:
        ended += 1
    return ended


def _parted(column: Sequence[Line], text: Sequence[Line]) -> list[Line]:
    """Each heading before the text on its level; nothing where these are no headings with their texts."""
    if any(line.row for line in (*column, *text)):
        return []
    around = [*_boxes(column), *_boxes(text)]
    width = max(box.right for box in around) - min(box.left for box in around)
    headings = list(_headings(column))
    beside = [_beside(heading, text) for heading in headings]
    narrow = max(box.right for box in _boxes(column)) - min(box.left for box in _boxes(column)) <= _NARROW * width
    places = [place for place in beside if place is not None]
    if not narrow or len(headings) < 2 or len(places) < len(headings) or places != sorted(set(places)) or places[0]:
        return []
    ends = [*places[1:], len(text)]
    parts = zip(headings, places, ends, strict=True)
    return [line for heading, begin, end in parts for line in (heading, *text[begin:end])]


def _headings(column: Sequence[Line]) -> Iterator[Line]:
    """The column's lines, those made one that follow each other closely."""
    heading = column[0]
    for before, line in pairwise(column):
        above, below = before.box, line.box
        if above and below and above.bottom - below.bottom < _APART * max(above.height, below.height):
            heading = replace(heading, text=f"{heading.text.rstrip()} {line.text.lstrip()}", last=line.last, gaps=())
        else:
            yield heading
            heading = line
    yield heading


def _beside(heading: Line, text: Sequence[Line]) -> int | None:
    """The first line of the text that stands on the level of the heading's first."""
    level = heading.first.bottom if heading.first else 0.0
    firsts = ((index, line.first) for index, line in enumerate(text))
    return next((index for index, box in firsts if box and abs(box.bottom - level) < box.height / 2), None)


def _boxes(lines: Sequence[Line]) -> list[Box]:
    return [line.box for line in lines if line.box]
