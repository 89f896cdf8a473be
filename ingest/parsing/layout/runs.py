"""The number at a paragraph's head, and cutting what is too long: at numbers that go on, at sentences, at spaces."""

import re

from rag.minutes import CELLS
from rag.sentences import sentences

# characters: about 256 word pieces, what the default embedding model reads, and what a reader checks at a glance
LONGEST = 1200
RUN_ON = 1500  # characters: a block longer than this is looked through for item numbers of its own

MARKER = re.compile(
    r"""(?x)^[ \t>]*(?:\#{1,6}[ ]+)?(?:[-•–*\\]+[ \t]+)?(?:[*_]{1,3})?
    (?:MOTION:\ |ITEM:\ |BY-LAW\ NO\.:\ |Item\ (?=\d+/))?
    (?!\d{1,2}[.:]\d\d[ ]?(?:[AaPp]\.?[ ]?[Mm]\b|hrs))      # 7.30 p.m. is no number
    (?P<number>
        \d{1,3}/\d{1,2}/\d{1,2}/\d{1,2}        # 16/10/6/1
      | \d{1,3}/\d{2,4}(?:[./]\d{1,2})?      # 73/17
      | \d{1,3}(?:\.\d{1,2}){1,3}            # 4.1
      | \d{1,3}   # 4. or 4 TITLE
          (?=[*_]{0,3}[ \t]*\\?[.):]|[ \t]*[*_]*[ \t]+(?:[A-Z“"*<]|\d{4}[/ ]))
      | \(?(?:[ivxl]{1,6}|[a-zA-Z])(?=\))     # (iii) a)
      | [ivxl]{1,6}(?=[.])                    # iii.
      | \((?:\d{1,2})(?=\))
      | \d{1,3}[A-Z]?(?=[ ]\|)                # a row: 4 | TITLE
      | (?:(?<=MOTION:\ )|(?<=ITEM:\ )|(?<=BY-LAW\ NO.:\ ))[\w/-]{1,10}(?=[ ]\|)
    )
    (?:[*_]*\\?[.):]{1,2}[*_]*)?(?=\s|[*_]|[A-Z]|$)"""
)


def only_marker(line: str) -> bool:
    """Whether a line is a number and nothing else."""
    match = MARKER.match(line)
    return match is not None and not line[match.end() :].strip("*_.): \t\\")


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
        cut = max(window.rfind("; "), window.rfind("\n"), window.rfind(CELLS))
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
_INLINE_PEOPLE = re.compile(r"(?<=\s)(?:PRESENT|Present)\s*:")


def split_run_on(piece: str) -> list[tuple[int, int]]:
    """One long line cut before each number that follows in the order of items: 1, 2, 2.1, 2.2, 3 ..."""
    head = MARKER.match(piece)
    people = None if head else _INLINE_PEOPLE.search(piece, 1)
    cuts = [0, people.start()] if people else [0]
    before_items = len(cuts)
    top, sub = _levels(head["number"]) if head else (0, 0)
    for match in _INLINE_NUMBER.finditer(piece):
        number = match["number"]
        next_top, next_sub = _levels(number)
        if "." not in number and "/" not in number and not match["stop"] and not _ends_clause(piece, match.start()):
            continue
        goes_on = next_top == top + 1 or (next_top == top and next_sub == sub + 1)
        starts = top == 0 and len(cuts) == before_items and next_top < 200 and (match["stop"] or "/" in number)
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
