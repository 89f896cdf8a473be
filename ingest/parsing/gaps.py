"""Items whose number stands in mid-line, looked for only where the numbers around show that one is missing."""

import re
from dataclasses import dataclass

from ingest.parsing.blocks import Block, Shape, shaped

_ITEM = re.compile(r"(?P<level>\d{1,3})(?P<year>/\d{2,4})?$")
_MOST = 4  # numbers missing in a row: with more of them the list is another one


@dataclass(frozen=True, slots=True)
class _Numbered:
    place: int
    level: int
    year: str


def with_missed_items(text: str, found: list[Block]) -> list[Block]:
    """The blocks, cut before each number that the sequence of items lacks: 5, (6), 7; 138/18, (139/18), 140/18."""
    numbered = [_Numbered(-1, 0, "")]
    cuts: dict[int, list[int]] = {}
    for place, block in enumerate(found):
        match = None if text[block.start] in "-•" else _ITEM.match(block.number)
        if match is None:
            continue
        this = _Numbered(place, int(match["level"]), match["year"] or "")
        last = numbered[-1]
        first = last.place < 0
        if 1 < this.level - last.level <= _MOST and (first or last.year == this.year):
            _look(text, found, last, this, cuts)
        numbered.append(this)
    return [part for place, block in enumerate(found) for part in _parts(text, block, cuts.get(place, []))]


def _look(text: str, found: list[Block], last: _Numbered, this: _Numbered, cuts: dict[int, list[int]]) -> None:
    begin = max(last.place, 0)
    for level in range(last.level + 1, this.level):
        stop = r"[.):]*\s" if this.year else r"\\?[.):][*_]*\s?"
        number = re.compile(rf"(?<=\s)[*_]*{level}{re.escape(this.year)}{stop}\s*[*_]*(?=[A-Z“\"])")
        for place in range(begin, this.place):
            block = found[place]
            after = max([block.start, *cuts.get(place, [])]) + 1
            match = number.search(text, after, block.end) if block.shape is not Shape.FURNITURE else None
            if match:
                cuts.setdefault(place, []).append(match.start())
                begin = place
                break


def _parts(text: str, block: Block, cuts: list[int]) -> list[Block]:
    if not cuts:
        return [block]
    ends = [*cuts, block.end]
    return [
        part
        for start, end in zip([block.start, *cuts], ends, strict=True)
        for part in shaped(text, start, start + len(text[start:end].rstrip()))
    ]
