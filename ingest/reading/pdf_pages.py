"""The pages of a PDF: their lines as pdfium gives them, or as OCR reads them where a page holds no text.

pdfium is not thread-safe: read one PDF at a time in a process.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as raw
from numpy.typing import NDArray

from ingest.reading.pdf_drawn import Drawn, drawn
from ingest.reading.pdf_grids import grids
from ingest.reading.pdf_layout import Box, Line
from ingest.reading.pdf_notes import Added, added, with_notes
from ingest.reading.pdf_rows import Goes, holds, with_rows
from ingest.reading.pdf_shown import Sight, Unshown
from ingest.reading.pdf_sides import with_side_headings
from ingest.reading.pdf_words import TextLayer
from rag.errors import UnreadableFile

MAX_PAGES = 5_000
_BARE = 50
"""Letters and digits up to which a page that shows anything else, too, is looked at as a picture."""
_SPARSE = 400
"""The same for a page with more shapes than letters, or mostly covered by a picture: either may be writing."""
_PIXELS = 2_000
"""The longer side of a page drawn for OCR; more makes it read no better."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What a page says.

    Attributes:
        lines: its lines.
        width: its width in points.
        height: its height in points.
        blind: whether it shows something in which no words were found.
        turned: by how many degrees the page was turned to be read by OCR.
        unshown: how many words of its text layer it doesn't show.
        cut: whether it shows less of a text than its text layer holds.
        false: whether a font's letters aren't those that it shows.
        added: what was added to it.
        goes_on: the table that ends it, which the next page may go on with.
    """

    lines: list[Line]
    width: float
    height: float
    blind: bool
    turned: int
    unshown: Counter[Unshown]
    cut: bool
    false: bool
    added: Added
    goes_on: Goes | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attached:
    """A file within a PDF."""

    name: str
    data: bytes


def pages(name: str, data: bytes) -> tuple[list[Page], list[Attached]]:
    """All pages, and the files attached to them.

    Raises UnreadableFile for a PDF that is damaged, protected by a password or too long.
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
        document.init_forms()
        found = list[Page]()
        for index in range(len(document)):
            found.append(_page(document[index], document.formenv, found[-1].goes_on if found else None))
        attached = list(_attached(document))
    except pdfium.PdfiumError as error:
        raise _damaged(name) from error
    finally:
        document.close()
    if not found:
        raise _damaged(name)
    return found, attached


def _attached(document: pdfium.PdfDocument) -> Iterator[Attached]:
    for index in range(document.count_attachments()):
        attachment = document.get_attachment(index)
        try:
            data = bytes(attachment.get_data())
        except pdfium.PdfiumError:
            data = b""
        yield Attached(name=attachment.get_name(), data=data)


def _damaged(name: str) -> UnreadableFile:
    return UnreadableFile(f"{name!r} is a damaged PDF: download or export it anew and ingest that")


def _page(page: pdfium.PdfPage, forms: pdfium.PdfFormEnv | None, above: Goes | None) -> Page:
    textpage = page.get_textpage()
    thing = drawn(page)
    extra = added(page, thing.frame, forms)
    sight = Sight(thing, extra.covers, extra.struck, lambda: _picture(page, 1.0, grey=True))
    layer = TextLayer(textpage, thing, sight)
    lines, turned = layer.lines, 0
    letters = _letters(lines)
    blind = False
    if layer.false or (letters < _SPARSE and _may_be_a_picture(thing, letters)):
        seen, turned = _as_picture(page)
        lines, turned = (seen, turned) if _letters(seen) > letters else (lines, 0)
        blind = not lines
    lines = with_notes(lines, extra.notes)
    goes_on: Goes | None = None
    if lines and not turned and (tables := grids(thing.rules)):
        lines, goes_on = with_rows(lines, tables, _text_in(lines, layer), above)
    lines = with_side_headings(lines)
    found = Page(
        lines=lines,
        width=page.get_width(),
        height=page.get_height(),
        blind=blind,
        turned=turned,
        unshown=layer.unshown,
        cut=layer.cut,
        false=layer.false,
        added=extra,
        goes_on=goes_on,
    )
    textpage.close()
    page.close()
    return found


def _text_in(lines: Sequence[Line], layer: TextLayer) -> Callable[[Box], str]:
    """What gives the page's text in a rectangle: by its lines where OCR read them, letter by letter otherwise."""
    if any(line.confidence for line in lines):
        return lambda box: "\n".join(line.text for line in lines if line.box and holds(box, line.box))
    return layer.text_in


def _letters(lines: Sequence[Line]) -> int:
    return sum(character.isalnum() for line in lines for character in line.text)


def _may_be_a_picture(thing: Drawn, letters: int) -> bool:
    if letters < _BARE:
        return bool(thing.shapes or thing.pictures)
    half = 0.5 * thing.frame.width * thing.frame.height
    return thing.shapes > letters or any(
        (one.box.right - one.box.left) * one.box.height > half for one in thing.pictures
    )


def _as_picture(page: pdfium.PdfPage) -> tuple[list[Line], int]:
    """The page's lines as OCR reads them, and by how much the page was turned for it; loads the models when needed."""
    from ingest.reading.pdf_ocr import read_upright

    scale = _PIXELS / max(page.get_size())
    return read_upright(_picture(page, scale), scale)


def _picture(page: pdfium.PdfPage, scale: float, *, grey: bool = False) -> NDArray[np.uint8]:
    """The page as it is shown; in blue, green and red unless it is to be grey."""
    picture: NDArray[np.uint8] = page.render(scale=scale, grayscale=grey, rev_byteorder=False).to_numpy()
    return picture[:, :, 0] if grey and picture.ndim == 3 else picture
