"""From a text to its blocks: one block a paragraph, whatever the file did to the lines. Nothing is left out."""

import re
import statistics
from dataclasses import dataclass, replace
from enum import Enum, auto

from ingest.parsing.labels import opens_a_list
from ingest.parsing.runs import LONGEST, MARKER, RUN_ON, split_long, split_run_on
from rag.minutes import readable

_BULLET = re.compile(r"^[ \t]*(?:[-•·–]|\\?\*)[ \t]+\S")
_HEADING = re.compile(r"^#{1,6} \S")
_FRONT_MATTER = re.compile(r"\A\ufeff?---[ \t]*\r?\n.*?\n---[ \t]*(?:\r?\n|\Z)", re.S)
_FURNITURE = re.compile(
    r"^(?:-{3,}|\*?<small>.*</small>\*?|\*{0,2}(?:page )?\d{1,4}(?: (?:of|/) \d{1,4})?\*{0,2})$", re.I
)
_LINE = re.compile(r"(?:(?!</(?:tr|td|th|p|li|div|table)>|<br)[^\r\n])+")  # a tag that ends a block ends a line
_TERMINAL = re.compile(r"[.?!:;][\"”’')*_\]]*$")
_LEAVES_OPEN = re.compile(r"\([^()]{1,12}$|\b(?:Mr|Mrs|Ms|Dr|Cllr|Clr|Cmhlr)\.$")  # a name goes on: "(Ms. M."
_TITLE_ENDS_OPEN = re.compile(r"(?:[,&–-]|\b(?:and|of|the|to|by|for|in|at|on|from|with|or))$", re.I)
_SENTENCE_WORDS = 8  # a numbered line with more words and a full stop says something; with fewer it may be a title
_TOPIC = re.compile(r"(?:To|Notice|Minutes|Matters|Apologies|Adoption)\b|.*\b[A-Z]\.$")
_SAYS = re.compile(
    r"^(?:resolved|agreed|noted)\b|£\s?\d|\b(?:was|were|is|are|has|have|had|will|would|said|heard|reported|noted|agreed|"
    r"resolved|decided|asked|thanked|explained|stated|advised|gave|felt|told|confirmed)\b",
    re.I,
)


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


@dataclass(slots=True)
class _Line:
    start: int
    end: int
    text: str
    gap: bool  # an empty line or a page break stands before it
    page_break: bool


def blocks(text: str) -> list[Block]:
    """The text cut into blocks in order; together they hold every word of it."""
    found: list[Block] = []
    body_from = 0
    if front := _FRONT_MATTER.match(text):
        found.append(Block(front.start(), len(text[: front.end()].rstrip()), "", Shape.FURNITURE))
        body_from = front.end()
    lines, furniture = _lines(text, body_from)
    found += furniture
    open_from = 0
    wide = _wrapped_width(lines)
    for i, line in enumerate(lines):
        following = lines[i + 1] if i + 1 < len(lines) else None
        if following is None or not _continues(lines[open_from : i + 1], following, wide):
            found += _block(text, lines[open_from].start, line.end)
            open_from = i + 1
    return _without_overlap(sorted(found, key=lambda block: block.start))


def _without_overlap(found: list[Block]) -> list[Block]:
    """The blocks without furniture that a paragraph holds already, because it goes on over a page break."""
    kept: list[Block] = []
    for block in found:
        if kept and block.start < kept[-1].end:
            continue
        kept.append(block)
    return kept


def _lines(text: str, start: int) -> tuple[list[_Line], list[Block]]:
    lines: list[_Line] = []
    furniture: list[Block] = []
    gap = page_break = False
    after_rule = False
    for match in _LINE.finditer(text, start):
        line = match.group()
        content = line.strip()
        between = text[lines[-1].end if lines else start : match.start()]
        gap = gap or between.count("\n") > 1 or "<" in between
        if not content:
            gap = True
            continue
        at = match.start() + line.index(content)
        number = content.strip("*").isdigit()
        if _FURNITURE.match(content) and (after_rule or not number):
            if page_break:
                furniture[-1] = replace(furniture[-1], end=at + len(content))
            else:
                furniture.append(Block(at, at + len(content), "", Shape.FURNITURE))
            gap = page_break = True
            after_rule = content.startswith("--") or "<small>" in content
            continue
        after_rule = False
        if not readable(content):
            continue
        lines.append(_Line(at, at + len(content), content, gap or not lines, page_break))
        gap = page_break = False
    return lines, furniture


def _wrapped_width(lines: list[_Line]) -> int | None:
    """The length at which the file breaks its lines, or None where a line is a whole paragraph."""
    lengths = sorted(len(line.text) for line in lines if len(line.text) > 30)
    if len(lengths) < 8:
        return None
    wide = lengths[int(len(lengths) * 0.9)]
    return wide if wide <= 130 and statistics.median(lengths) > 0.45 * wide else None


