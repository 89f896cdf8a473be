"""PDF: the running text of its pages, from their text layer or by OCR."""

from collections.abc import Iterator, Sequence
from statistics import fmean

from ingest.reading.pdf_furniture import without_furniture
from ingest.reading.pdf_layout import Standing, assembled
from ingest.reading.pdf_pages import Page, pages
from ingest.reading.source import Place, SourceText
from rag.errors import UnreadableFile
from rag.minutes import Box


def read_pdf(name: str, data: bytes) -> SourceText:
    """The text of every page, without running headers, footers and page numbers.

    Lines stay lines, columns side by side are parted by " | ", and a blank line stands where the page has one.
    Raises UnreadableFile for a PDF that is damaged, protected by a password or too long, or in whose pictures OCR
    finds no words.
    """
    found = pages(name, data)
    if any(page.blind for page in found) and not any(page.lines for page in found):
        way_out = "scan the paper again, upright and in 300 dpi, and ingest that"
        raise UnreadableFile(f"{name!r} holds pictures only, in which OCR finds no words: {way_out}")
    kept, furniture = without_furniture([page.lines for page in found])
    text, starts, lines = assembled(kept)
    remarks = list(_of_ocr(found))
    if furniture:
        remarks.append("left out at the top or bottom of pages: " + "; ".join(furniture))
    places = tuple(_place(line, found[line.page].height) for line in lines)
    return SourceText(text=text, format="pdf", pages=starts, places=places, remarks=tuple(remarks))


def _of_ocr(found: Sequence[Page]) -> Iterator[str]:
    """What OCR did, in a sentence each."""
    confidences = {
        number: [line.confidence for line in page.lines if line.confidence is not None]
        for number, page in enumerate(found, 1)
    }
    if read := [str(number) for number, sure in confidences.items() if sure]:
        confidence = fmean(one for sure in confidences.values() for one in sure)
        yield f"read by OCR with a confidence of {confidence:.3f}: page {', '.join(read)}"
    if blind := [str(number) for number, page in enumerate(found, 1) if page.blind]:
        yield f"no words found by OCR: page {', '.join(blind)}"


def _place(standing: Standing, height: float) -> Place:
    start, end, page, line = standing
    box = line.box and Box(
        page=page + 1,
        left=round(line.box.left, 1),
        top=round(height - line.box.top, 1),
        right=round(line.box.right, 1),
        bottom=round(height - line.box.bottom, 1),
    )
    return Place(start, end, box, line.confidence)
