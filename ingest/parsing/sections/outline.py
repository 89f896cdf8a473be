"""From blocks to agenda items: which block opens an item, and which is a point under it."""

import re
from dataclasses import dataclass, field, replace
from itertools import zip_longest

from ingest.parsing.languages import Gloss, in_english
from ingest.parsing.layout.blocks import Block, Shape
from ingest.parsing.layout.headings import SAYS, title_line
from ingest.parsing.layout.labels import ATTENDANCE_LABEL, DECISION_LABEL
from ingest.parsing.layout.runs import only_marker
from ingest.parsing.layout.series import level_in_month, month_of
from ingest.parsing.layout.topics import topic
from ingest.parsing.records.rows import Row, row_at
from rag.minutes import CELLS, readable

_TITLE = re.compile(
    r"^(?P<title>(?:[^.?!:]|(?<=\b[A-Z])\.|(?<=\bCllr)\.|(?<=\bMr)\.|(?<=\bMrs)\.){3,90}?)(?::-?|\s[-–—]|(?<!\b[A-Z])\s?\.|\.?$)(?=\s|$)"
)
_LONGEST_GAP = 6  # items that OCR may have hidden in a row before a title; after more of them it is another list
_FOUR_DIGITS = 4
_ROMAN = re.compile(r"(?P<number>[IVXL]{1,6})\.\s+(?P<title>\S.*)")  # "XIII. CLOSED SESSION"
_NOTHING_BEHIND = re.compile(r"(?i)\s*[:–-]+\s*(?:none|nil)\W*$")  # "Apologies for absence: None"
_IS_DAY = re.compile(r"(?P<before>(?:0?[1-9]|[12]\d|3[01])[./](?:0?[1-9]|[12]\d|3[01])[./])(?:1[3-9]|2\d)$")
_FEW = 3  # numbers: with fewer, the clerk numbers no items
_LONGEST_TITLE = 12  # words
_POINT = re.compile(r"^\W*(?:\d{1,3}|[ivxl]+|[a-z])\W+\s*That\b", re.I)
_PART = re.compile(  # names a part of an item, or what comes next, rather than business of its own
    r"(?i)^\W*(?:repl(?:y|ies)|response|answer|background|summary|introduction|draft|signed|table \d+|appendix \w+|note"
    r"|action(?:s| points?)?|questions?|notices? of motions?|motions?|matters to be considered|(?:in )?conclusions?"
    r"|recommendations?|chair(?:man|woman|person)?"
    r"|(?:mayor|cathaoirleach|chair\w*) dated?)\b(?![^:]*\b(?:from|by|on|of) [A-Z])[^:]{0,40}:?\W*$"
)
_NUMBERED_DECISION = re.compile(r"(?i)^\W*(?:resolved|agreed)\W+(?P<item>\d+/\d+(?:/\d+)?)\.\d+\b")
_PLACE_OR_DAY = re.compile(  # 57 Mill Road, 1 Dr. Anna B. Mill Place, 14 May 2024
    r"\d{1,4} (?:Dr\. )?(?:[A-Z][\w'’]+ |[A-Z]\. ){1,3}"
    r"(?:Road|Rd|Street|St|Lane|Avenue|Ave|Drive|Close|Way|Terrace|Gardens|Square|Place)"
    r"\b(?:\W+[A-Z\d][\w ]*)*\W*$|\d{1,2} (?:January|February|March|April|May|June|July|August|September|October"
    r"|November|December)\b"
)
_SUBMITTED = re.compile(r"(?i)^\W*\d{1,3}\W+(?:notice of motion|question) (?:submitted|from|by)\b")  # in any order
_BESIDES = re.compile(
    r"(?i)^\W*(?:the following (?:\w+ )?(?:items|matters|issues)(?: \w+){0,3} (?:were|was)"
    r" (?:also )?(?:raised|discussed)"
    r"|it was (?:also )?agreed (?:to hold|that) the (?:\w+ )?(?:meeting|january|february|march|april|may|june|july"
    r"|august|september|october|november|december) (?:\w+ ){0,5}(?:meeting|on|of|be held))"
)
_OF_THE_MEETING = re.compile(
    r"(?i)\b(?:minutes|meeting|proceedings|council|committee|held|draft|disposition of items|agenda)\b|\b20\d\d\b"
)

