"""Items whose number stands in mid-line, looked for only where the numbers around show that one is missing."""

import re
from dataclasses import dataclass

from ingest.parsing.layout.blocks import Block, Shape, shaped

_ITEM = re.compile(r"(?P<before>\d{1,3}/(?:\d{1,2}/)+)?(?P<level>\d{1,3})(?P<behind>/\d{2,4})?$")
_MOST = 4  # plain numbers missing in a row: with more of them the list is another one
_MOST_FULL = 12  # likewise of numbers such as 138/18


@dataclass(frozen=True, slots=True)
class _Numbered:
    place: int
    level: int
    before: str  # what stays in 14/06/1, 14/06/2
    behind: str  # what stays in 138/18, 139/18

    def written(self, level: int) -> str:
        """The pattern of another number of the same sequence, as it stands in mid-line."""
        number = rf"{re.escape(self.before)}{level}{re.escape(self.behind)}"
        plain = not self.before and not self.behind
        stop = r"\\?[.):][*_]*\s?" if plain else r"[.):]*\s"  # "6" alone may be any figure
        return rf"(?<=\s)[*_]*(?:[Ii]tem )?{number}{stop}\s*[*_]*(?=[A-Z“\"])"


def with_missed_items(text: str, found: list[Block]) -> list[Block]:
    """The blocks, cut before each number that the sequence of items lacks: 5, (6), 7; 138/18, (139/18), 140/18."""
    last: _Numbered | None = None
    cuts: dict[int, list[int]] = {}
    for place, block in enumerate(found):
        match = None if text[block.start] in "-•" else _ITEM.match(block.number)
        if match is None:
            continue
        this = _Numbered(place, int(match["level"]), match["before"] or "", match["behind"] or "")
        if last is None:
            last = _Numbered(0, 0, this.before, this.behind)
        most = _MOST_FULL if this.before or this.behind else _MOST
        if 1 < this.level - last.level <= most and (last.before, last.behind) == (this.before, this.behind):
            _look(text, found, last, this, cuts)
        last = this
    return [part for place, block in enumerate(found) for part in _parts(text, block, cuts.get(place, []))]


def _look(text: str, found: list[Block], last: _Numbered, this: _Numbered, cuts: dict[int, list[int]]) -> None:
    begin = last.place
    for level in range(last.level + 1, this.level):
        number = re.compile(this.written(level))
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
