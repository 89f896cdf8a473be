"""From a text to its lines, without page furniture, and which line goes on with the paragraph before it."""

import re
import statistics
from dataclasses import dataclass

from ingest.parsing.layout.headings import TERMINAL
from ingest.parsing.layout.labels import VOTED, opens_a_list
from ingest.parsing.layout.pages import running_heads
from ingest.parsing.layout.runs import MARKER, only_marker
from rag.minutes import CELLS, readable

_BULLET = re.compile(r"^[ \t]*(?:[-•·–]|\\?\*)[ \t]+\S")
_HEADING = re.compile(r"^#{1,6} \S")
_FURNITURE = re.compile(
    r"^(?:-{3,}|\*?<small>.*</small>\*?|\*{0,2}(?:page )?\d{1,4}(?: (?:of|/) \d{1,4})?\*{0,2})$", re.I
)
_LINE = re.compile(  # a tag that ends a block ends a line
    r"</(?:tr|td|th|p|li|div|table)>|<br\s*/?>|(?P<line>(?:(?!</(?:tr|td|th|p|li|div|table)>|<br\s*/?>)[^\r\n\v\f\x85\u2028\u2029])+)"
)
_LEAVES_OPEN = re.compile(r"\([^()]{1,12}$|\b(?:Mr|Mrs|Ms|Dr|Cllr|Clr|Cmhlr)\.$")  # a name goes on: "(Ms. M."
_NUMBER_FOLLOWS = re.compile(r"\b(?:[Nn]o|[Pp]art|of|and|approve)$")
_TAGS_BEFORE = re.compile(r"(?:<[a-zA-Z/][^<>]*>\s*|&nbsp;\s*)+")
_TAGS_BEHIND = re.compile(r"(?:\s*<[a-zA-Z/][^<>]*>|\s*&nbsp;)+$")
_DECIDES = re.compile(r"(?:RESOLVED|Resolved)\b\W{0,3}(?::|[Tt]hat\b|[Tt]o\b)")
_ABSENT = re.compile(r"(?i)(?:absent|excused|recused?|not voting)\b")
_LISTS = 5  # lines of a vote's lists, above that of those who were away
_FIGURE = re.compile(r"\d+\.\d+\s+[a-z]")  # "1.5 degrees": the sentence before goes on
_PLAIN_LINE = re.compile(r"(?P<line>[^\r\n\v\f\x85\u2028\u2029]+)")
_BREAK = re.compile(r"\r\n?|[\n\v\f\x85\u2028\u2029]")
LABELLED_ROW = re.compile(r"[^:|\n]{1,40}:\s[^|\n]*\s\|\s[^:|\n]{1,40}:(?:\s|$)")  # Payee: Ash Ltd | Amount: £40


@dataclass(slots=True)
class Line:
    """A line with words; `text` is without the white space around it."""

    start: int
    end: int
    text: str
    gap: bool  # an empty line or a page break stands before it
    page_break: bool


@dataclass(slots=True)
class Furniture:
    """A stretch of page breaks, page numbers and running heads."""

    start: int
    end: int


def lines(text: str, start: int) -> tuple[list[Line], list[Furniture]]:
    """The lines from `start` on, in order, and the page furniture between them."""
    found: list[Line] = []
    furniture: list[Furniture] = []
    gap = page_break = after_rule = False
    last_end = start
    heads = running_heads(text)
    for match in (_LINE if "<" in text else _PLAIN_LINE).finditer(text, start):
        line = match["line"]
        if line is None:
            gap = True
            continue
        content = line.strip()
        gap = gap or len(_BREAK.findall(text, last_end, match.start())) > 1
        last_end = match.end()
        if not content:
            gap = True
            continue
        at = match.start() + line.index(content)
        number = content.strip("*").isdigit()
        if at in heads or (_FURNITURE.match(content) and (after_rule or not number)):
            if page_break:
                furniture[-1].end = at + len(content)
            else:
                furniture.append(Furniture(at, at + len(content)))
            gap = page_break = True
            after_rule = content.startswith("--") or "<small>" in content
            continue
        after_rule = False
        if not content[0].isalnum() and not readable(content):
            gap = True
            continue
        first, last = _between_tags(content)
        found.append(Line(at + first, at + last, content[first:last], gap or not found, page_break))
        gap = page_break = False
    return found, furniture


def _between_tags(content: str) -> tuple[int, int]:
    """Where a line's words begin and end, without the tags around them; the whole line where it has no other words."""
    if "<" not in content and "&" not in content:
        return 0, len(content)
    before, behind = _TAGS_BEFORE.match(content), _TAGS_BEHIND.search(content)
    first, last = before.end() if before else 0, behind.start() if behind else len(content)
    return (first, last) if first < last else (0, len(content))


def wrapped_width(found: list[Line]) -> int | None:
    """The length at which the file breaks its lines, or None where a line is a whole paragraph."""
    lengths = sorted(len(line.text) for line in found if len(line.text) > 30)
    if len(lengths) < 8:
        return None
    wide = lengths[int(len(lengths) * 0.9)]
    return wide if wide <= 130 and statistics.median(lengths) > 0.45 * wide else None


def continues(block: list[Line], following: Line, wide: int | None) -> bool:
    """Whether the following line belongs to the paragraph so far."""
    last = block[-1].text
    bare = last.strip("*_ \\")
    nxt = following.text.strip("*_ ")
    if _HEADING.match(following.text) or _HEADING.match(last) or (following.gap and CELLS in following.text):
        return False
    if LABELLED_ROW.match(following.text):
        return False
    terminal = bool(TERMINAL.search(bare)) and not _LEAVES_OPEN.search(bare)
    if (terminal or bare[-1:].isdigit()) and _DECIDES.match(nxt):
        return False
    if not terminal and not following.gap and bare[-1:].islower() and _FIGURE.match(following.text):
        return True
    if not following.gap and _ABSENT.match(nxt) and any(VOTED.match(line.text) for line in block[-_LISTS:]):
        return True  # who was away stands below who voted how
    if MARKER.match(following.text) and (following.gap or not _NUMBER_FOLLOWS.search(bare)):
        return False
    if _BULLET.match(following.text) or opens_a_list(following.text):
        return False
    if len(block) == 1 and only_marker(last):
        return True
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


def _double_spaced(block: list[Line], following: Line) -> bool:
    return following.gap and len(block) > 1 and all(line.gap for line in block[1:])
