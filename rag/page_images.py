"""The pages of PDFs as images, with boxes drawn around paragraphs; kept in the home, the oldest of many go."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from threading import Lock

import pypdfium2 as pdfium
from PIL import Image, ImageChops, ImageDraw

from rag.errors import OriginalGone, WrongUse
from rag.ledger import Ledger
from rag.minutes import Box, CitedParagraph, readable
from rag.originals import original
from rag.words import say

_PIXELS = 2  # for each point of a page at its plain size: 144 to the inch
_LONGEST = 4_000  # pixels of a side: more is slow to draw, and no screen shows it
_KEPT = 200_000_000  # bytes of images that a home keeps
_MARGIN = 2.0  # points between a paragraph and its box
_FILL, _EDGE = (255, 240, 150), (20, 80, 160)
_PDFIUM = Lock()  # it is not thread-safe


@dataclass(frozen=True, slots=True, kw_only=True)
class PageImage:
    """One page as PNG; `pages` is how many the document has, `alt` what is marked on it, in words."""

    png: bytes
    page: int
    pages: int
    alt: str


class PageImages:
    """Draws the pages of one home's documents."""

    def __init__(self, ledger: Ledger, folder: Path, most: int = _KEPT) -> None:
        """`folder` keeps the images, `most` bytes of them."""
        self._ledger, self._folder, self._most = ledger, folder, most

    def page(
        self, document: str, number: int, marked: Sequence[str] = (), *, zoom: float = 1.0, exempt: bool = True
    ) -> PageImage:
        """A page, counted from 1, with boxes around the marked paragraphs of it, given by their ids.

        Without `exempt` no page is shown of minutes that hold what was taken with the public excluded.

        Raises:
            UnknownDocument: no document has that name.
            OriginalGone: the file is not there or not as it was read, is withheld, or has no pages.
            WrongUse: there is no such page, or the zoom is not between 0.25 and 3.
        """
        if not 0.25 <= zoom <= 3:
            raise WrongUse("A page can be shown at 0.25 to 3 times its size; give another zoom.")
        found = original(self._ledger, document, exempt=exempt)
        if found.format != "pdf":
            raise OriginalGone(f"{document!r} is no PDF, so it has no pages to show; its words are in the ledger.")
        own = [one for one in self._ledger.paragraphs(list(dict.fromkeys(marked))) if one.document == document]
        boxes = [box for one in own for box in one.paragraph.boxes if box.page == number]
        key = json.dumps([found.digest, number, [(b.left, b.top, b.right, b.bottom) for b in boxes], zoom])
        kept = self._folder / f"{hashlib.sha256(key.encode()).hexdigest()}.png"
        with _PDFIUM, _opened(found.data, document) as pdf:
            pages = len(pdf)
            if not 1 <= number <= pages:
                raise WrongUse(f"{document!r} has pages 1 to {pages}; give one of them.")
            png = self._read(kept) or self._keep(kept, _drawn(pdf[number - 1], boxes, zoom))
        return PageImage(png=png, page=number, pages=pages, alt=_alt(document, number, pages, own, boxes))

    def _read(self, file: Path) -> bytes | None:
        with suppress(OSError):
            png = file.read_bytes()
            file.touch()  # it is wanted: others go before it
            return png
        return None

    def _keep(self, file: Path, png: bytes) -> bytes:
        with suppress(OSError):  # without room every page is drawn anew
            self._folder.mkdir(exist_ok=True)
            part = file.with_suffix(".part")
            part.write_bytes(png)
            part.replace(file)
            kept = sorted(self._folder.glob("*.png"), key=lambda one: one.stat().st_mtime, reverse=True)
            total = 0
            for one in kept:
                total += one.stat().st_size
                if total > self._most:
                    one.unlink(missing_ok=True)
        return png


@contextmanager
def _opened(data: bytes, document: str) -> Iterator[pdfium.PdfDocument]:
    try:
        pdf = pdfium.PdfDocument(data)
        try:
            pdf.init_forms()
            yield pdf
        finally:
            pdf.close()
    except pdfium.PdfiumError as error:
        raise OriginalGone(
            f"The pages of {document!r} can't be drawn ({error}); its words are in the ledger."
        ) from error


def _drawn(page: pdfium.PdfPage, boxes: Sequence[Box], zoom: float) -> bytes:
    """The page with the boxes as a reader would mark them: the words stay legible on the ground of each."""
    scale = min(_PIXELS * zoom, _LONGEST / max(page.get_size()))
    image = page.render(scale=scale).to_pil().convert("RGB")
    ground = Image.new("RGB", image.size, "white")
    edges = [
        tuple(scale * side for side in (b.left - _MARGIN, b.top - _MARGIN, b.right + _MARGIN, b.bottom + _MARGIN))
        for b in boxes
    ]
    for edge in edges:
        ImageDraw.Draw(ground).rectangle(edge, fill=_FILL)
    image = ImageChops.multiply(image, ground)
    if edges:
        lefts, tops, rights, bottoms = zip(*edges, strict=True)
        whole = min(lefts), min(tops), max(rights), max(bottoms)
        ImageDraw.Draw(image).rectangle(whole, outline=_EDGE, width=max(2, round(scale)))
    written = BytesIO()
    image.save(written, "PNG", optimize=False, compress_level=6)
    return written.getvalue()


def _alt(document: str, number: int, pages: int, own: Sequence[CitedParagraph], boxes: Sequence[Box]) -> str:
    words = " ".join(readable(one.paragraph.text) for one in own if set(one.paragraph.boxes) & set(boxes))
    key = "minutes.image_marked" if words else "minutes.image"
    return say(key, n=number, pages=pages, document=document, words=words)
