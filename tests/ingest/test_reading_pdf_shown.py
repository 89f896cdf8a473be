"""PDF: what a page hides isn't read, what it shows beside its text layer is, and a remark says so."""

from collections.abc import Callable
from io import BytesIO

import fpdf
import pypdfium2 as pdfium
import pytest
from fpdf.enums import TextMode
from PIL import Image, ImageDraw

from ingest.reading import read
from ingest.reading.pdf_fonts import is_false
from ingest.reading.source import SourceText

Draw = Callable[[fpdf.FPDF], object]
GATE = "The gate was mended by Mr Dent for 450 pounds."


def blank(draw: Draw) -> fpdf.FPDF:
    document = fpdf.FPDF(format="A4", unit="pt")
    document.set_auto_page_break(False)
    document.add_page()
    document.set_font("helvetica", size=11)
    document.text(60, 60, GATE)
    draw(document)
    return document


def source(draw: Draw) -> SourceText:
    return read("a.pdf", bytes(blank(draw).output()))


def unseen(document: fpdf.FPDF) -> None:
    with document.local_context(text_mode=TextMode.INVISIBLE):
        document.text(60, 100, "paid 77,000 pounds")


def white(document: fpdf.FPDF) -> None:
    document.set_text_color(255, 255, 255)
    document.text(60, 100, "paid 77,000 pounds")


def dark_on_dark(document: fpdf.FPDF) -> None:
    document.set_fill_color(10, 10, 10)
    document.rect(50, 80, 300, 40, style="F")
    document.text(60, 100, "paid 77,000 pounds")


def transparent(document: fpdf.FPDF) -> None:
    with document.local_context(fill_opacity=0.0):
        document.text(60, 100, "paid 77,000 pounds")


def off_the_page(document: fpdf.FPDF) -> None:
    document.text(700, 100, "paid 77,000 pounds")


def clipped_away(document: fpdf.FPDF) -> None:
    with document.rect_clip(50, 300, 200, 20):
        document.text(60, 100, "paid 77,000 pounds")


def white_on_a_picture(document: fpdf.FPDF) -> None:
    document.image(picture(Image.new("L", (300, 40), 250)), 50, 80, 300, 40)
    white(document)


@pytest.mark.parametrize(
    "draw", [unseen, white, dark_on_dark, transparent, off_the_page, clipped_away, white_on_a_picture]
)
def test_hidden_words_are_left_out_and_remarked(draw: Draw) -> None:
    found = source(draw)
    assert found.text == GATE
    assert found.remarks == ("3 words that the page hides were left out: page 1",)


def picture(image: Image.Image) -> BytesIO:
    data = BytesIO()
    image.save(data, "PNG")
    data.seek(0)
    return data


def label(document: fpdf.FPDF) -> None:
    document.set_fill_color(0, 0, 0)
    document.rect(50, 80, 300, 30, style="F")
    document.set_text_color(255, 255, 255)
    document.text(60, 100, "Present")


def over_a_scan(document: fpdf.FPDF) -> None:
    scan = Image.new("L", (300, 40), 255)
    ImageDraw.Draw(scan).text((12, 14), "Present", fill=0)
    document.image(picture(scan), 50, 80, 300, 40)
    with document.local_context(text_mode=TextMode.INVISIBLE):
        document.text(60, 103, "Present")


def on_shaded_ground(document: fpdf.FPDF) -> None:
    document.set_fill_color(220, 220, 220)
    document.rect(50, 80, 300, 30, style="F")
    document.text(60, 100, "Present")


@pytest.mark.parametrize("draw", [label, over_a_scan, on_shaded_ground])
def test_words_that_are_seen_stay(draw: Draw) -> None:
    found = source(draw)
    assert found.text.endswith("Present")
    assert not found.remarks


def box(document: fpdf.FPDF) -> None:
    document.text(60, 100, "A complaint came from")
    document.text(180, 100, "Mrs D Quelch, 7 Mill Lane.")
    document.set_fill_color(0, 0, 0)
    document.rect(176, 88, 160, 16, style="F")


