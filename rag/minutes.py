"""The record: what minutes are made of. Every text is a span of its document, so that it can be proved."""

import html
import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache


class Kind(StrEnum):
    """What a paragraph of minutes is."""

    HEADING = "heading"
    DISCUSSION = "discussion"
    RESOLUTION = "resolution"
    RECOMMENDATION = "recommendation"
    ACTION = "action"
    ATTENDANCE = "attendance"
    VOTE = "vote"
    MOTION = "motion"
    DECLARATION = "declaration"
    PUBLIC_QUESTION = "public_question"
    CORRESPONDENCE = "correspondence"
    FINANCE = "finance"
    NEXT_MEETING = "next_meeting"


class Presence(StrEnum):
    """How somebody stands in the attendance of a meeting; absent where no apologies are minuted."""

    PRESENT = "present"
    REMOTE = "remote"
    SUBSTITUTE = "substitute"
    IN_ATTENDANCE = "in_attendance"
    APOLOGIES = "apologies"
    ABSENT = "absent"

    @property
    def away(self) -> bool:
        """Whether it is that of somebody who wasn't there."""
        return self in (Presence.APOLOGIES, Presence.ABSENT)


class Cast(StrEnum):
    """How somebody voted."""

    FOR = "for"
    AGAINST = "against"
    ABSTAINED = "abstained"


