"""The pages of a PDF: their lines as pdfium gives them, or as OCR reads them where a page holds no text.

pdfium is not thread-safe: read one PDF at a time in a process.
"""

import ctypes
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from ingest.reading.pdf_grids import grids
from ingest.reading.pdf_layout import Box, Gap, Line
from ingest.reading.pdf_rows import holds, with_rows
from rag.errors import UnreadableFile

MAX_PAGES = 5_000
_BARE = 50
"""Letters and digits up to which a page that shows anything else, too, is looked at as a picture."""
_SPARSE = 400
"""The same for a page with more shapes than letters, or mostly covered by a picture: either may be writing."""
_PIXELS = 2_000
"""The longer side of a page drawn for OCR; more makes it read no better."""
_RECTANGLE = 6
"""Segments that draw a rectangle, closed twice over; what has more is no rule."""
_SHAPES = frozenset({raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_SHADING})


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page's lines, its height in points, and whether it shows something in which no words were found."""

    lines: list[Line]
    height: float
    blind: bool


def pages(name: str, data: bytes) -> list[Page]:
    """All pages; raises UnreadableFile for a PDF that is damaged, protected by a password or too long."""
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if error.err_code == raw.FPDF_ERR_PASSWORD:
            way_out = "save a copy without it and ingest that"
            raise UnreadableFile(f"{name!r} is protected by a password: {way_out}") from error
        raise _damaged(name) from error
    try:
        if len(document) > MAX_PAGES:
            raise UnreadableFile(
                f"{name!r} has {len(document):,} pages, more than {MAX_PAGES:,}: split it and ingest its parts"
            )
        found = [_page(document[index]) for index in range(len(document))]
    except pdfium.PdfiumError as error:
        raise _damaged(name) from error
    finally:
        document.close()
    if not found:
        raise _damaged(name)
    return found


def _damaged(name: str) -> UnreadableFile:
    return UnreadableFile(f"{name!r} is a damaged PDF: download or export it anew and ingest that")


def _page(page: pdfium.PdfPage) -> Page:
    textpage = page.get_textpage()
    lines = _text_layer(page, textpage)
    letters = _letters(lines)
    blind = False
    if letters < _SPARSE and _may_be_a_picture(page, letters):
        seen = _as_picture(page)
        lines = seen if _letters(seen) > letters else lines
        blind = not lines
    if lines and page.get_rotation() == 0 and (tables := grids(_drawn(page))):
        lines = with_rows(lines, tables, _text_in(lines, textpage))
    height = page.get_height()
    textpage.close()
    page.close()
    return Page(lines=lines, height=height, blind=blind)


def _text_in(lines: Sequence[Line], textpage: pdfium.PdfTextPage) -> Callable[[Box], str]:
    """What gives the page's text in a rectangle: by its lines where OCR read them, letter by letter otherwise."""
    if any(line.confidence for line in lines):
        return lambda box: "\n".join(line.text for line in lines if line.box and holds(box, line.box))
    letters = list(_places(textpage))

    def text_in(box: Box) -> str:
        text, before = "", -1
        for index, (letter, x, y) in enumerate(letters):
            if box.left <= x < box.right and box.bottom <= y < box.top:
                text += letter if index == before + 1 else "\n" + letter
                before = index
        return text

    return text_in


def _places(textpage: pdfium.PdfTextPage) -> Iterator[tuple[str, float, float]]:
    """Each character of the page and the middle of it; spaces stand where the character before them does."""
    x = y = -1.0
    box = [ctypes.c_double() for _ in range(4)]
    for index in range(textpage.count_chars()):
        letter = chr(raw.FPDFText_GetUnicode(textpage, index))
        if not letter.isspace() and raw.FPDFText_GetCharBox(textpage, index, *box):
            left, right, bottom, top = (one.value for one in box)
            x, y = (left + right) / 2, (bottom + top) / 2
        yield ("\ufffe" if raw.FPDFText_IsHyphen(textpage, index) == 1 else letter), x, y