def dark_picture(document: fpdf.FPDF) -> None:
    document.text(60, 100, "A complaint came from")
    document.text(180, 100, "Mrs D Quelch, 7 Mill Lane.")
    document.image(picture(Image.new("L", (20, 20), 5)), 176, 86, 160, 20)


def labelled_box(document: fpdf.FPDF) -> None:
    box(document)
    document.set_text_color(255, 255, 255)
    document.text(600, 100, "")


@pytest.mark.parametrize("draw", [box, dark_picture, labelled_box])
def test_covered_words_are_left_out_where_they_stood(draw: Draw) -> None:
    found = source(draw)
    assert found.text.endswith("A complaint came from [covered]")
    assert found.remarks == ("6 words under a box were left out: page 1",)


def test_words_struck_out_by_an_annotation_are_left_out() -> None:
    def draw(document: fpdf.FPDF) -> None:
        document.text(60, 100, "RESOLVED: to fill the pond.")
        document.add_text_markup_annotation("StrikeOut", "", (60, 752, 220, 752, 60, 738, 220, 738))

    found = source(draw)
    assert found.text == GATE
    assert found.remarks == ("5 words struck through were left out: page 1",)


def test_notes_written_on_a_page_are_read_and_comments_are_not() -> None:
    def draw(document: fpdf.FPDF) -> None:
        document.free_text_annotation("Amended: 8,950 and not 9,850", x=60, y=120, w=200, h=20)
        document.text_annotation(60, 200, "Is that right?")

    found = source(draw)
    assert found.text == f"{GATE}\n\nNote on the page: Amended: 8,950 and not 9,850"
    assert found.remarks == ("notes on the page that were read: 1, page 1", "1 comments were left out")


def page_of(drawn: str, page: str, *more: str, catalog: str = "") -> bytes:
    """A PDF of one page, that draws what is given; `more` are its further objects, from the fifth on."""
    objects = [
        f"<< /Type /Catalog /Pages 2 0 R {catalog} >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> {page} >>",
        f"<< /Length {len(drawn)} >>\nstream\n{drawn}endstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        *more,
    ]
    data, places = b"%PDF-1.7\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(data))
        data += f"{number} 0 obj\n{one}\nendobj\n".encode("latin-1")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    end = f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(data)}\n%%EOF\n"
    return data + f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}{end}".encode()


def with_fields() -> bytes:
    """A page with a filled field, and one of two boxes ticked, between its words."""
    lines = [(20, 150, "Present:"), (20, 100, "Decision:"), (105, 100, "Supported"), (185, 100, "Objected")]
    looks = "/AP << /N << /Yes 9 0 R /Off 9 0 R >> >>"
    return page_of(
        "".join(f"BT /F 11 Tf {x} {y} Td ({text}) Tj ET\n" for x, y, text in lines),
        "/MediaBox [0 0 400 200] /Annots [6 0 R 7 0 R 8 0 R]",
        "<< /Type /Annot /Subtype /Widget /FT /Tx /T (who) /V (Cllrs Dent and Holt) /Rect [100 148 300 166] >>",
        f"<< /Type /Annot /Subtype /Widget /FT /Btn /T (a) /V /Yes /AS /Yes /Rect [90 98 100 108] {looks} >>",
        f"<< /Type /Annot /Subtype /Widget /FT /Btn /T (b) /AS /Off /Rect [170 98 180 108] {looks} >>",
        "<< /Type /XObject /Subtype /Form /BBox [0 0 1 1] /Length 0 >>\nstream\n\nendstream",
        catalog="/AcroForm << /Fields [6 0 R 7 0 R 8 0 R] >>",
    )


def test_filled_fields_and_ticks_are_read_where_they_stand() -> None:
    found = read("a.pdf", with_fields())
    assert found.text.split() == "Present: Cllrs Dent and Holt Decision: ☑ Supported ☐ Objected".split()
    assert found.remarks == (
        "filled form fields on the page that were read: 1, page 1",
        "check boxes on the page that were read: 2, page 1",
    )


