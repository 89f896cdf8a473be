"""From blocks to agenda items: which block opens an item, which is a point under it, and what introduces what."""

import re
from dataclasses import dataclass, field, replace

from ingest.parsing.blocks import Block, Shape
from ingest.parsing.decisions import kind_of
from ingest.parsing.labels import ATTENDANCE_LABEL, DECISION_LABEL, VOTE_LABEL, is_label
from ingest.parsing.runs import LONGEST
from rag.minutes import Kind, readable

_MOVED = re.compile(r"(?i)^\W*(?:proposed|seconded|moved|and (?:was )?(?:resolved|seconded))\b")
_QUOTED_MOTION = re.compile(r"(?i)^\W*(?:seconded|proposed|and\b|that\b)|^[*_ ]*[“\"]")
_TITLE = re.compile(
    r"^(?P<title>(?:[^.?!]|(?<=\b[A-Z])\.|(?<=Cllr)\.|(?<=Mr)\.){3,80}?)(?::-?|\s[-–—]\s|\s?\.\s|\.?$)(?=\s|$)"
)
_BULLETED = re.compile(r"^\s*(?:[-•·–¢*]|\\\*)\s")
_SHORT_POINT = 100  # characters: a shorter point says little without the words that introduce the list
_SHORT_LIST = 600
_SCRAP = 45  # characters
_RUN = 4  # scraps in a row: fewer may be headings
_ROW_OF_PEOPLE = re.compile(r"^(?:[A-Z &]*PRESENT|[A-Z ]*SERVICE|APOLOGIES|[A-Z ]*ATTENDANCE): ")
_POINT = re.compile(r"^\W*(?:\d{1,3}|[ivxl]+|[a-z])\W+\s*That\b", re.I)

_AS_FOLLOWS = re.compile(r"(?i)\bas follows\W*$")
_THAT = re.compile(r"^\W*(?:\w{1,4}\W+)?That\b|\b[Aa]greed\b")
_LETTERED = re.compile(r"(?:[ivxl]{1,6}|[a-zA-Z])$")


@dataclass(slots=True)
class Section:
    """An agenda item: the clerk's number, its title, its blocks with whether each stands under a decision."""

    number: str
    title: str
    blocks: list[tuple[Block, bool]] = field(default_factory=list)


def joined(text: str, found: list[Block]) -> list[Block]:
    """The blocks with each label ("Members present:", "And resolved:") joined to what it introduces."""
    out: list[Block] = []
    for block in _scraps_together(text, found):
        if out and (_introduces(text, out[-1], block) or _lists_on(text, out[-1], block)):
            out[-1] = replace(out[-1], end=block.end, shape=Shape.PROSE)
        else:
            out.append(block)
    return _with_their_points(text, out)


def _with_their_points(text: str, found: list[Block]) -> list[Block]:
    """The blocks with each resolution that ends "as follows:" joined to its lettered points, if all fit together."""
    out: list[Block] = []
    i = 0
    while i < len(found):
        block, after = found[i], i + 1
        if block.shape is Shape.PROSE and _resolves_as_follows(text[block.start : block.end]):
            while after < len(found) and found[after].shape is Shape.PROSE and _LETTERED.match(found[after].number):
                after += 1
            if found[after - 1].end - block.start > LONGEST:
                after = i + 1
        out.append(replace(block, end=found[after - 1].end))
        i = after
    return out


def _resolves_as_follows(piece: str) -> bool:
    words = readable(piece)
    return bool(_AS_FOLLOWS.search(words)) and (
        kind_of(piece, under_decision=False) is Kind.RESOLUTION or bool(_THAT.search(words))
    )


def _scraps_together(text: str, found: list[Block]) -> list[Block]:
    """The blocks with each run of scraps made one: a table's cells that came out as a line each, names in a column."""
    out: list[Block] = []
    run: list[Block] = []
    for block in [*found, None]:
        voting = bool(run) and _is_vote(text, run[0])
        longest = LONGEST if voting else _SHORT_LIST
        starts = block and run and (block.end - run[0].start > longest or (_is_vote(text, block) and not voting))
        if block and _is_scrap(text, block) and not starts:
            run.append(block)
            continue
        out += [replace(run[0], end=run[-1].end, shape=Shape.PROSE)] if len(run) >= _RUN else run
        run = [block] if block and _is_scrap(text, block) else []
        out += [block] if block and not run else []
    return out


def _is_vote(text: str, block: Block) -> bool:
    return bool(VOTE_LABEL.match(text[block.start : block.end]))


def _is_scrap(text: str, block: Block) -> bool:
    piece = text[block.start : block.end]
    plain = block.shape is not Shape.FURNITURE and not block.number and not piece.startswith("#")
    return (
        plain
        and len(piece) <= _SCRAP
        and not ATTENDANCE_LABEL.match(readable(piece))
        and not DECISION_LABEL.match(readable(piece))
    )


