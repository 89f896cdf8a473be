"""PDF: the running text of its pages, from their text layer or by OCR."""

from collections.abc import Iterable, Iterator, Sequence
from statistics import fmean

from ingest.reading.pdf_furniture import without_furniture
from ingest.reading.pdf_layout import Box as PageBox
from ingest.reading.pdf_layout import Standing, assembled
from ingest.reading.pdf_notes import Kind
from ingest.reading.pdf_pages import Attached, Page, pages
from ingest.reading.pdf_shown import Unshown
from ingest.reading.source import Place, SourceText, in_blocks
from rag.errors import UnreadableFile
from rag.minutes import Box


def read_pdf(name: str, data: bytes) -> SourceText:
    """The text of every page, without running headers, footers and page numbers.

    Lines stay lines, columns side by side are parted by " | ", and a blank line stands where the page has one. What was
    filled in or written on a page is read with it; attached files come after the pages, each under its name.
    Raises UnreadableFile for a PDF that is damaged, protected by a password or too long, or in whose pictures OCR
    finds no words.
    """
    found, attached = pages(name, data)
    if any(page.blind for page in found) and not any(page.lines for page in found):
        way_out = "scan the paper again, upright and in 300 dpi, and ingest that"
        raise UnreadableFile(f"{name!r} holds pictures only, in which OCR finds no words: {way_out}")
    kept, furniture = without_furniture([page.lines for page in found])
    text, starts, lines = assembled(kept)
    remarks = [*_of_ocr(found), *_of_layer(found), *_of_added(found)]
    if furniture:
        remarks.append("left out at the top or bottom of pages: " + "; ".join(furniture))
    places = tuple(_place(line, found[line.page]) for line in lines)
    read, more = _of_attached(attached)
    return SourceText(
        text=in_blocks([text, *read]),
        format="pdf",
        pages=starts,
        paged=len(text),
        places=places,
        remarks=(*remarks, *more),
    )


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


def _of_layer(found: Sequence[Page]) -> Iterator[str]:
    """What of the text layer isn't what the pages show."""
    for reason, what in _UNSHOWN.items():
        if words := sum(page.unshown[reason] for page in found):
            yield f"{words} words {what} were left out: {_numbers(page.unshown[reason] for page in found)}"
    if cut := _numbers(page.cut for page in found):
        yield f"text is cut off on the page, and was read whole: {cut}"
    if false := _numbers(page.false for page in found):
        yield f"a font gives other letters than it shows, and was not trusted: {false}"


_UNSHOWN = {
    Unshown.HIDDEN: "that the page hides",
    Unshown.COVERED: "under a box",
    Unshown.STRUCK: "struck through",
}


def _of_added(found: Sequence[Page]) -> Iterator[str]:
    """What was read that isn't in the text layer, and how much else lies on the pages."""
    for kind in Kind:
        counts = [sum(note.kind is kind for note in page.added.notes) for page in found]
        if sum(counts):
            yield f"{kind} on the page that were read: {sum(counts)}, {_numbers(counts)}"
    if comments := sum(page.added.comments for page in found):
        yield f"{comments} comments were left out"


def _numbers(holds: Iterable[object]) -> str:
    """The pages that hold anything, by number."""
    numbers = [str(number) for number, one in enumerate(holds, 1) if one]
    return f"page {', '.join(numbers)}" if numbers else ""


def _of_attached(attached: Sequence[Attached]) -> tuple[list[str], list[str]]:
    """The texts of attached files, each under its name, and a remark on each."""
    from ingest.reading import read  # which reads PDFs by this module

    texts, remarks = list[str](), list[str]()
    for file in attached:
        try:
            if file.name.lower().endswith(".pdf") and b"/EmbeddedFile" in file.data:
                raise UnreadableFile(f"{file.name!r} holds attached files itself: ingest it on its own")
            source = read(file.name, file.data)
        except UnreadableFile as error:
            remarks.append(f"an attached file was not read: {error}")
        else:
            texts += [f"Attached file: {file.name}", source.text]
            remarks += [f"read from the attached file {file.name!r}", *source.remarks]
    return texts, remarks


def _place(standing: Standing, page: Page) -> Place:
    start, end, number, line = standing
    return Place(start, end, line.box and _on_page(line.box, number, page), line.confidence)


def _on_page(box: PageBox, number: int, page: Page) -> Box:
    """The rectangle from the upper left corner of the page as it lies in the file."""
    high = page.width if page.turned in (90, 270) else page.height
    left, top, right, bottom = box.left, high - box.top, box.right, high - box.bottom
    match page.turned:  # it was turned to the left by as much
        case 90:
            left, top, right, bottom = page.width - bottom, left, page.width - top, right
        case 180:
            left, top, right, bottom = page.width - right, page.height - bottom, page.width - left, page.height - top
        case 270:
            left, top, right, bottom = top, page.height - right, bottom, page.height - left
    left, top, right, bottom = (round(edge, 1) for edge in (left, top, right, bottom))
    return Box(page=number + 1, left=left, top=top, right=right, bottom=bottom)
