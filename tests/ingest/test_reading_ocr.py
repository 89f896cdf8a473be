"""Scans, and pages whose letters are drawn as lines, are read by OCR; nothing else waits for its models."""

import subprocess
import sys
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import fpdf
import numpy as np
import pypdfium2
import pytest
from PIL import Image

from ingest.parsing import parse
from ingest.reading import read
from ingest.reading.ocr import Piece, _rows
from ingest.reading.pdf_layout import Box
from ingest.reading.pdf_ocr import read_upright
from ingest.reading.source import SourceText
from rag.errors import UnreadableFile

PROJECT = Path(__file__).parents[2]
Draw = Callable[[fpdf.FPDF], object]
LINES = [
    "Orrin Parish Council",
    "1. Apologies were received from Cllr B Dunmore.",
    "2. It was resolved to mend the pump for £415.",
]


def pdf(*pages: Draw) -> bytes:
    document = fpdf.FPDF(format="A4")
    document.set_auto_page_break(False)
    document.set_font("helvetica", size=12)
    for draw in pages:
        document.add_page()
        draw(document)
    return bytes(document.output())


def written(document: fpdf.FPDF) -> None:
    for index, line in enumerate(LINES):
        document.text(20, 40 + 15 * index, line)


def scanned(document: fpdf.FPDF) -> None:
    """The written page as a scanner gives it: one picture, a little grey."""
    picture = pypdfium2.PdfDocument(pdf(written))[0].render(scale=2).to_pil().convert("L")
    file = BytesIO()
    picture.point([min(value, 235) for value in range(256)]).save(file, "JPEG")
    document.image(file, x=0, y=0, w=210, h=297)


STROKES = {
    "E": ((0, 0, 0, 2), (0, 0, 1, 0), (0, 1, 1, 1), (0, 2, 1, 2)),
    "H": ((0, 0, 0, 2), (1, 0, 1, 2), (0, 1, 1, 1)),
    "I": ((0, 0, 0, 2),),
    "L": ((0, 0, 0, 2), (0, 2, 1, 2)),
    "T": ((0.5, 0, 0.5, 2), (0, 0, 1, 0)),
}


def outlined(document: fpdf.FPDF) -> None:
    """A page that holds no letters and shows some all the same."""
    document.set_line_width(0.6)
    x = 30.0
    for letter in "THE LITTLE TILE HILL":
        for x0, y0, x1, y1 in STROKES.get(letter, ()):
            document.line(x + 2.5 * x0, 50 + 2.5 * y0, x + 2.5 * x1, 50 + 2.5 * y1)
        x += 2.5 if letter == "I" else 5


@pytest.fixture(scope="module")
def scan() -> SourceText:
    return read("a.pdf", pdf(scanned))


def test_a_scan_is_read_and_says_so(scan: SourceText) -> None:
    assert scan.text.split("\n\n") == LINES
    assert scan.ocr
    assert scan.remarks[0].startswith("read by OCR with a confidence of 0.9")
    assert scan.remarks[0].endswith(": page 1")


def test_a_paragraph_of_a_scan_knows_its_confidence_and_its_box(scan: SourceText) -> None:
    pump = next(paragraph for paragraph in parse(scan, "a.pdf")[0].paragraphs if "pump" in paragraph.text)
    assert pump.confidence is not None
    assert 0.9 < pump.confidence <= 1
    (box,) = pump.boxes
    millimetre = 72 / 25.4
    assert box.page == 1
    assert [box.left, box.bottom] == pytest.approx([20 * millimetre, 70 * millimetre], abs=6)
    assert 8 < box.bottom - box.top < 20
    assert 200 < box.right - box.left < 300


def test_letters_drawn_as_lines_are_read() -> None:
    found = read("a.pdf", pdf(outlined))
    assert found.text == "THE LITTLE TILE HILL"
    assert found.ocr


def test_only_the_page_without_text_layer_is_read_by_ocr() -> None:
    found = read("a.pdf", pdf(written, outlined))
    first, second = found.text[: found.pages[1]], found.text[found.pages[1] :]
    assert (first.strip().split("\n\n"), second) == (LINES, "THE LITTLE TILE HILL")
    assert found.confidence(0, len(first)) is None
    assert (found.confidence(found.pages[1], len(found.text)) or 0) > 0.8
    assert [remark.partition(": ")[2] for remark in found.remarks] == ["page 2"]


def test_a_picture_without_words_is_refused_or_remarked() -> None:
    def picture(document: fpdf.FPDF) -> None:
        document.image(Image.new("RGB", (40, 40), "grey"), x=10, y=10, w=180)

    with pytest.raises(UnreadableFile, match=r"'a\.pdf' holds pictures only, in which OCR finds no words: scan the"):
        read("a.pdf", pdf(picture))
    assert read("a.pdf", pdf(written, picture)).remarks == ("no words found by OCR: page 2",)


def test_a_line_under_a_signature_does_not_make_a_page_a_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    def asked(page: object) -> None:
        raise AssertionError("OCR was asked")

    monkeypatch.setattr("ingest.reading.pdf_pages._as_picture", asked)

    def signed(document: fpdf.FPDF) -> None:
        written(document)
        document.line(20, 100, 80, 100)

    assert not read("a.pdf", pdf(signed)).ocr


def test_no_model_is_loaded_for_a_text_layer(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(pdf(written))
    script = (
        "import sys, pathlib; from ingest.reading import read; "
        "assert read('a.pdf', pathlib.Path(sys.argv[1]).read_bytes()).text; "
        "sys.exit(any(name.startswith(('rapidocr', 'onnxruntime', 'cv2')) for name in sys.modules))"
    )
    run = subprocess.run([sys.executable, "-c", script, tmp_path / "a.pdf"], cwd=PROJECT, check=False)
    assert run.returncode == 0


def test_pieces_side_by_side_are_one_row_from_left_to_right() -> None:
    clerk, chair, hall = (
        Piece("Clerk", 300, 101, 340, 113, 1.0),
        Piece("Chair", 20, 103, 60, 115, 1.0),
        Piece("Hall", 20, 118, 60, 130, 1.0),
    )
    assert _rows([clerk, chair, hall]) == [[chair, clerk], [hall]]


def test_dirt_is_left_out_and_councillors_are_told_from_strokes(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [
        Piece("ClIr Dunmore and CIrs Holt", 20, 100, 220, 124, 0.98),
        Piece("ClIrly", 20, 140, 60, 164, 0.9),
        Piece("a~/.", 20, 190, 60, 210, 0.31),
        Piece("一", 0, 300, 800, 700, 0.73),
    ]
    monkeypatch.setattr("ingest.reading.pdf_ocr.pieces", lambda picture: found)
    lines, turned = read_upright(np.zeros((1000, 800, 3), np.uint8), 2.0)
    assert [line.text for line in lines] == ["Cllr Dunmore and Cllrs Holt", "ClIrly"]
    assert lines[0].box == Box(10, 438, 110, 450)
    assert (lines[0].confidence, turned) == (0.98, 0)
