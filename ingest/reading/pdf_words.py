"""The words of a PDF page's text layer, as far as the page shows them, and the lines that they make."""

import ctypes
import re
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any, NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from ingest.reading.pdf_drawn import Drawn
from ingest.reading.pdf_fonts import is_false
from ingest.reading.pdf_layout import Box, Gap, Line
from ingest.reading.pdf_shown import Sight, Unshown

COVERED = "[covered]"
"""What is read in the place of words under a box."""

_WORD = re.compile(r"\S+")
_DIGITS = re.compile(r"[0-9]+")
_UNIT = re.compile(r"(?<![^\W\d_])(?:[kcm]?m|ft|yd)$")
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_FRACTIONS = ("/", "\u2044")
_SMALLER = 0.85
_MOST_MARKS = 2  # digits of a footnote's number
_HYPHENS = re.compile("[-\u00ad\u2010\u2011]{2,}")


class Word(NamedTuple):
    """A word: where it stands in the layer's text, its first character's number and box, its last one's box.

    `text` is the text of the page that it belongs to, as pdfium gives it.
    """

    start: int
    end: int
    number: int
    first: Box
    last: Box
    text: Any

    @property
    def box(self) -> Box:
        """The rectangle from its first to its last character."""
        left, bottom, right, top = zip(self.first, self.last, strict=True)
        return Box(min(left), min(bottom), max(right), max(top))


