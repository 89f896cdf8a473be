"""From a text to its blocks: one block a paragraph, whatever the file did to the lines. Nothing is left out."""

import re
import statistics
from dataclasses import dataclass, replace
from enum import Enum, auto

from rag.minutes import readable
from rag.sentences import sentences

# characters: about 256 word pieces, what the default embedding model reads, and what a reader checks at a glance
LONGEST = 1200
RUN_ON = 1500  # characters: a block longer than this is looked through for item numbers of its own

MARKER = re.compile(
    r"""(?x)^[ \t>]*(?:\#{1,6}[ ]+)?(?:[-•–*\\]+[ \t]+)?(?:[*_]{1,3})?(?:MOTION:\ |ITEM:\ |BY-LAW\ NO\.:\ )?
    (?P<number>
        \d{1,3}/\d{2,4}(?:[./]\d{1,2})?      # 73/17
      | \d{1,3}(?:\.\d{1,2}){1,3}            # 4.1
      | \d{1,3}(?=[ \t]*\\?[.):]|[ \t]*[*_]*[ \t]+(?:[A-Z“"*<]|\d{4}[/ ]))   # 4. or 4 TITLE
      | \(?(?:[ivxl]{1,6}|[a-zA-Z])(?=\))     # (iii) a)
      | [ivxl]{1,6}(?=[.])                    # iii.
      | \((?:\d{1,2})(?=\))
      | \d{1,3}[A-Z]?(?=[ ]\|)                # a row: 4 | TITLE
      | (?:(?<=MOTION:\ )|(?<=ITEM:\ )|(?<=BY-LAW\ NO.:\ ))[\w/-]{1,10}(?=[ ]\|)
    )
    (?:[*_]*\\?[.):]{1,2}[*_]*)?(?=\s|[*_]|[A-Z]|$)"""
)
_BULLET = re.compile(r"^[ \t]*(?:[-•·–]|\\?\*)[ \t]+\S")
_HEADING = re.compile(r"^#{1,6} \S")
_FRONT_MATTER = re.compile(r"\A\ufeff?---[ \t]*\r?\n.*?\n---[ \t]*(?:\r?\n|\Z)", re.S)
_FURNITURE = re.compile(
    r"^(?:-{3,}|\*?<small>.*</small>\*?|\*{0,2}(?:page )?\d{1,4}(?: (?:of|/) \d{1,4})?\*{0,2})$", re.I
)
_LINE = re.compile(r"(?:(?!</(?:tr|td|th|p|li|div|table)>|<br)[^\r\n])+")  # a tag that ends a block ends a line
_TERMINAL = re.compile(r"[.?!:;][\"”’')*_\]]*$")
_LABEL_ENDS = re.compile(r":[*_]*$")


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
    if _BULLET.match(following.text):
        return False
    if len(block) == 1 and _only_marker(last):
        return True
    terminal = bool(_TERMINAL.search(bare))
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
    if len(piece) > RUN_ON and " | " not in piece[:200]:
        return [block for first, last in _split_run_on(piece) for block in _shaped(text, start + first, start + last)]
    return _shaped(text, start, end)


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
    short = len(title.split()) <= 12 and not re.search(r"(?<!\b[A-Z])(?<!Cllr)(?<!Mrs)(?<!M[rs])(?<!St)[.?!;]\s", title)
    return short and (bold or (numbered and title[:1].isupper() and not title.startswith(("That ", "The "))))


def split_long(piece: str) -> list[tuple[int, int]]:
    """A long paragraph as runs of whole sentences of about half the longest length, so that a reader can check each."""
    spans = [part for span in sentences(piece) for part in _hard_split(piece, *span)]
    runs: list[tuple[int, int]] = []
    first, last = spans[0]
    for start, end in spans[1:]:
        if end - first > LONGEST * 0.6:
            runs.append((first, last))
            first = start
        last = end
    return [*runs, (first, last)]


def _hard_split(piece: str, start: int, end: int) -> list[tuple[int, int]]:
    """A sentence longer than a paragraph may be is cut at semicolons, else at spaces."""
    parts = []
    while end - start > LONGEST:
        window = piece[start : start + LONGEST]
        cut = max(window.rfind("; "), window.rfind("\n"), window.rfind(" | "))
        if cut < LONGEST // 3:
            cut = window.rfind(" ")
        if cut <= 0:
            cut = LONGEST - 1
        parts.append((start, start + cut + 1))
        start += cut + 1
        while start < end and piece[start].isspace():
            start += 1
    return [*parts, (start, end)] if start < end else parts


_INLINE_NUMBER = re.compile(
    r"(?<=\s)(?:\*\*)?(?P<number>\d{1,3}/\d{2}(?:\.\d{1,2})?|\d{1,2}(?:\.\d{1,2}){0,2})(?P<stop>\\?[.):])?[*]*\s+(?=[*]*[A-Z“\"(])"
)


def _split_run_on(piece: str) -> list[tuple[int, int]]:
    """One long line cut before each number that follows in the order of items: 1, 2, 2.1, 2.2, 3 ..."""
    cuts = [0]
    head = MARKER.match(piece)
    top, sub = _levels(head["number"]) if head else (0, 0)
    for match in _INLINE_NUMBER.finditer(piece):
        number = match["number"]
        next_top, next_sub = _levels(number)
        if "." not in number and "/" not in number and not match["stop"] and not _ends_clause(piece, match.start()):
            continue
        goes_on = next_top == top + 1 or (next_top == top and next_sub == sub + 1)
        starts = top == 0 and len(cuts) == 1 and next_top < 200 and (match["stop"] or "/" in number)
        skips = top and top < next_top <= top + 2 and match["stop"]
        if goes_on or starts or skips:
            cuts.append(match.start())
            top, sub = next_top, next_sub
    ends = [*cuts[1:], len(piece)]
    return [
        (first, first + len(piece[first:last].rstrip()))
        for first, last in zip(cuts, ends, strict=True)
        if piece[first:last].strip()
    ]


def _ends_clause(piece: str, at: int) -> bool:
    return piece[:at].rstrip()[-1:] in (".", ":", ")", "-", "?", "!")


def _levels(number: str) -> tuple[int, int]:
    parts = re.split(r"[./]", number.strip("()"))
    if not parts[0].isdigit():
        return 0, 0
    return int(parts[0]), int(parts[1]) if len(parts) > 1 and "/" not in number and parts[1].isdigit() else 0


def is_label(words: str) -> bool:
    """Whether words introduce what follows rather than say something: they end with a colon."""
    return bool(_LABEL_ENDS.search(words.strip()))
