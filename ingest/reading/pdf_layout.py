"""From the lines of pages to running text: columns are parted, what a line's or page's end cut is joined."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from ingest.reading.source import tidy
from rag.minutes import CELLS

_WIDE = 2.0
"""A gap of so many line heights parts columns by itself; a smaller one where a column begins beside it."""
_ALIGNED = 0.35
_NEIGHBOURS = 4
_PARAGRAPH_GAP = 1.25
_FULL = 40
"""Characters that a line must have to count as one that ended for want of room."""
_TAIL = 80
"""Characters looked back at; the longest documents would take for ever otherwise."""
_MARKER = re.compile(r"(?:\(?(?:\d+(?:\.\d+)*|\d+/\d+|[A-Za-z]|[ivxlcIVXLC]+)[.):]*|[^\w\s]{1,2}|[\ue000-\uf8ff])$")
_BEGINS = re.compile(r"- |\(?(?:\d+(?:[./]\d+)*|[A-Za-z]|[ivxlc]+)[.)]\s|\d+(?:[./]\d+)*\s")
_SENTENCE_END = re.compile(r"[.!?:;][\"'”’)\]]*$")
_HYPHENATED = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)+")
_CUT_WORD = re.compile(r"([^\W\d_]+)\ufffe([^\W\d_]+)")


class Box(NamedTuple):
    """A rectangle in points, from the page's lower left corner."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def height(self) -> float:
        """From its bottom to its top."""
        return self.top - self.bottom

    def begins(self, other: "Box") -> bool:
        """Whether `other` goes on to the right of it on the same line."""
        shared = min(self.top, other.top) - max(self.bottom, other.bottom)
        return shared > 0.5 * min(self.height, other.height) and other.left > self.right - 2


class Gap(NamedTuple):
    """White space from text[end] to text[start], of a width in points, the next word beginning at x."""

    end: int
    start: int
    width: float
    x: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of a page; `first` and `last` are the boxes of its first and last characters, where they are known.

    `confidence` is how sure OCR was of it, None where it stood in a text layer; `row` says that it is a table's row.
    """

    text: str
    first: Box | None = None
    last: Box | None = None
    gaps: tuple[Gap, ...] = ()
    confidence: float | None = None
    row: bool = False

    @property
    def box(self) -> Box | None:
        """The rectangle from its first to its last character."""
        if not self.first or not self.last:
            return None
        bottom, top = min(self.first.bottom, self.last.bottom), max(self.first.top, self.last.top)
        return Box(left=self.first.left, bottom=bottom, right=self.last.right, top=top)

    @property
    def height(self) -> float:
        """The height of its larger end, so that a superscript doesn't count; 0 if unknown."""
        return max((box.height for box in (self.first, self.last) if box), default=0.0)

    @property
    def slants(self) -> bool:
        """Whether it rises across the page, as a watermark does."""
        return bool(self.first and self.last and self.last.bottom - self.first.bottom > self.first.height)

    @property
    def columns(self) -> list[float]:
        """Where a column begins on it for certain."""
        return [gap.x for gap in self.gaps if gap.width > _WIDE * self.height]

    def parted(self, columns: Sequence[float]) -> str:
        """Its text with " | " at wide gaps and at gaps before one of `columns`, but not after a list's number."""
        parts: list[str] = []
        begun = 0
        usual = max(_ALIGNED * self.height, 1.5 * median([gap.width for gap in self.gaps] or [0]))
        for gap in self.gaps:
            aligned = gap.width > usual and any(abs(gap.x - column) < 1.5 for column in columns)
            marker = not parts and _MARKER.match(self.text[: gap.end].strip())
            if (aligned or gap.width > _WIDE * self.height) and not marker:
                parts.append(self.text[begun : gap.end])
                begun = gap.start
        return CELLS.join([*parts, self.text[begun:]])


class Standing(NamedTuple):
    """text[start:end] is what became of the line, on a page counted from 0."""

    start: int
    end: int
    page: int
    line: Line


class RunningText(NamedTuple):
    """The text of all pages, the offset in it at which each page begins, and its lines."""

    text: str
    pages: tuple[int, ...]
    lines: tuple[Standing, ...]


