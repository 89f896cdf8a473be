"""What reading gives: the text of a file, and where in the file it stands."""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from rag.minutes import Box


@dataclass(frozen=True, slots=True)
class Place:
    """Where text[start:end] stands in the file, and how sure OCR was of it; None where that isn't known or no OCR."""

    start: int
    end: int
    box: Box | None
    confidence: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceText:
    """The text that every offset of a document refers to.

    Attributes:
        format: "text", "markdown", "html", "pdf", "docx", "doc", "rtf", "odt", "xlsx" or "csv".
        pages: offset in `text` at which each page begins; empty where the format has no pages.
        paged: offset at which its last page ends; what follows stands in attached files. None where nothing follows.
        places: where its lines stand, in the order of the text; empty where the format doesn't tell.
        title: what the file calls itself, or None.
        remarks: what was left out, mended or guessed, for the document's record.
    """

    text: str
    format: str
    pages: tuple[int, ...] = ()
    paged: int | None = None
    places: tuple[Place, ...] = ()
    title: str | None = None
    remarks: tuple[str, ...] = ()

    def page_at(self, offset: int) -> int | None:
        """The page, counted from 1, on which the character at `offset` stands; None without pages and beyond them."""
        if self.paged is not None and offset > self.paged:
            return None
        return max(bisect_right(self.pages, offset), 1) if self.pages else None

    def boxes(self, start: int, end: int) -> tuple[Box, ...]:
        """The rectangles in which text[start:end] stands, one a line."""
        return tuple(place.box for place in self._places(start, end) if place.box)

    def confidence(self, start: int, end: int) -> float | None:
        """How sure OCR was of text[start:end], on average over its characters; None where no OCR was needed."""
        read = [
            (place.confidence, min(place.end, end) - max(place.start, start))
            for place in self._places(start, end)
            if place.confidence is not None
        ]
        return sum(sure * length for sure, length in read) / sum(length for _, length in read) if read else None

    @property
    def ocr(self) -> bool:
        """Whether any of it was read from pictures."""
        return any(place.confidence is not None for place in self.places)

    def _places(self, start: int, end: int) -> tuple[Place, ...]:
        first = bisect_right(self.places, start, key=lambda place: place.end)
        past = bisect_left(self.places, end, key=lambda place: place.start)
        return self.places[first:past]


_BULLET = re.compile(r"^[^\S\n]*[\ue000-\uf8ff\u2022\u25aa\u25cf\u25e6\u2023\u2043\u25a0](?=\s|$|\w)\s*", re.M)
_LIGATURE = re.compile("[\ufb00-\ufb06]")
_JOINED = {"Ɵ": "ti", "Ʃ": "tt", "ƫ": "tti", "Ư": "ff"}  # what Word's PDF writes for the joined letters of Calibri
_JOINED_LETTERS = re.compile(f"(?<=[a-z])[{''.join(_JOINED)}]|Ɵ(?=[a-z])")
_LINE_END = re.compile(r"[\n\r\x0b\x0c\x85\u2028\u2029]")
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})


def tidy(text: str) -> str:
    """The text in NFC, bullets as "- ", ligatures as letters, with single spaces and no control or invisible signs."""
    text = _BULLET.sub("- ", unicodedata.normalize("NFC", text.replace("\r\n", "\n")))
    if not text.isprintable():
        text = "".join(c for c in text if c.isspace() or unicodedata.category(c) not in _UNSEEN)
    if not text.isascii():
        text = _LIGATURE.sub(lambda one: unicodedata.normalize("NFKC", one[0]), text)
        text = _JOINED_LETTERS.sub(lambda one: _JOINED[one[0]], text)
    lines = (" ".join(line.split()) for line in _LINE_END.split(text))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def in_blocks(blocks: Iterable[str]) -> str:
    """The blocks that have any words or signs, with one blank line between them."""
    return "\n\n".join(block for block in blocks if block)


def has_words(text: str) -> bool:
    """Whether there is anything to read: at least one letter or digit."""
    return any(character.isalnum() for character in text)