def _introduces(text: str, first: Block, second: Block) -> bool:
    if Shape.FURNITURE in (first.shape, second.shape) or second.end - first.start > LONGEST:
        return False
    if VOTE_LABEL.fullmatch(text[first.start : first.end]):
        return second.shape is Shape.PROSE and not second.number
    words, following = readable(text[first.start : first.end]), readable(text[second.start : second.end])
    listed = ATTENDANCE_LABEL.match(words) and not words.endswith(".") and second.end - second.start <= 2 * _SHORT_POINT
    if (
        second.number
        or second.shape is Shape.HEADING
        or ATTENDANCE_LABEL.match(following)
        or (following.startswith(("- ", "• ")) and not listed)
    ):
        return False
    if ATTENDANCE_LABEL.match(words):
        listed = len(following) <= 300 or "\n" in text[second.start : second.end]
        return not words.endswith(".") and listed and " | " not in following
    if DECISION_LABEL.match(words):
        return True
    if _MOVED.match(words) and not words.endswith((".", "”", '"')):
        return bool(_QUOTED_MOTION.match(following)) or is_label(words)
    return is_label(words) and not words.isupper()


def _lists_on(text: str, first: Block, second: Block) -> bool:
    """Whether the second is one more short point of a list that the first introduced or began, or a row of people."""
    if first.shape is not Shape.PROSE or second.shape is not Shape.PROSE or second.number:
        return False
    before, point = text[first.start : first.end], text[second.start : second.end]
    if _ROW_OF_PEOPLE.match(point) and (_ROW_OF_PEOPLE.match(before) or before == "MEMBERS PRESENT"):
        return second.end - first.start <= LONGEST
    if VOTE_LABEL.match(point) and VOTE_LABEL.match(before):
        return second.end - first.start <= LONGEST
    last_line = before.rpartition("\n")[2].strip()
    listing = _BULLETED.match(last_line) or is_label(last_line) or last_line.endswith(" -")
    if not _BULLETED.match(point) or not listing or (first.number and not is_label(last_line)):
        return False
    return len(point) <= _SHORT_POINT and second.end - first.start <= _SHORT_LIST


def sections(text: str, found: list[Block]) -> list[Section]:
    """The agenda items in order; the first holds what stands before any item."""
    outline = _Outline(text)
    for block in found:
        outline.add(block)
    return [section for section in outline.sections if section.blocks]


class _Outline:
    """The sections so far, and what the blocks before tell about the next one."""

    def __init__(self, text: str) -> None:
        self.sections = [Section("", "")]
        self._text = text
        self._decided = False  # under "RESOLVED:"
        self._top = 0  # the last item's number
        self._point = 0  # the last point's number in a list of the item's own

    def add(self, block: Block) -> None:
        """Put a block into the section that it opens or belongs to."""
        words = readable(self._text[block.start : block.end])
        if block.shape is Shape.FURNITURE:
            self._put(block)
        elif DECISION_LABEL.match(words):
            self._decided, self._point = True, 0
            self._put(block, under_decision=True)
        elif (level := self._item_level(block, words)) is not None:
            if block.number != self.sections[-1].number:
                self.sections.append(Section(block.number, _title(words, block)))
                self._top, self._decided, self._point = level, False, 0
            self._put(block)
        elif block.shape is Shape.HEADING and not block.number and not ATTENDANCE_LABEL.match(words):
            strong = self._text.startswith("#", block.start) or words.isupper()
            if strong or not self.sections[-1].number:
                self.sections.append(Section("", words.strip(" .:-#")))
            self._decided, self._point = False, 0
            self._put(block)
        else:
            self._put_point(block, words)

    def _item_level(self, block: Block, words: str) -> int | None:
        """The number of the item that a block opens or goes on with; None where it stands under the item before."""
        level = _top_level(block.number)
        if level is None or self._bulleted(block) or self._under_decision(block, words) or " | " in words[:200]:
            return None
        if level == self._point + 1 and level != self._top + 1:
            return None
        titled = block.shape is Shape.HEADING and level > 1
        return level if titled or _goes_on(level, self._top, block.number) else None

    def _put_point(self, block: Block, words: str) -> None:
        level, bulleted = _top_level(block.number), self._bulleted(block)
        under_decision = self._under_decision(block, words)
        if level is not None and not bulleted:
            self._point = level
        if not under_decision and not bulleted and not block.number:
            self._decided = False
        self._put(block, under_decision=under_decision)

    def _put(self, block: Block, *, under_decision: bool = False) -> None:
        self.sections[-1].blocks.append((block, under_decision))

    def _bulleted(self, block: Block) -> bool:
        return self._text[block.start] in "-•*" and not self._text.startswith("**", block.start)

    def _under_decision(self, block: Block, words: str) -> bool:
        return self._decided and (self._bulleted(block) or bool(_POINT.match(words)))


def _top_level(number: str) -> int | None:
    head = re.match(r"\d+", number)
    return int(head.group()) if head else None


def _goes_on(level: int, top: int, number: str) -> bool:
    if "/" in number or ("." in number and level in (top, top + 1)):
        return True
    return top < level <= top + 4 or (top == 0 and level < 1000)


def _title(words: str, block: Block) -> str:
    bare = re.sub(r"^\W*[\d/.]+\W*\s*", "", words)
    if block.shape is Shape.HEADING:
        return bare.strip(" .:-")
    match = _TITLE.match(bare)
    return match["title"].strip(" .:-") if match and len(match["title"].split()) <= 12 else ""