def assembled(pages: Sequence[Sequence[Line]]) -> RunningText:
    """The pages as one text: columns parted, paragraphs a blank line apart, sentences going on over page ends."""
    pages = [_in_columns(_whole(page)) for page in pages]
    compounds = set(_HYPHENATED.findall(" ".join(line.text for page in pages for line in page).casefold()))
    text, starts, standing, full = "", list[int](), list[Standing](), False
    for index, page in enumerate(pages):
        pitch, right = _pitch(page), max((line.last.right for line in page if line.last), default=0.0)
        before: Line | None = None
        starts.append(-1)
        for line in page:
            words = _mended(line.text, compounds)
            if not words:
                continue
            if before:
                gap = "\n\n" if _is_apart(before, line, pitch) else "\n"
            else:
                gap = "\n" if _goes_on(text[-_TAIL:], words, full) and not line.row else "\n\n"
            if text:
                text += gap
            if starts[-1] < 0:
                starts[-1] = len(text)
            standing.append(Standing(len(text), len(text) + len(words), index, line))
            text += words
            before = line
            full = len(words) > _FULL and line.last is not None and line.last.right > 0.9 * right
    return RunningText(text, _filled(starts, len(text)), tuple(standing))


def _filled(starts: Iterable[int], end: int) -> tuple[int, ...]:
    """An empty page begins where the next one does."""
    filled = []
    for start in reversed(list(starts)):
        end = start if start >= 0 else end
        filled.append(end)
    return tuple(reversed(filled))


def _whole(page: Sequence[Line]) -> list[Line]:
    """The page's lines, those made one that pdfium breaks off in the middle, as after a superscript."""
    whole: list[Line] = []
    for line in page:
        before = whole[-1] if whole else None
        if before and before.last and line.first and not line.row and before.last.begins(line.first):
            whole[-1] = _one(before, line, line.first.left - before.last.right, line.first.left)
        else:
            whole.append(line)
    return whole


def _one(before: Line, line: Line, width: float, x: float) -> Line:
    text = before.text.rstrip()
    between = " " if width > 0.2 * line.height else ""
    begun = len(text) + len(between)
    indent = len(line.text) - len(line.text.lstrip())
    shifted = (gap._replace(end=gap.end + begun - indent, start=gap.start + begun - indent) for gap in line.gaps)
    return Line(
        text=text + between + line.text[indent:],
        first=before.first,
        last=line.last,
        gaps=(*before.gaps, *([Gap(end=len(text), start=begun, width=width, x=x)] if between else []), *shifted),
        confidence=min(before.confidence or 0, line.confidence or 0) or None,
    )


def _in_columns(page: Sequence[Line]) -> list[Line]:
    """The lines with their columns parted, also where a long cell leaves little room before the next."""
    columns = [line.columns for line in page]
    parted = []
    for index, line in enumerate(page):
        near = columns[max(0, index - _NEIGHBOURS) : index + _NEIGHBOURS + 1]
        parted.append(replace(line, text=line.parted([x for places in near for x in places])))
    return parted


def _drop(before: Line, line: Line) -> float | None:
    """How far below `before` the line stands, in points; None where that isn't known."""
    return before.last.bottom - line.first.bottom if before.last and line.first else None


def _pitch(page: Sequence[Line]) -> float:
    """The usual distance from line to line; 0 if unknown."""
    drops = (_drop(before, line) for before, line in pairwise(page))
    return median([drop for drop in drops if drop is not None and drop > 0] or [0.0])


def _is_apart(before: Line, line: Line, pitch: float) -> bool:
    """Whether a blank line belongs between: a table's row, a gap larger than usual, or a jump up the page."""
    if before.row or line.row:
        return True
    drop = _drop(before, line)
    if drop is None:
        return False
    usual = min(pitch, 1.6 * max(before.height, line.height)) or pitch
    return drop > _PARAGRAPH_GAP * usual or drop < -0.5 * line.height


def _goes_on(tail: str, words: str, full: bool) -> bool:
    """Whether a page begins in the middle of a sentence: in lower case, or after a last line that had no room left."""
    if not tail or _SENTENCE_END.search(tail) or _BEGINS.match(words):
        return False
    return words[0].islower() or (full and not words.isupper())


def _mended(text: str, compounds: set[str]) -> str:
    """The line tidied, and whole again the words that pdfium marks as cut at a line's end."""

    def whole(cut: re.Match[str]) -> str:
        keeps = not cut[2][0].islower() or f"{cut[1]}-{cut[2]}".casefold() in compounds
        return f"{cut[1]}-{cut[2]}" if keeps else cut[1] + cut[2]

    return tidy(_CUT_WORD.sub(whole, text).replace("\ufffe", "-").replace("\x02", "-"))
