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


class Presence(StrEnum):
    """How somebody stands in the attendance of a meeting."""

    PRESENT = "present"
    IN_ATTENDANCE = "in_attendance"
    APOLOGIES = "apologies"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """One paragraph: `text` is exactly the document's text[start:end].

    Attributes:
        id: stable over re-ingestion, made from the document's name and the paragraph's words.
        number: as the clerk printed it ("iii", "4.1", "b"), or empty.
        page: counted from 1, or None where the format has no pages.
        start: offset in characters, inclusive.
        end: offset in characters, exclusive.
    """

    id: str
    number: str
    kind: Kind
    text: str
    start: int
    end: int
    page: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaItem:
    """An item of business with the number and title that the clerk gave it; both may be empty."""

    number: str
    title: str
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """What was resolved, agreed, adopted or lost, and by whom it was moved where the minutes say so."""

    paragraph_id: str
    proposer: str | None
    seconder: str | None
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """Somebody was asked, or undertook, to do something."""

    paragraph_id: str
    owner: str
    task: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendance:
    """One person in the lists of a meeting; organisation is None where the pairing isn't certain."""

    paragraph_id: str
    name: str
    organisation: str | None
    presence: Presence


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """One meeting as its minutes tell it.

    Attributes:
        body: the council, committee or board; "Unnamed body" where the minutes don't say.
        held_on: None where no date was found.
        draft: whether the minutes call themselves draft.
        remarks: what the parser did not recognise, for the document's record.
    """

    body: str
    held_on: date | None
    draft: bool
    items: tuple[AgendaItem, ...]
    resolutions: tuple[Resolution, ...]
    actions: tuple[Action, ...]
    attendance: tuple[Attendance, ...]
    remarks: tuple[str, ...]

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
    """

    name: str
    source: str
    digest: str
    format: str
    text: str
    meeting: Meeting


@dataclass(frozen=True, slots=True, kw_only=True)
class CitedParagraph:
    """A paragraph with all that a reference to it needs, as the ledger hands it out."""

    paragraph: Paragraph
    document: str
    digest: str
    body: str
    held_on: date | None
    draft: bool
    item: str
    item_title: str
    position: int

    @property
    def id(self) -> str:
        """The paragraph's id."""
        return self.paragraph.id

    @property
    def label(self) -> str:
        """The reference that officers paste: body, date, item, paragraph."""
        parts = [self.body, day_month_year(self.held_on) if self.held_on else "undated"]
        if self.item:
            parts.append(f"item {self.item}")
        elif self.item_title:
            parts.append(f"“{self.item_title}”")
        if self.paragraph.number and self.paragraph.number != self.item:
            parts.append(f"paragraph {self.paragraph.number}")
        if self.paragraph.page:
            parts.append(f"page {self.paragraph.page}")
        return ", ".join(parts) + (" (draft minutes)" if self.draft else "")


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
_PARTING_TAG = re.compile(r"(?i)<br\s*/?>|</(?:p|td|th|tr|li|div|table|h[1-6])\s*>")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\U000e0000-\U000e007f]")


@lru_cache(maxsize=16_384)
def readable(text: str) -> str:
    """The words of a span without page breaks, markup and line ends; for reading and searching, never for proof."""
    text = _MARKUP.sub("", _PARTING_TAG.sub(" ", PAGE_FURNITURE.sub(" ", text)))
    return re.sub(r"\s+", " ", _INVISIBLE.sub("", html.unescape(text))).strip()