class Outcome(StrEnum):
    """How a piece of business ended, as the minutes state it: the one vocabulary of the whole project."""

    CARRIED = "carried"
    LOST = "lost"
    DEFERRED = "deferred"
    REFERRED = "referred"
    NOTED = "noted"
    WITHDRAWN = "withdrawn"
    NOT_STATED = "not stated"


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page: in points from the page's top left corner; the page is counted from 1."""

    page: int
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """One paragraph: `text` is exactly the document's text[start:end].

    Attributes:
        id: stable over re-ingestion, made from the document's name and the paragraph's words.
        number: as the clerk printed it ("iii", "4.1", "b"), or empty.
        page: counted from 1, or None where the format has no pages.
        start: offset in characters, inclusive.
        end: offset in characters, exclusive.
        boxes: where it stands on its pages, where the format says.
        confidence: how sure the OCR was of it (0 to 1), or None where the text was in the file.
    """

    id: str
    number: str
    kind: Kind
    text: str
    start: int
    end: int
    page: int | None
    boxes: tuple[Box, ...] = ()
    confidence: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaItem:
    """An item of business with the number and title that the clerk gave it; both may be empty.

    Attributes:
        exempt: whether it was taken with the press and public excluded.
    """

    number: str
    title: str
    paragraphs: tuple[Paragraph, ...]
    exempt: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """What was resolved, agreed, adopted or lost, and by whom it was moved where the minutes say so.

    Attributes:
        outcome: as the minutes state it, in whichever paragraph; NOT_STATED where they tell of a motion and no end.
        title: what was decided on, where it stands elsewhere than in the paragraph or its item's title.
        votes_for: the count, None where the minutes give none; so with those against and the abstentions.
        ballot: which of the meeting's ballots decided it, counted from 0; None where no vote is minuted.
    """

    paragraph_id: str
    proposer: str | None
    seconder: str | None
    outcome: Outcome
    title: str = ""
    votes_for: int | None = None
    votes_against: int | None = None
    abstentions: int | None = None
    ballot: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Vote:
    """How one person voted, by name, on what the paragraph records; `ballot` as in a resolution."""

    paragraph_id: str
    name: str
    cast: Cast
    ballot: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ballot:
    """One vote of the meeting, joined from all that the minutes tell of it.

    Attributes:
        paragraph_id: the paragraph that puts the matter, or where that isn't sure the first that mentions the vote.
        matter: what was voted on, in the minutes' words; empty where that isn't sure.
        amendment: 0 for the motion itself, else its place among the amendments voted on in its item, from 1.
        votes_for: the count as minuted, else of the names listed; None where neither is sure. So with the others.
        paragraph_ids: every paragraph that mentions it, in order, the first named among them.
    """

    paragraph_id: str
    matter: str
    amendment: int
    votes_for: int | None
    votes_against: int | None
    abstentions: int | None
    outcome: Outcome
    paragraph_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """Somebody was asked, or undertook, to do something.

    Attributes:
        due: by when, in the minutes' own words, where they say so.
        number: the number of its row, where it stands in a table of actions that numbers them.
        status: how it stands, as the table says it in a column of its own.
    """

    paragraph_id: str
    owner: str
    task: str
    due: str | None = None
    number: str | None = None
    status: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendance:
    """One person in the lists of a meeting; role and organisation are None where the pairing isn't certain.

    Attributes:
        arrived: when or at which item somebody came late, in the minutes' own words; `left` likewise.
        note: why somebody was away ("illness", "work commitments"), in the minutes' own words.
    """

    paragraph_id: str
    name: str
    organisation: str | None
    presence: Presence
    role: str | None = None
    arrived: str | None = None
    left: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A place where minutes point at other minutes: "Minute 64/17c", "see Motion 11", "the meeting of 4 May 2021".

    Attributes:
        words: the reference as printed.
        number: the minute, item or motion pointed at; empty where only a meeting is named.
        meeting: the day of the meeting pointed at; None where it is this one or not said.
        corrects: whether the paragraph says how that place should read.
    """

    paragraph_id: str
    words: str
    number: str
    meeting: date | None
    corrects: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """One meeting as its minutes tell it.

    Attributes:
        body: the council, committee or board; "Unnamed body" where the minutes don't say.
        held_on: None where no date was found.
        draft: whether the minutes call themselves draft.
        begun: when it was opened, as "19:30"; `ended` likewise.
        venue: where, in the minutes' own words.
        remarks: what the parser did not recognise, for the document's record.
        joint: the other bodies of a joint meeting.
    """

    body: str
    held_on: date | None
    draft: bool
    items: tuple[AgendaItem, ...]
    resolutions: tuple[Resolution, ...]
    actions: tuple[Action, ...]
    attendance: tuple[Attendance, ...]
    remarks: tuple[str, ...]
    begun: str | None = None
    ended: str | None = None
    venue: str | None = None
    votes: tuple[Vote, ...] = ()
    references: tuple[Reference, ...] = ()
    ballots: tuple[Ballot, ...] = ()
    joint: tuple[str, ...] = ()

    @property
    def paragraphs(self) -> tuple[Paragraph, ...]:
        """All paragraphs in the order of the document."""
        return tuple(paragraph for item in self.items for paragraph in item.paragraphs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A file of minutes as the ledger keeps it.

    Attributes:
        name: the file's name, made longer by its folder where another document has that name.
        source: the path it was read from.
        digest: sha256 of the file's bytes, in hex.
        text: a text file's decoded content; for other formats the text read from them.
        meetings: those whose minutes it holds, its own first: a year's minutes, or a pack with those of an earlier one.
        link: the address of the council's own page of it, where it was given.
        ocr: whether its text, or some of it, was read from pictures.
    """

    name: str
    source: str
    digest: str
    format: str
    text: str
    meetings: tuple[Meeting, ...]
    link: str | None = None
    ocr: bool = False

    @property
    def meeting(self) -> Meeting:
        """Its own meeting."""
        return self.meetings[0]

    @property
    def paragraphs(self) -> tuple[Paragraph, ...]:
        """All paragraphs in the order of its text, whichever meeting they are of."""
        return tuple(sorted((p for meeting in self.meetings for p in meeting.paragraphs), key=lambda p: p.start))


