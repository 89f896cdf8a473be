"""From a text to its blocks: one block a paragraph, whatever the file did to the lines. Nothing is left out."""

import re
from dataclasses import dataclass
from enum import Enum, auto

from ingest.parsing.layout.headings import looks_like_heading, title_line
from ingest.parsing.layout.lines import continues, lines, wrapped_width
from ingest.parsing.layout.runs import LONGEST, MARKER, RUN_ON, split_long, split_run_on
from rag.minutes import CELLS

_HEADING = re.compile(r"^#{1,6} \S")
_LONGEST_ROW = 1900  # characters: a row is no proof in pieces, nor is a paragraph of over 2,000
_FEW = 3  # parts of a text without line ends: with fewer, its numbers may be anything
_FRONT_MATTER = re.compile(r"\A\ufeff?---[ \t]*\r?\n.*?\n---[ \t]*(?:\r?\n|\Z)", re.S)


class Shape(Enum):
    """What a block looks like before anybody reads it."""

    PROSE = auto()
    HEADING = auto()
    FURNITURE = auto()


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of the document's text, and the number at its head."""

    start: int
    end: int
    number: str
    shape: Shape


def blocks(text: str) -> list[Block]:
    """The text cut into blocks in order; together they hold every word of it."""
    found: list[Block] = []
    body_from = 0
    if front := _FRONT_MATTER.match(text):
        found.append(Block(front.start(), len(text[: front.end()].rstrip()), "", Shape.FURNITURE))
        body_from = front.end()
    kept, furniture = lines(text, body_from)
    found += [Block(piece.start, piece.end, "", Shape.FURNITURE) for piece in furniture]
    open_from = 0
    wide = wrapped_width(kept)
    for i, line in enumerate(kept):
        following = kept[i + 1] if i + 1 < len(kept) else None
        if following is None or not continues(kept[open_from : i + 1], following, wide):
            found += _block(text, kept[open_from].start, line.end, alone=len(kept) == 1)
            open_from = i + 1
    return _without_overlap(sorted(found, key=lambda block: (block.start, block.shape is Shape.FURNITURE)))


def _without_overlap(found: list[Block]) -> list[Block]:
    """The blocks without furniture that a paragraph holds already, because it goes on over a page break."""
    kept: list[Block] = []
    for block in found:
        if kept and block.start < kept[-1].end:
            continue
        kept.append(block)
    return kept


def _block(text: str, start: int, end: int, *, alone: bool) -> list[Block]:
    piece = text[start:end]
    if title_ends := title_line(piece):
        text_from = start + title_ends + len(piece[title_ends:]) - len(piece[title_ends:].lstrip())
        return [*shaped(text, start, start + title_ends), *_block(text, text_from, end, alone=False)]
    if (len(piece) > RUN_ON and CELLS not in piece[:200]) or alone:
        parts = split_run_on(piece)
        if len(piece) > RUN_ON or len(parts) >= _FEW:
            return [block for first, last in parts for block in shaped(text, start + first, start + last)]
    return shaped(text, start, end)


def shaped(text: str, start: int, end: int) -> list[Block]:
    """A stretch of text as blocks none of which is too long to be a proof."""
    piece = text[start:end]
    marker = MARKER.match(piece)
    number = marker["number"].strip("()") if marker else ""
    item = number[:1].isdigit() and piece[0] not in "-•"
    heading = bool(_HEADING.match(piece)) or (len(piece) <= 120 and looks_like_heading(piece, item))
    shape = Shape.HEADING if heading else Shape.PROSE
    if len(piece) <= LONGEST or (CELLS in piece and len(piece) <= _LONGEST_ROW):
        return [Block(start, end, number, shape)]
    return [Block(start + first, start + last, number, Shape.PROSE) for first, last in split_long(piece)]