def _letters(lines: Sequence[Line]) -> int:
    return sum(character.isalnum() for line in lines for character in line.text)


def _may_be_a_picture(page: pdfium.PdfPage, letters: int) -> bool:
    shapes = sum(thing.type in _SHAPES for thing in page.get_objects())
    pictures = [thing for thing in page.get_objects() if thing.type == raw.FPDF_PAGEOBJ_IMAGE]
    if letters < _BARE:
        return bool(shapes or pictures)
    return shapes > letters or any(_area(thing) > 0.5 * page.get_width() * page.get_height() for thing in pictures)


def _area(thing: pdfium.PdfObject) -> float:
    left, bottom, right, top = thing.get_bounds()
    return float((right - left) * (top - bottom))


def _as_picture(page: pdfium.PdfPage) -> list[Line]:
    """The page's lines as OCR reads them; its models are loaded when the first such page comes."""
    from ingest.reading.pdf_ocr import read_lines

    scale = _PIXELS / max(page.get_size())
    return read_lines(page.render(scale=scale, rev_byteorder=False).to_numpy(), scale)


def _drawn(page: pdfium.PdfPage) -> Iterator[Box]:
    """The rectangles and rules drawn on a page, and whatever else fills no more than its rectangle."""
    for thing in page.get_objects([raw.FPDF_PAGEOBJ_PATH]):
        if raw.FPDFPath_CountSegments(thing) <= _RECTANGLE:
            bounds = thing.get_bounds()
            holder = thing.container
            while holder:  # within a form, places are told in the form's own measure
                bounds, holder = holder.get_matrix().on_rect(*bounds), holder.container
            yield Box(*bounds)


def _text_layer(page: pdfium.PdfPage, textpage: pdfium.PdfTextPage) -> list[Line]:
    """The page's lines with where they stand; without places on a page that is turned sideways."""
    box_at = _boxes(page, textpage) if page.get_rotation() in (0, 180) else None
    lines: list[Line] = []
    offset = 0
    for text in textpage.get_text_range().split("\r\n"):
        if text.strip():
            lines.append(_measured(box_at, text, offset) if box_at else Line(text=text))
        offset += len(text.encode("utf-16-le", "surrogatepass")) // 2 + 2
    return lines


def _measured(box_at: Callable[[int], Box | None], text: str, offset: int) -> Line:
    """The line with its ends and the gaps between its words: pdfium writes one space for any gap, however wide."""
    ends = [
        index
        for index, character in enumerate(text)
        if not character.isspace()
        and (text[index - 1 : index].strip() == "" or text[index + 1 : index + 2].strip() == "")
    ]
    boxes = [(index, box) for index in ends if (box := box_at(offset + index))]
    if not boxes:
        return Line(text=text)
    gaps = tuple(
        Gap(end=end + 1, start=start, width=right.left - left.right, x=right.left)
        for (end, left), (start, right) in pairwise(boxes)
        if text[end + 1 : start].isspace()
    )
    return Line(text=text, first=boxes[0][1], last=boxes[-1][1], gaps=gaps)


def _boxes(page: pdfium.PdfPage, textpage: pdfium.PdfTextPage) -> Callable[[int], Box | None]:
    """Gives the box of the character at an index of the page's text, counted from what the page shows."""
    x0, y0, x1, y1 = page.get_bbox()
    turned = page.get_rotation() == 180
    rect = raw.FS_RECTF()

    def box_at(index: int) -> Box | None:
        character = raw.FPDFText_GetCharIndexFromTextIndex(textpage, index)
        if character < 0 or not raw.FPDFText_GetLooseCharBox(textpage, character, rect) or rect.top <= rect.bottom:
            return None
        if turned:
            return Box(left=x1 - rect.right, bottom=y1 - rect.top, right=x1 - rect.left, top=y1 - rect.bottom)
        return Box(left=rect.left - x0, bottom=rect.bottom - y0, right=rect.right - x0, top=rect.top - y0)

    return box_at