def test_attached_files_are_read_after_the_pages() -> None:
    document = pdfium.PdfDocument(bytes(blank(lambda document: None).output()))
    document.new_attachment("minutes.txt").set_data(b"1. Wall\n\nThe wall was mended.")
    document.new_attachment("sheet.xls").set_data(b"x")
    data = BytesIO()
    document.save(data)
    found = read("a.pdf", data.getvalue())
    assert found.text == f"{GATE}\n\nAttached file: minutes.txt\n\n1. Wall\n\nThe wall was mended."
    assert [found.page_at(found.text.index(word)) for word in ("gate", "wall")] == [1, None]
    assert found.remarks[0] == "read from the attached file 'minutes.txt'"
    assert found.remarks[1].startswith("an attached file was not read: 'sheet.xls' is of a kind")


@pytest.mark.parametrize(
    ("before", "mark", "after", "text"),
    [
        ("a premium of £1,250", "2", " for it", "a premium of £1,250 ² for it"),
        ("at £460", "13", ", from the budget", "at £460 ¹³, from the budget"),
        ("the Council", "1", " met", "the Council ¹ met"),
        ("a plot of 40 m", "2", " is let", "a plot of 40 m² is let"),
        ("the ", "2", "nd of May", "the ²nd of May"),
    ],
)
def test_raised_digits_are_set_apart_from_figures(before: str, mark: str, after: str, text: str) -> None:
    def draw(document: fpdf.FPDF) -> None:
        document.text(60, 100, before)
        x = 60 + document.get_string_width(before)
        document.set_font_size(6.5)
        document.text(x, 96, mark)
        x += document.get_string_width(mark)
        document.set_font_size(11)
        document.text(x, 100, after)

    assert source(draw).text == f"{GATE}\n\n{text}"


def test_a_number_of_the_lines_own_size_is_a_figure() -> None:
    assert source(lambda document: document.text(60, 100, "2 May 2024: £1,2502")).text.endswith("£1,2502")


@pytest.mark.parametrize(
    ("turned", "matrix"), [(90, "0 1 -1 0 {0} {2}"), (180, "-1 0 0 -1 {3} {1}"), (270, "0 -1 1 0 {1} {4}")]
)
def test_a_turned_page_is_read_as_it_is_shown(turned: int, matrix: str) -> None:
    width, height = 400, 300
    drawn = ""
    for x, y, text in ((40, 200, "The gate was mended."), (40, 180, "The wall fell."), (180, 180, "Ms K Draper")):
        where = matrix.format(width - y, y if turned == 270 else height - y, x, width - x, height - x)
        drawn += f"BT /F 11 Tf {where} Tm ({text}) Tj ET\n"
    found = read("a.pdf", page_of(drawn, f"/Rotate {turned} /MediaBox [0 0 {width} {height}]"))
    assert found.text == "The gate was mended.\nThe wall fell. | Ms K Draper"
    [box] = found.boxes(0, 5)
    assert round(box.left) == 40


@pytest.mark.parametrize(
    ("words", "unmapped", "false"),
    [
        ("The Clerk reported that the verges had been cut and the hedge laid", False, False),
        ("RESOLVED THAT THE MINUTES OF THE COUNCIL BE APPROVED AND SIGNED BY THE CHAIRMAN", True, False),
        ("Penderfynwyd cymeradwyo cofnodion y cyfarfod blaenorol a diolch i'r Clerc", False, False),
        ("Cllrs Latchford, Thackray, Omoyele, Ridout, Penrose, Frayne and Quelch", False, False),
        ("7KDW WKH &OHUNV UHSRUW EH UHFHLYHG ZLWK WKDQNV DQG WKH QHZ WHQDQW EH DVNHG", False, True),
        ("| ! \" # $ % & ' ( ) * + , - . /", True, True),
        ("| ! \" # $ % & ' ( ) * + , - . /", False, False),
        ("£1,250.00 £460.00 14/05/2024", True, False),
    ],
)
def test_a_font_is_false_whose_letters_follow_each_other_as_in_no_language(
    words: str, unmapped: bool, false: bool
) -> None:
    assert is_false(words.split(), unmapped=unmapped) is false