@dataclass(frozen=True, slots=True, kw_only=True)
class CitedParagraph:
    """A paragraph with all that a reference to it needs, as the ledger hands it out.

    Attributes:
        meeting: its meeting's id: the document's name, or one made from it where the document holds several.
        joint: the other bodies of a joint meeting.
    """

    paragraph: Paragraph
    document: str
    digest: str
    body: str
    held_on: date | None
    draft: bool
    item: str
    item_title: str
    position: int
    link: str | None = None
    exempt: bool = False
    meeting: str = ""
    joint: tuple[str, ...] = ()

    @property
    def bodies(self) -> frozenset[str]:
        """The body that met, and those that met with it."""
        return frozenset({self.body, *self.joint})

    @property
    def id(self) -> str:
        """The paragraph's id."""
        return self.paragraph.id

    @property
    def place(self) -> tuple[bool, str, str, int]:
        """Where it stands in the order of the meetings, undated ones last, and in its minutes."""
        return self.held_on is None, str(self.held_on), self.document, self.position

    @property
    def item_key(self) -> tuple[str, str, str, str]:
        """What distinguishes its item from every other: document, meeting, number and title."""
        return self.document, self.meeting, self.item, self.item_title

    @property
    def day(self) -> str:
        """The day of its meeting in words; empty where that is undated."""
        return day_month_year(self.held_on) if self.held_on else ""

    def is_later_than(self, other: "CitedParagraph") -> bool:
        """Whether it was minuted at a later meeting of the same body."""
        days = self.held_on, other.held_on
        return not self.bodies.isdisjoint(other.bodies) and bool(days[0] and days[1] and days[0] > days[1])

    @property
    def label(self) -> str:
        """The reference that officers paste: body, date, item, paragraph."""
        parts = [" and ".join([self.body, *self.joint]), self.day or "undated"]
        if self.item:
            parts.append(f"item {self.item}")
        elif self.item_title:
            parts.append(f"“{self.item_title}”")
        if self.paragraph.number and self.paragraph.number != self.item:
            parts.append(f"paragraph {self.paragraph.number}")
        if self.paragraph.page:
            parts.append(f"page {self.paragraph.page}")
        if self.paragraph.confidence is not None:
            parts.append("read by OCR")
        return ", ".join(parts) + (" (draft minutes)" if self.draft else "")


@lru_cache(maxsize=16_384)
def day_month_year(day: date) -> str:
    """The date as minutes write it: 18 January 2024."""
    return f"{day.day} {day:%B %Y}"


PAGE_FURNITURE = re.compile(
    r"""(?mx)
    ^---[ ]*\n(?:\*?<small>.*?</small>\*?[ ]*\n)?         # a page break, its note
      (?:\s*\*{0,2}\d{1,4}\*{0,2}[ ]*(?=\n))?              # and its number
    | ^\*?<small>.*?</small>\*?[ ]*$
    """
)
_MARKUP = re.compile(
    r"""(?mx)
    </?[a-zA-Z][a-zA-Z0-9]*(?:\s[^<>]*)?/?>                    # HTML in Markdown
    | (?<!\w)[*_]{1,3}(?=\S) | (?<=\S)[*_]{1,3}(?!\w)         # emphasis
    | \\(?=[^\w\s]) | ^\#{1,6}[ ]                             # escapes, headings
    """
)
_SIGNS = re.compile(r"[<&*_#\\]|---")
_PARTING_TAG = re.compile(r"(?i)<br\s*/?>|</(?:p|td|th|tr|li|div|table|h[1-6])\s*>")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\U000e0000-\U000e007f]")


CELLS = " | "  # between the cells of a table's row


@lru_cache(maxsize=16_384)
def readable(text: str) -> str:
    """The words of a span without page breaks, markup and line ends; for reading and searching, never for proof."""
    if _SIGNS.search(text):  # most paragraphs have none, and looking for each kind of markup takes ten times as long
        text = html.unescape(_MARKUP.sub("", _PARTING_TAG.sub(" ", PAGE_FURNITURE.sub(" ", text))))
    return " ".join((text if text.isascii() else _INVISIBLE.sub("", text)).split())
