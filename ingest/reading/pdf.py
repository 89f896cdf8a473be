"""PDF with a text layer: its lines as pdfium gives them, one by one and in its order.

pdfium is not thread-safe: read one PDF at a time in a process.
"""

from itertools import pairwise

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from ingest.reading.pdf_furniture import without_furniture
from ingest.reading.pdf_layout import Box, Gap, Line, assembled
from ingest.reading.source import SourceText
from rag.errors import UnreadableFile

MAX_PAGES = 5_000
_SCANNED = 50
"""Characters a page, on average, below which a document with drawn pages counts as a scan."""


def read_pdf(name: str, data: bytes) -> SourceText:
    """The text of every page, without running headers, footers and page numbers.

    Lines stay lines, columns side by side are parted by " | ", and a blank line stands where the page has one.
    Raises UnreadableFile for a scan, and for a PDF that is damaged, protected by a password or longer than MAX_PAGES.
    """
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
        pages = [_lines(document[index]) for index in range(len(document))]
        drawn = [index + 1 for index, lines in enumerate(pages) if not lines and _is_drawn(document[index])]
    except pdfium.PdfiumError as error:
        raise _damaged(name) from error
    finally:
        document.close()
    return _source(name, pages, drawn)


def _source(name: str, pages: list[list[Line]], drawn: list[int]) -> SourceText:
    if not pages:
        raise _damaged(name)
    if drawn and sum(len(line.text) for lines in pages for line in lines) < _SCANNED * len(pages):
        way_out = "it is probably a scan; run OCR on it (for example ocrmypdf) and ingest the result"
        raise UnreadableFile(f"{name!r} has no text layer: {way_out}")
    remarks = []
    if drawn:
        remarks.append(f"no text layer on page {', '.join(map(str, drawn))}: run OCR on it (for example ocrmypdf)")
    kept, furniture = without_furniture(pages)
    if furniture:
        remarks.append("left out at the top or bottom of pages: " + "; ".join(furniture))
    text, starts = assembled(kept)
    return SourceText(text=text, format="pdf", pages=starts, remarks=tuple(remarks))


def _damaged(name: str) -> UnreadableFile:
    return UnreadableFile(f"{name!r} is a damaged PDF: download or export it anew and ingest that")


def _is_drawn(page: pdfium.PdfPage) -> bool:
    return bool(raw.FPDFPage_CountObjects(page) > 0)


def _lines(page: pdfium.PdfPage) -> list[Line]:
    """The page's lines with where they stand; without places on a page that is turned sideways."""
    textpage = page.get_textpage()
    measured = page.get_rotation() in (0, 180)
    lines: list[Line] = []
    offset = 0
    for text in textpage.get_text_range().split("\r\n"):
        if text.strip():
            lines.append(_measured(textpage, text, offset) if measured else Line(text=text))
        offset += len(text.encode("utf-16-le", "surrogatepass")) // 2 + 2
    textpage.close()
    page.close()
    return lines


def _measured(textpage: pdfium.PdfTextPage, text: str, offset: int) -> Line:
    """The line with its ends and the gaps between its words: pdfium writes one space for any gap, however wide."""
    ends = [
        index
        for index, character in enumerate(text)
        if not character.isspace()
        and (text[index - 1 : index].strip() == "" or text[index + 1 : index + 2].strip() == "")
    ]
    boxes = [(index, box) for index in ends if (box := _box(textpage, offset + index))]
    if not boxes:
        return Line(text=text)
    gaps = tuple(
        Gap(end=end + 1, start=start, width=right.left - left.right, x=right.left)
        for (end, left), (start, right) in pairwise(boxes)
        if text[end + 1 : start].isspace()
    )
    return Line(text=text, first=boxes[0][1], last=boxes[-1][1], gaps=gaps)


def _box(textpage: pdfium.PdfTextPage, index: int) -> Box | None:
    rect = raw.FS_RECTF()
    character = raw.FPDFText_GetCharIndexFromTextIndex(textpage, index)
    if character < 0 or not raw.FPDFText_GetLooseCharBox(textpage, character, rect):
        return None
    box = Box(left=rect.left, bottom=rect.bottom, right=rect.right, top=rect.top)
    return box if box.height > 0 else None
