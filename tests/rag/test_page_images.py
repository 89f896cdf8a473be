from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest
from fpdf import FPDF
from PIL import Image

from rag.errors import OriginalGone, UnknownDocument, WrongUse
from rag.ledger import Ledger
from rag.minutes import Box, Document
from rag.page_images import PageImages

BOX = Box(2, 90, 500, 300, 520)  # on the second page, in points
MARKED, PAPER = (255, 240, 150), (255, 255, 255)


@pytest.fixture
def images(tmp_path: Path, document: Callable[..., Document]) -> Iterator[PageImages]:
    """A home with one PDF of two pages and one text; the paragraph "a.pdf-1" stands on the second page."""
    pdf = FPDF(unit="pt", format=(600, 800))
    pdf.set_font("helvetica", size=12)
    for words in ("The pond.", "The hall."):
        pdf.add_page()
        pdf.text(100, 515, words)
    file = tmp_path / "a.pdf"
    file.write_bytes(bytes(pdf.output()))
    made = document("a.pdf", ["The pond."], ["The hall."], source=str(file))
    first, second = made.meeting.items
    placed = replace(second.paragraphs[0], page=2, boxes=(BOX,))
    meeting = replace(made.meeting, items=(first, replace(second, paragraphs=(placed,))))
    digest = sha256(file.read_bytes()).hexdigest()
    with closing(Ledger(tmp_path / "home", create=True)) as ledger:
        ledger.put(replace(made, format="pdf", digest=digest, meetings=(meeting,)))
        text = tmp_path / "b.txt"
        text.write_text("The pond.")
        ledger.put(replace(document("b.txt", ["The pond."]), source=str(text), digest=sha256(b"The pond.").hexdigest()))
        yield PageImages(ledger, tmp_path / "home" / "pages")


def opened(png: bytes) -> Image.Image:
    return Image.open(BytesIO(png)).convert("RGB")


def test_a_page_is_drawn_with_the_box_of_its_paragraph(images: PageImages):
    shown = images.page("a.pdf", 2, ["a.pdf-1"])
    image = opened(shown.png)
    assert image.size == (1200, 1600)
    assert image.getpixel((2 * 250, 2 * 505)) == MARKED
    assert image.getpixel((2 * 250, 2 * 300)) == PAPER
    dark = [image.getpixel((x, y)) for x in range(200, 260) for y in range(1000, 1040)]
    assert min(sum(one) for one in dark if isinstance(one, tuple)) < 150  # the words on the ground stay legible
    assert (shown.page, shown.pages) == (2, 2)
    assert shown.alt == "Page 2 of 2 of a.pdf; marked on it: The hall."


def test_a_page_has_only_boxes_of_its_own(images: PageImages):
    shown = images.page("a.pdf", 1, ["a.pdf-1", "no such paragraph"])
    assert shown.png == images.page("a.pdf", 1).png
    assert shown.alt == "Page 1 of 2 of a.pdf"


def test_a_page_can_be_larger(images: PageImages):
    assert opened(images.page("a.pdf", 1, zoom=0.5).png).size == (600, 800)
    assert max(opened(images.page("a.pdf", 1, zoom=3).png).size) <= 4000


def test_images_are_kept_and_the_oldest_go(images: PageImages, tmp_path: Path):
    folder = tmp_path / "home" / "pages"
    first = images.page("a.pdf", 1).png
    [file] = folder.iterdir()
    file.write_bytes(b"kept")
    assert images.page("a.pdf", 1).png == b"kept"
    little = PageImages(images._ledger, folder, most=len(first) + 10)
    assert little.page("a.pdf", 2).png.startswith(b"\x89PNG")
    assert len(list(folder.iterdir())) <= 2
    little.page("a.pdf", 2, zoom=0.5)
    assert file not in folder.iterdir()


def test_where_nothing_can_be_kept_pages_are_drawn_all_the_same(images: PageImages, tmp_path: Path):
    (tmp_path / "home" / "pages").write_text("no folder")
    assert images.page("a.pdf", 1).png.startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("name", "page", "zoom", "error", "why"),
    [
        ("a.pdf", 3, 1.0, WrongUse, "pages 1 to 2"),
        ("a.pdf", 0, 1.0, WrongUse, "pages 1 to 2"),
        ("a.pdf", 1, 30.0, WrongUse, "zoom"),
        ("b.txt", 1, 1.0, OriginalGone, "no PDF"),
        ("c.pdf", 1, 1.0, UnknownDocument, r"c\.pdf"),
    ],
)
def test_what_cannot_be_shown_is_said(
    images: PageImages, name: str, page: int, zoom: float, error: type[Exception], why: str
):
    with pytest.raises(error, match=why):
        images.page(name, page, zoom=zoom)


def test_a_damaged_file_is_said_to_be_that(images: PageImages, tmp_path: Path, document: Callable[..., Document]):
    bad = tmp_path / "bad.pdf"
    bad.write_bytes(b"%PDF-1.4 no more")
    digest = sha256(bad.read_bytes()).hexdigest()
    images._ledger.put(replace(document("bad.pdf", ["Words."], source=str(bad)), format="pdf", digest=digest))
    with pytest.raises(OriginalGone, match="can't be drawn"):
        images.page("bad.pdf", 1)
