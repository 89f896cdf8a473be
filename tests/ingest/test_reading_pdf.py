"""PDF: lines, columns and paragraphs of the text layer, page by page."""

from collections.abc import Callable

import fpdf
import pytest

from ingest.reading import read
from ingest.reading.pdf_layout import Box, Line, assembled
from ingest.reading.source import SourceText
from rag.errors import UnreadableFile

Draw = Callable[[fpdf.FPDF], object]


def pdf(*pages: Draw) -> bytes:
    document = fpdf.FPDF(format="A4")
    document.set_auto_page_break(False)
    document.set_font("helvetica", size=11)
    for draw in pages:
        document.add_page()
        draw(document)
    return bytes(document.output())


def source(*pages: Draw) -> SourceText:
    return read("a.pdf", pdf(*pages))


def at(*lines: tuple[float, float, str]) -> Draw:
    """Draws each text at its place, in millimetres from the upper left corner."""

    def draw(document: fpdf.FPDF) -> None:
        for x, y, text in lines:
            document.text(x, y, text)

    return draw


def column(*lines: str, x: float = 20, y: float = 40) -> Draw:
    """Draws lines 5 mm apart; an empty one leaves a gap of 5 mm more."""
    return at(*((x, y + 5 * index, line) for index, line in enumerate(lines) if line))


def test_lines_stay_lines_and_gaps_are_blank_lines() -> None:
    found = source(
        column("Minutes of the Council", "held in the hall", "", "1. Apologies", "None.", "", "", "2. Roads")
    )
    assert found.text == "Minutes of the Council\nheld in the hall\n\n1. Apologies\nNone.\n\n2. Roads"
    assert found.pages == (0,)


def test_columns_drawn_row_by_row_are_parted() -> None:
    rows = [("Cllr A Martin", "Ms K Draper, Clerk"), ("Cllr C Rothero", "Mr R Deeley"), ("Cllr B Day", "")]
    found = source(
        at(
            *(
                (x, 40 + 5 * i, name)
                for i, row in enumerate(rows)
                for x, name in zip((20, 110), row, strict=True)
                if name
            )
        )
    )
    assert found.text == "Cllr A Martin | Ms K Draper, Clerk\nCllr C Rothero | Mr R Deeley\nCllr B Day"


def test_a_long_cell_that_nearly_touches_the_next_column_is_parted_too() -> None:
    found = source(at((20, 40, "Cllr A Martin (Town Mayor, in the Chair)"), (98, 40, "Cllr S Mehra"),
                      (20, 45, "Cllr C Rothero"), (98, 45, "Cllr P Day")))  # fmt: skip
    assert found.text == "Cllr A Martin (Town Mayor, in the Chair) | Cllr S Mehra\nCllr C Rothero | Cllr P Day"


def test_columns_drawn_one_after_the_other_come_one_after_the_other() -> None:
    found = source(at(*((x, y, f"{name} {y}") for x, name in ((20, "Cllr"), (110, "Officer")) for y in (40, 45))))
    assert found.text == "Cllr 40\nCllr 45\n\nOfficer 40\nOfficer 45"


def test_the_gap_after_a_lists_number_parts_no_column() -> None:
    found = source(at((20, 40, "1."), (35, 40, "Apologies for absence"), (20, 45, "(b)"), (35, 45, "None")))
    assert found.text == "1. Apologies for absence\n(b) None"


def test_a_superscript_does_not_break_its_line() -> None:
    def draw(document: fpdf.FPDF) -> None:
        at((20, 40, "Wednesday 12"))(document)
        end = 20 + document.get_string_width("Wednesday 12")
        document.set_font_size(6)
        document.text(end + 0.2, 38, "th")
        document.set_font_size(11)
        at((end + 3, 40, "May 2024"), (110, 40, "Clerk"), (20, 45, "At the hall"), (110, 45, "Mayor"))(document)

    assert source(draw).text == "Wednesday 12th May 2024 | Clerk\nAt the hall | Mayor"


def test_words_cut_at_a_lines_end_are_whole_again() -> None:
    found = source(
        column("The Coun-", "cillor met the Vice-", "Chair; the co-", "option of a co-option", "by non-", "members")
    )
    assert found.text == "The Councillor met the Vice-Chair; the co-option of a co-option\nby nonmembers"


def test_pages_begin_where_their_text_does() -> None:
    found = source(column("One."), column("Two."), lambda document: None, column("Three."))
    assert found.text == "One.\n\nTwo.\n\nThree."
    assert [found.text[start:][:3] for start in found.pages] == ["One", "Two", "Thr", "Thr"]
    assert [found.page_at(found.text.index(word)) for word in ("One", "Two", "Three")] == [1, 2, 4]


def test_a_sentence_cut_by_a_page_break_is_joined() -> None:
    found = source(column("It was resolved that the grant"), column("be paid at once."), column("Next item."))
    assert found.text == "It was resolved that the grant\nbe paid at once.\n\nNext item."
    assert found.page_at(found.text.index("be paid")) == 2


def test_a_full_line_goes_on_after_the_page_break_even_with_a_name() -> None:
    full = "Cllr Prosser presented the recommendation of the committee for a grant of money. Cllr"
    found = source(column("Short line.", full), column("Ferriby said no."))
    assert found.text == f"Short line.\n{full}\nFerriby said no."


def test_a_numbered_item_never_goes_on_from_the_page_before() -> None:
    assert source(column("Signed by the Clerk"), column("a) next")).text == "Signed by the Clerk\n\na) next"


def page(number: int, *, header: str = "", footer: str = "", text: str = "") -> Draw:
    return at(
        (20, 15, header.format(number)),
        (20, 60, text or f"Words of page {number * 7}."),
        (90, 285, footer.format(number)),
    )