_BY_AGENDA = re.compile(  # "87. Local Transport Plan" and below it "(Item 3)", the item's place on the agenda
    r"[\s*_#]*(?:(?P<number>\d{1,4}(?:/\d\d)?)[.)]?\s+)?(?P<title>[A-Z][^:;?!]{2,200}?)"
    r"\s*\n[\s*_]*\(Item (?P<item>\d{1,3}\w?)\)"
)
_BY_CODE = re.compile(  # "Policy Review (I-6)" over its text: its letter or its place on the agenda
    r"(?P<title>[A-Z](?:[^;?!\n]|(?<![:\n])\n){2,200}?)\s\((?P<item>[A-Z](?:-\d{1,2}[a-z]?(?:/[A-Z]-\d{1,2}[a-z]?)?)?)\)[^\n]{0,20}(?:\n|$)"
)
_PLACED = ((_BY_AGENDA, 2), (_BY_CODE, 3))  # how many titles have a numbered place; fewer may be anything
_ENDS_SENTENCE = re.compile(r"[.:;,?!]\W*$")
_FILLED_IN = re.compile(r" \| |[☐☑☒]|\[[ xX✓]?\]")  # cells and boxes of a form are no headings
_NUMBER_STYLE = re.compile(r"[\s*_#]*(?P<opens>\(?)[\d./]*\d(?P<closes>[.):]?)")


@dataclass(slots=True)
class Section:
    """An agenda item: the clerk's number, its title, its blocks with whether each stands under a decision.

    Attributes:
        row: the row of a table that the item is, if it is one.
    """

    number: str
    title: str
    blocks: list[tuple[Block, bool]] = field(default_factory=list)
    row: Row | None = None

    @property
    def only_headings(self) -> bool:
        """Whether it has neither a number nor anything said in it."""
        return not self.number and all(block.shape is not Shape.PROSE for block, _ in self.blocks)


def sections(text: str, found: list[Block], glosses: tuple[Gloss, ...] = ()) -> list[Section]:
    """The agenda items in order; the first holds what stands before any item."""
    by_agenda = next((form for form, few in _PLACED if sum(_begins(text, one, form) for one in found) >= few), None)
    by_words = sum(_numbers_business(text, block) for block in found) < _FEW
    outline = _Outline(text, glosses, by_words=by_words, by_agenda=by_agenda, by_month=bool(month_of(found)))
    for block, following in zip_longest(found, found[1:]):
        stacked = following and only_marker(text[block.start : block.end]) and _another(text, block, following)
        below = readable(text[following.start : following.end]) if following and not following.number else ""
        outline.add(
            replace(block, number="") if stacked else block,
            below,
            over_points=bool(following and following.number == "1"),
        )
    return [section for section in outline.sections if section.blocks]


def _begins(text: str, block: Block, form: re.Pattern[str]) -> bool:
    """Whether a block begins with a title and its place; "Councillor Ash (J)" has none."""
    titled = form.match(text, block.start, block.end)
    return titled is not None and titled["item"][-1].isdigit()


def _another(text: str, block: Block, following: Block) -> bool:
    """Whether another number stands right below a number alone: in a column of numbers nothing is said."""
    if only_marker(text[following.start : following.end]):
        return True
    return following.number[:1].isdigit() and _parent(following.number) != block.number


def _numbers_business(text: str, block: Block) -> bool:
    return (
        block.number[:1].isdigit()
        and text[block.start] not in "-•\\("
        and not _PLACE_OR_DAY.match(text[block.start : block.end])
    )