class TextLayer:
    """A page's text layer.

    Attributes:
        unshown: how many of its words the page doesn't show, by the reason.
        cut: whether a text runs beyond what is shown of it.
        false: whether a font gives other letters than it shows.
    """

    def __init__(self, textpage: pdfium.PdfTextPage, drawn: Drawn, sight: Sight) -> None:
        self._page, self._drawn = textpage, drawn
        # pdfium counts in UTF-16
        self._text = "".join(map(chr, array("H", textpage.get_text_range().encode("utf-16-le", "surrogatepass"))))
        self._rect = raw.FS_RECTF()
        self._words = {word.start: word for word in self._found()}
        self._instead = dict(self._marks()) | dict(self._repeated_hyphens())
        self.unshown: Counter[Unshown] = Counter()
        self._leave_out_unshown(sight)
        self.cut = any(self._is_cut(word) for word in self._words.values())
        self.false = self._leave_out_false()

    @cached_property
    def lines(self) -> list[Line]:
        """Its lines with where they stand, without the words that aren't shown or whose letters are false."""
        lines, offset = list[Line](), 0
        for text in self._text.split("\r\n"):
            words = [(match.start() + offset, match.end() + offset) for match in _WORD.finditer(text)]
            written = [(start, letters) for start, end in words if (letters := self._written(start, end))]
            if written:
                lines.append(self._line(written))
            offset += len(text) + 2
        return lines

    def text_in(self, box: Box) -> str:
        """Its text in a rectangle, letter by letter."""
        text, before = "", -1
        for index, (letter, x, y) in enumerate(self._letters):
            if box.left <= x < box.right and box.bottom <= y < box.top:
                text += letter if index == before + 1 else "\n" + letter
                before = index
        return _joined(text)

    def _found(self) -> Iterator[Word]:
        for match in _WORD.finditer(self._text):
            start, end = match.span()
            index = self._index(start)
            first = self._box(index)
            last = self._box(self._index(end - 1)) if end - start > 1 else first
            if first and last:
                yield Word(start, end, index, first, last, raw.FPDFText_GetTextObject(self._page, index) or None)

    def _index(self, place: int) -> int:
        """The number that a character of the text has on the page, where control characters count, too."""
        return int(raw.FPDFText_GetCharIndexFromTextIndex(self._page, place))

    def _box(self, index: int) -> Box | None:
        """The rectangle of a character of the page, as high as its font's letters may be."""
        if index < 0 or not raw.FPDFText_GetLooseCharBox(self._page, index, self._rect):
            return None
        box = self._drawn.frame.box(self._rect.left, self._rect.bottom, self._rect.right, self._rect.top)
        return box if box.top > box.bottom else None

    def _leave_out(self, word: Word, instead: str = "") -> None:
        self._instead |= dict.fromkeys(map(self._index, range(word.start, word.end)), "")
        if instead:
            self._instead[word.number] = instead

    def _leave_out_unshown(self, sight: Sight) -> None:
        before: Unshown | None = None
        for word in self._words.values():
            reason = sight.unshown(word.box, self._drawn.paint(word.text)) if word.text else None
            if reason:
                self.unshown[reason] += any(map(str.isalnum, self._text[word.start : word.end]))
                self._leave_out(word, COVERED if reason is Unshown.COVERED and before is not reason else "")
            before = reason

    def _is_cut(self, word: Word) -> bool:
        clip = self._drawn.paint(word.text).clip if word.text else None
        return clip is not None and word.last.left > clip.right

    def _leave_out_false(self) -> bool:
        """Leaves out what fonts say falsely, where they say anything that they can't show."""
        fonts: dict[int, list[Word]] = defaultdict(list)
        for word in self._words.values():
            if word.text and (font := raw.FPDFTextObj_GetFont(word.text)):
                fonts[ctypes.addressof(font.contents)].append(word)
        false = [word for words in fonts.values() if self._is_false(words) for word in words]
        for word in false:
            self._leave_out(word)
        return bool(false)

    def _is_false(self, words: Iterable[Word]) -> bool:
        words = list(words)
        unmapped = any(raw.FPDFText_HasUnicodeMapError(self._page, word.number) for word in words)
        return is_false((self._text[word.start : word.end] for word in words), unmapped=unmapped)

    def _marks(self) -> Iterator[tuple[int, str]]:
        """The digits of footnote marks, by their number on the page, raised and set apart from what they stand at."""
        words = list(self._words.values())
        for number, word in enumerate(words):
            written = self._text[word.start : word.end]
            for digits in _DIGITS.finditer(written):
                alone = len(digits[0]) == len(written)
                if (alone and len(written) > _MOST_MARKS) or written[digits.end() : digits.end() + 1] in _FRACTIONS:
                    continue
                around = range(max(digits.start() - 1, 0), min(digits.end() + 1, len(written)))
                boxes = {place: self._box(self._index(word.start + place)) for place in around}
                bases = [*boxes.values()]
                if alone:  # pdfium may break the line at a raised digit
                    bases = [words[number - 1].last] if number else []
                    bases += [after.first for after in words[number + 1 : number + 2]]
                raised = [place for place in range(*digits.span()) if _is_raised(boxes[place], bases)]
                if len(raised) <= _MOST_MARKS:
                    yield from self._set_apart(word, raised)

    def _repeated_hyphens(self) -> Iterator[tuple[int, str]]:
        """All but the first of the hyphens that a font gives for the one that the page shows."""
        for found in _HYPHENS.finditer(self._text):
            first, *others = map(self._index, range(*found.span()))
            yield from ((other, "") for other in others if self._box(other) == self._box(first))

    def _set_apart(self, word: Word, raised: Sequence[int]) -> Iterator[tuple[int, str]]:
        for place in raised:
            before = self._text[word.start : word.start + place]
            apart = " " if place == raised[0] and before and not _UNIT.search(before) else ""
            digit = self._text[word.start + place].translate(_RAISED)
            yield self._index(word.start + place), apart + digit

    def _written(self, start: int, end: int) -> str:
        if not self._instead:
            return self._text[start:end]
        return "".join(self._instead.get(self._index(place), self._text[place]) for place in range(start, end))

    def _line(self, written: Iterable[tuple[int, str]]) -> Line:
        """A line of words, with its ends and gaps: pdfium writes one space for any gap, however wide."""
        text, gaps, placed = "", list[Gap](), list[Word]()
        for start, letters in written:
            word = self._words.get(start)
            if word and placed and text:
                width = word.first.left - placed[-1].last.right
                gaps.append(Gap(end=len(text), start=len(text) + 1, width=width, x=word.first.left))
            text += f" {letters}" if text else letters
            if word:
                placed.append(word)
        first, last = (placed[0].first, placed[-1].last) if placed else (None, None)
        return Line(text=_joined(text), first=first, last=last, gaps=tuple(gaps))

    @cached_property
    def _letters(self) -> list[tuple[str, float, float]]:
        """Each character of the page and its middle; what isn't seen stands where the character before it does."""
        found, x, y = list[tuple[str, float, float]](), -1.0, -1.0
        corners = [ctypes.c_double() for _ in range(4)]
        for index in range(self._page.count_chars()):
            letter = chr(raw.FPDFText_GetUnicode(self._page, index))
            if not letter.isspace() and raw.FPDFText_GetCharBox(self._page, index, *corners):
                left, right, bottom, top = (corner.value for corner in corners)
                box = self._drawn.frame.box(left, bottom, right, top)
                text = raw.FPDFText_GetTextObject(self._page, index)
                clip = self._drawn.paint(text).clip if text else None
                if not clip or (box.left + box.right) / 2 < clip.right:
                    x, y = (box.left + box.right) / 2, (box.bottom + box.top) / 2
            hyphen = raw.FPDFText_IsHyphen(self._page, index) == 1
            found.append((self._instead.get(index, "\ufffe" if hyphen else letter), x, y))
        return found


def _is_raised(box: Box | None, bases: Iterable[Box | None]) -> bool:
    """Whether a character is smaller than one beside it and stands higher."""
    return box is not None and any(base and _stands_above(box, base) for base in bases)


def _stands_above(box: Box, base: Box) -> bool:
    beside = box.bottom < base.top and base.left - base.height < box.right and box.left < base.right + base.height
    return beside and box.height < _SMALLER * base.height and box.bottom > base.bottom + 0.1 * base.height


def _joined(text: str) -> str:
    """Whole again the characters that UTF-16 writes in two."""
    return text if text.isascii() else text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