def _continues(block: list[_Line], following: _Line, wide: int | None) -> bool:
    """Whether the following line belongs to the paragraph so far."""
    last = block[-1].text
    bare = last.strip("*_ \\")
    nxt = following.text.strip("*_ ")
    if _HEADING.match(following.text) or _HEADING.match(last) or (following.gap and " | " in following.text):
        return False
    if MARKER.match(following.text) and (following.gap or not bare.endswith(("No", "no", "Part", "of", "and"))):
        return False
    if _BULLET.match(following.text) or opens_a_list(following.text):
        return False
    if len(block) == 1 and _only_marker(last):
        return True
    terminal = bool(_TERMINAL.search(bare)) and not _LEAVES_OPEN.search(bare)
    if not following.gap:
        return True
    if nxt[:1].islower() and not terminal and not (len(bare) < 40 and bare.isupper()):
        return True
    if bare.endswith((",", " and", " of", " the", " to", " by", "&")) and not bare.isupper():
        return True
    if bare.isupper() and nxt.split("  ")[0].isupper() and wide and not terminal and not following.page_break:
        return len(bare) < 0.9 * wide and (bare.endswith((",", " OF", " AT", " THE", " IN", " ON")) or " " not in bare)
    if wide is None:
        return False
    full = len(last) >= 0.72 * wide
    if terminal:
        return full and len(last) >= 0.9 * wide and not following.page_break and _double_spaced(block, following)
    one_bold_word = re.fullmatch(r"\*\*\S+\*\*", last) is not None
    return full or one_bold_word


def _double_spaced(block: list[_Line], following: _Line) -> bool:
    return following.gap and len(block) > 1 and all(line.gap for line in block[1:])


def _only_marker(line: str) -> bool:
    match = MARKER.match(line)
    return match is not None and not line[match.end() :].strip("*_.): \t\\")


def _block(text: str, start: int, end: int) -> list[Block]:
    piece = text[start:end]
    if title_ends := _title_line(piece):
        text_from = start + title_ends + len(piece[title_ends:]) - len(piece[title_ends:].lstrip())
        return [*_shaped(text, start, start + title_ends), *_shaped(text, text_from, end)]
    if len(piece) > RUN_ON and " | " not in piece[:200]:
        return [block for first, last in split_run_on(piece) for block in _shaped(text, start + first, start + last)]
    return _shaped(text, start, end)


def _title_line(piece: str) -> int:
    """Where the numbered title ends that stands on a line above its text; 0 where the lines are one title or text."""
    title, _, below = piece.partition("\n")
    if _only_marker(title):
        next_line, _, below = below.lstrip().partition("\n")
        title = piece[: piece.index(next_line, len(title)) + len(next_line)]
    title, below = title.rstrip(), below.lstrip()
    marker = MARKER.match(title)
    if not below.lstrip("*_")[:1].isupper() or len(piece) > 120 or readable(below).isupper():
        return 0
    numbered = marker and marker["number"][:1].isdigit() and title[marker.end() :].strip("*_.): \t\\")
    if (
        not numbered
        or not _looks_like_heading(title, True)
        or _SAYS.search(title)
        or _TITLE_ENDS_OPEN.search(title.strip("*_ "))
    ):
        return 0
    return len(title) if _TERMINAL.search(below) or opens_a_list(below) else 0


def _shaped(text: str, start: int, end: int) -> list[Block]:
    piece = text[start:end]
    marker = MARKER.match(piece)
    number = marker["number"].strip("()") if marker else ""
    item = number[:1].isdigit() and piece[0] not in "-•"
    heading = bool(_HEADING.match(piece)) or (len(piece) <= 120 and _looks_like_heading(piece, item))
    shape = Shape.HEADING if heading else Shape.PROSE
    if len(piece) <= LONGEST:
        return [Block(start, end, number, shape)]
    return [Block(start + first, start + last, number, Shape.PROSE) for first, last in split_long(piece)]


def _looks_like_heading(piece: str, numbered: bool) -> bool:
    words = readable(piece)
    letters = [c for c in words if c.isalpha()]
    if not letters or (words.endswith((".", "?", "!", ";", ",")) and not numbered):
        return False
    title = MARKER.sub("", words).strip(" .:")
    if not title:
        return False
    if all(c.isupper() for c in letters) and len(letters) > 3:
        return True
    bold = re.fullmatch(r"\s*(?:\*\*|__)[^*]+(?:\*\*|__)\s*:?\s*", piece) is not None
    if numbered and words.endswith(".") and _is_sentence(title):
        return False
    short = len(title.split()) <= 12 and not re.search(r"(?<!\b[A-Z])(?<!Cllr)(?<!Mrs)(?<!M[rs])(?<!St)[.?!;]\s", title)
    return short and (bold or (numbered and title[:1].isupper() and not title.startswith(("That ", "The "))))


def _is_sentence(title: str) -> bool:
    """Whether the words of a numbered line say something: a verb, an amount, or many words that aren't capitalised."""
    words = title.split()
    many = len(words) > _SENTENCE_WORDS and sum(word[0].isupper() for word in words) * 2 <= len(words)
    return bool(_SAYS.search(title)) or (many and not _TOPIC.match(title))