class _Outline:
    """The sections so far, and what the blocks before tell about the next one."""

    def __init__(
        self,
        text: str,
        glosses: tuple[Gloss, ...],
        *,
        by_words: bool,
        by_agenda: re.Pattern[str] | None,
        by_month: bool,
    ) -> None:
        self.sections = [Section("", "")]
        self._text = text
        self._glosses = glosses  # words of another language that head no business: "Yn bresennol: ..."
        self._by_words = by_words  # the clerk numbers no items, and heads them by words
        self._by_agenda = by_agenda  # each title has its place on the agenda, and other numbers are those of points
        self._by_month = by_month  # 19.03.4 is an item, and other numbers are those of points
        self._in_capitals = True  # whether all titles so far are in capitals
        self._decided = False  # under "RESOLVED:"
        self._top = 0  # the last item's number
        self._point = 0  # the last point's number in a list of the item's own
        self._point_style = self._top_style = ""  # how the numbers of the points and of the items are written
        self._resumed = 0  # the number that would go on where the order was left: 9, 13, 10
        self._numbered = False  # whether an item with a number was seen
        self._report = ""  # the heading above the rows of a table

    def add(self, block: Block, below: str, *, over_points: bool) -> None:
        """Put a block into the section that it opens or belongs to; `below` are the words that follow it."""
        words = readable(self._text[block.start : block.end])
        if block.shape is Shape.FURNITURE:
            self._put(block)
        elif self._by_agenda and (titled := self._by_agenda.match(self._text, block.start, block.end)):
            self._open(Section(titled.groupdict().get("number") or titled["item"], readable(titled["title"])))
            self._decided, self._point, self._numbered = False, 0, True
            self._put(block)
        elif DECISION_LABEL.match(words) or _NUMBERED_DECISION.match(words):
            self._open_numbered(words)
            self._decided, self._point = True, 0
            self._put(block, under_decision=True)
        elif row := row_at(self._text, block.start):
            self._add_row(block, row)
        elif (level := self._item_level(block, words)) is not None:
            number = block.number if self._by_month else _parent(block.number)
            if number != self.sections[-1].number:
                self._open(Section(number, self._title(block, words) if number == block.number else ""))
                if level == self._resumed or (self._top and level > self._top + 1):
                    self._resumed = (level if level == self._resumed else self._top) + 1
                self._top, self._decided, self._point, self._numbered = level, False, 0, True
                self._top_style = self._style(block)
                self._in_capitals = self._in_capitals and self.sections[-1].title.isupper()
            self._put(block)
        elif block.shape is Shape.HEADING and self._opens(block, words):
            self._report = words.strip(" .:-#")
            roman = _ROMAN.fullmatch(self._report)
            number, title = (roman["number"], roman["title"]) if roman else ("", self._report)
            self._open(Section(number, "" if self._of_the_meeting(words) else title))
            self._decided, self._point = False, 0
            self._put(block)
        elif over_points and self._heads_points(block, words):
            self._open(Section("", words))
            self._decided, self._point = False, 0
            self._put(block)
        elif title := self._topic(block, words, below):
            self._open(Section("", "" if self._of_the_meeting(title) else title))
            self._decided, self._point = False, 0
            self._put(block)
        else:
            if self.sections[-1].number and _BESIDES.match(words):
                self._open(Section("", ""))
            self._put_point(block, words)

    def _heads_points(self, block: Block, words: str) -> bool:
        """Whether a line without a number heads the points below it, where each other item has its place below."""
        titled = words[:1].isupper() and len(words.split()) <= _LONGEST_TITLE and not _ENDS_SENTENCE.search(words)
        of_else = SAYS.search(words) or _PART.match(words) or _OF_THE_MEETING.search(words)
        return self._by_agenda is not None and not block.number and titled and not of_else

    def _topic(self, block: Block, words: str, below: str) -> str:
        """The title in words of what a block opens, where the clerk numbers no items; empty where it opens nothing."""
        if not self._by_words or block.number or _FILLED_IN.search(words):
            return ""
        title = topic(words, below)
        return "" if _PART.match(title) or topic(in_english(words, self._glosses), below) == "" else title

    def _open_numbered(self, words: str) -> None:
        """The item that "Resolved 14/06/9.03" names, where its own number stands in another column."""
        match = _NUMBERED_DECISION.match(words)
        if match and match["item"] != self.sections[-1].number:
            self._open(Section(match["item"], ""))

    def _add_row(self, block: Block, row: Row) -> None:
        """A row with a number is an item; the report that it stands in is named behind its title."""
        last = self.sections[-1]
        if row.number or row.movers:
            if last.row != row:
                title = f"{row.title} ({self._report})" if row.title and self._report else row.title or self._report
                self._open(Section(row.number, title, row=row))
        elif last.row:
            self._open(Section("", self._report))
        self._put(block)

    def _open(self, section: Section) -> None:
        """Begin an item; headings with nothing under them belong to it."""
        if self.sections[-1].only_headings:
            section.blocks = self.sections.pop().blocks
        self.sections.append(section)

    def _opens(self, block: Block, words: str) -> bool:
        """Whether a heading without a number opens business of its own."""
        if block.number or self._bulleted(block) or ATTENDANCE_LABEL.match(words) or _PART.match(words):
            return False
        strong = self._text.startswith("#", block.start) or (words.isupper() and len(words.split()) <= _LONGEST_TITLE)
        return strong or not self.sections[-1].number

    def _of_the_meeting(self, words: str) -> bool:
        """Whether a heading before any item names the meeting rather than its business."""
        said = any(block.shape is Shape.PROSE for section in self.sections[1:] for block, _ in section.blocks)
        return not self._numbered and not said and bool(_OF_THE_MEETING.search(words))

    def _item_level(self, block: Block, words: str) -> int | None:
        """The number of the item that a block opens or goes on with; None where it stands under the item before."""
        level = level_in_month(block.number) if self._by_month else _top_level(block.number)
        if (
            not level
            or self._no_item(block)
            or self._by_agenda
            or CELLS in words[:200]
            or self._bulleted(block)
            or _PLACE_OR_DAY.match(words)
        ):
            return None
        if self._under_decision(block, words):
            return None
        if level == self._resumed or _SUBMITTED.match(words):
            return level
        if level == self._point + 1 and (level != self._top + 1 or self._decided or self._as_point(block, words)):
            return None
        if self._by_month or len(block.number) == _FOUR_DIGITS:
            return level
        titled = block.shape is Shape.HEADING and self._top < level <= self._top + _LONGEST_GAP
        return level if titled or _goes_on(level, self._top, block.number) else None

    def _title(self, block: Block, words: str) -> str:
        piece = self._text[block.start : block.end]
        if ends := title_line(piece):
            return _title(readable(piece[:ends]), Shape.HEADING)
        return _title(words, block.shape)

    def _no_item(self, block: Block) -> bool:
        """Whether a number heads what others wrote, or is a day: "> 7 Mill Park", "06.13.23 Board Minutes"."""
        dated = _IS_DAY.match(block.number)
        in_series = dated and any(one.number.startswith(dated["before"]) for one in self.sections)
        return self._text[block.start] == ">" or bool(dated and not in_series and not self._by_month)

    def _as_point(self, block: Block, words: str) -> bool:
        """Whether a number is written as the points are, (2) or 2), or its title is, and not as the items are, 2."""
        if self._style(block) == self._point_style != self._top_style:
            return True
        return self._in_capitals and self._numbered and any(c.islower() for c in words)

    def _style(self, block: Block) -> str:
        match = _NUMBER_STYLE.match(self._text, block.start)
        return match["opens"] + match["closes"] if match else ""

    def _put_point(self, block: Block, words: str) -> None:
        level, bulleted = _top_level(block.number), self._bulleted(block)
        if block.shape is Shape.PROSE and not self.sections[-1].row:
            self._report = ""  # a heading with a text of its own heads no rows further down
        under_decision = self._under_decision(block, words)
        if level is not None and not bulleted:
            self._point, self._point_style = level, self._style(block)
        if not under_decision and not bulleted and not block.number:
            self._decided = False
        self._put(block, under_decision=under_decision)

    def _put(self, block: Block, *, under_decision: bool = False) -> None:
        self.sections[-1].blocks.append((block, under_decision))

    def _bulleted(self, block: Block) -> bool:
        return self._text[block.start] in "-•*\\" and not self._text.startswith("**", block.start)

    def _under_decision(self, block: Block, words: str) -> bool:
        return self._decided and (self._bulleted(block) or bool(_POINT.match(words)))


def _top_level(number: str) -> int | None:
    head = re.match(r"\d+", number)
    return int(head.group()) if head else None


def _parent(number: str) -> str:
    """The number of the item that a number stands for or under: 4 for 4.2, 73/17 for 73/17.1."""
    return re.sub(r"(?<=\d)\.(?!0$)\d.*", "", number)


def _goes_on(level: int, top: int, number: str) -> bool:
    if "/" in number or ("." in number and level in (top, top + 1)):
        return True
    return top < level <= top + 4 or (top == 0 and level < 1000)


def _title(words: str, shape: Shape) -> str:
    bare = re.sub(r"(?i)^\W*(?:(?:agenda )?item )?[\d/.]+\W*\s*", "", words)
    bare = _NOTHING_BEHIND.sub("", bare)
    if shape is Shape.HEADING:
        return bare.strip(" .:-")
    match = _TITLE.match(bare)
    if not match or len(match["title"].split()) > _LONGEST_TITLE or SAYS.search(match["title"]):
        return ""
    return re.sub(r"\s[a-z]$", "", match["title"]).strip(" .:-")  # "Updates a. Hall b. Green"