def test_running_headers_stay_on_the_first_page_only_and_footers_go() -> None:
    pages = [page(n, header="Town Council 5 May 2021", footer="Initials .... Page {} of 3") for n in (1, 2, 3)]
    found = source(*pages)
    assert found.text == "Town Council 5 May 2021\n\nWords of page 7.\n\nWords of page 14.\n\nWords of page 21."
    assert "“Town Council 5 May 2021”" in found.remarks[0]
    assert "Page 1 of 3" in found.remarks[0]


def test_a_footer_that_says_draft_stays_once() -> None:
    found = source(*(page(n, footer="DRAFT minutes") for n in (1, 2, 3)))
    assert found.text.count("DRAFT minutes") == 1


def test_numbers_that_do_not_count_with_the_pages_keep_lines_apart() -> None:
    found = source(*(at((20, 60, f"Grant of £{amount} was paid.")) for amount in (500, 750, 900)))
    assert found.text.count("Grant of") == 3


def test_a_watermark_stays_once() -> None:
    def draw(document: fpdf.FPDF) -> None:
        with document.rotation(45, 60, 150):
            document.set_font_size(60)
            document.text(60, 150, "SPECIMEN")
            document.set_font_size(11)
        document.text(20, 40, f"Words of page {document.page_no()}.")

    found = source(draw, draw)
    assert found.text.count("SPECIMEN") == 1
    assert found.text.endswith("Words of page 2.")


def test_page_numbers_go_from_any_page() -> None:
    assert source(page(1, footer="- {} -")).text == "Words of page 7."
    assert source(page(209, footer="{}"), page(210, footer="{}")).text == "Words of page 1463.\n\nWords of page 1470."
    assert source(page(1, footer="P a g e | {}")).remarks == ("left out at the top or bottom of pages: page numbers",)


def test_a_bare_number_that_is_no_page_number_stays() -> None:
    assert source(page(1, footer="1500")).text == "Words of page 7.\n\n1500"


def test_what_repeats_in_the_middle_of_pages_stays() -> None:
    draws = [
        column(*(f"Line {n}{i} of many" for i in range(8)), "RESOLVED", *(f"End {n}{i}" for i in range(8)))
        for n in "abc"
    ]
    assert source(*draws).text.count("RESOLVED") == 3


def test_bullets_of_symbol_fonts_and_invisible_signs() -> None:
    assert source(column("\u00b7 Milk", "Fal\u00adcon")).text in ("\u00b7 Milk\nFalcon", "\u00b7 Milk\nFal-con")


def test_blank_pages_alone_have_no_words() -> None:
    with pytest.raises(UnreadableFile, match="no words"):
        source(lambda document: None)


def test_an_encrypted_pdf_is_refused() -> None:
    document = fpdf.FPDF()
    document.set_encryption(owner_password="o", user_password="u", encryption_method=fpdf.enums.EncryptionMethod.RC4)
    document.add_page()
    with pytest.raises(UnreadableFile, match="protected by a password: save a copy without it"):
        read("a.pdf", bytes(document.output()))


@pytest.mark.parametrize("data", [b"%PDF-1.7\n", pdf(column("Minutes"))[:400], b"%PDF-1.7\n" + bytes(range(256)) * 9])
def test_a_damaged_pdf_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableFile, match="is a damaged PDF: download or export it anew"):
        read("a.pdf", data)


def test_a_pdf_of_too_many_pages_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.reading.pdf_pages.MAX_PAGES", 1)
    with pytest.raises(UnreadableFile, match="has 2 pages, more than 1: split it"):
        source(column("One."), column("Two."))


def test_a_page_turned_sideways_still_gives_its_lines() -> None:
    document = fpdf.FPDF()
    document.set_font("helvetica", size=11)
    document.add_page()
    document.text(20, 40, "Minutes of the council")
    document.text(20, 60, "Apologies")
    data = bytes(document.output()).replace(b"/Type /Page\n", b"/Type /Page /Rotate 90\n")
    assert read("a.pdf", data).text.split("\n\n") == ["Apologies", "Minutes of the council"]


def test_pieces_that_pdfium_breaks_off_in_the_middle_of_a_line_are_one_line() -> None:
    first = Line(text="Proposed: CR 2nd", first=Box(106, 480, 111, 491), last=Box(187, 486, 191, 493))
    rest = Line(text=": KD", first=Box(191, 480, 194, 491), last=Box(202, 480, 209, 491))
    apart = Line(text="Clerk", first=Box(300, 480, 306, 491), last=Box(330, 480, 336, 491))
    assert assembled([[first, rest, apart]]).text == "Proposed: CR 2nd: KD | Clerk"


def test_a_hyphen_that_a_font_gives_as_several_is_one() -> None:
    spelt = "1 begincodespacerange <00> <FF> endcodespacerange 1 beginbfchar <2D> <002D00AD2010> endbfchar"
    spelt += " 3 beginbfrange <30> <39> <0030> <41> <5A> <0041> <61> <7A> <0061> endbfrange"
    drawn = "BT /F1 12 Tf 72 700 Td (Co-chair for 2016-17) Tj ET"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842]/Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(drawn)} >> stream\n{drawn}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 6 0 R >>",
        f"<< /Length {len(spelt)} >> stream\n{spelt}\nendstream",
    ]
    body = "".join(f"{number} 0 obj {one} endobj\n" for number, one in enumerate(objects, 1))
    assert read("a.pdf", f"%PDF-1.4\n{body}trailer << /Root 1 0 R >>\n%%EOF".encode()).text == "Co-chair for 2016-17"
