"""Ruled tables of PDFs come as rows, whatever their cells wrap; rules drawn for another end change nothing."""

from collections.abc import Callable, Sequence

import fpdf

from ingest.parsing import parse
from ingest.reading import read
from ingest.reading.pdf_grids import grids
from ingest.reading.pdf_layout import Box
from ingest.reading.source import SourceText

ACTIONS = [
    ("NO", "ACTION", "OWNER"),
    ("Dec.01", "Clerk to ask for three quotes for the pump house roof and its gutters", "CF"),
    ("Dec.02", "Dog bin for Mill Lane", "AS and the Lengthsman, who has the key"),
]


def source(draw: Callable[[fpdf.FPDF], object]) -> SourceText:
    document = fpdf.FPDF(format="A4")
    document.set_font("helvetica", size=11)
    document.add_page()
    draw(document)
    return read("a.pdf", bytes(document.output()))


def tabled(rows: Sequence[tuple[str, ...]]) -> Callable[[fpdf.FPDF], object]:
    def draw(document: fpdf.FPDF) -> None:
        document.text(10, 10, "Minutes of the Orrin Parish Council, at which all members were present")
        document.set_y(20)
        with document.table(col_widths=(20, 50, 30), first_row_as_headings=False) as table:
            for row in rows:
                table.row(row)
        document.text(10, 150, "The meeting closed at 21.15.")

    return draw


def box(left: float, bottom: float, right: float, top: float) -> Box:
    return Box(left, bottom, right, top)


def test_rows_keep_their_cells_together_under_their_labels() -> None:
    assert source(tabled(ACTIONS)).text.split("\n\n") == [
        "Minutes of the Orrin Parish Council, at which all members were present",
        "NO: Dec.01 | ACTION: Clerk to ask for three quotes for the pump house roof and its gutters | OWNER: CF",
        "NO: Dec.02 | ACTION: Dog bin for Mill Lane | OWNER: AS and the Lengthsman, who has the key",
        "The meeting closed at 21.15.",
    ]


def test_a_row_is_a_paragraph_with_the_rows_box() -> None:
    paragraphs = parse(source(tabled(ACTIONS)), "a.pdf")[0].paragraphs
    first, second = (one for one in paragraphs if one.text.startswith("NO: "))
    assert len(first.boxes) == len(second.boxes) == 1
    assert first.boxes[0].right - first.boxes[0].left > 500
    assert first.boxes[0].bottom == second.boxes[0].top


def test_an_empty_cell_leaves_the_others_under_their_labels() -> None:
    text = source(tabled([ACTIONS[0], ("Dec.03", "", "CF"), ("Dec.04", "Signs", "")])).text
    assert "NO: Dec.03 | OWNER: CF\n\nNO: Dec.04 | ACTION: Signs" in text


def test_a_frame_around_text_is_no_table() -> None:
    def framed(document: fpdf.FPDF) -> None:
        document.text(20, 40, "Notice of the meeting of the council on 4 May 2024 in the hall.")
        document.text(20, 45, "All are welcome.")
        document.rect(10, 30, 180, 40)

    assert source(framed).text == "Notice of the meeting of the council on 4 May 2024 in the hall.\nAll are welcome."


def test_rules_through_the_text_lose_none_of_it() -> None:
    words = "Notice of the meeting of the parish council of Orrin in the village hall at half past seven"

    def struck(document: fpdf.FPDF) -> None:
        document.text(20, 40, words)
        for x in (30, 60, 90):
            document.rect(x, 30, 30, 20)

    assert source(struck).text == words


def test_cells_are_the_smallest_rectangles_between_rules() -> None:
    rules = [box(0, y, 100, y) for y in (0, 20, 60)] + [box(x, 0, x, 60) for x in (0, 100)] + [box(40, 20, 40, 60)]
    (grid,) = grids(rules)
    assert grid.box == box(0, 0, 100, 60)
    assert grid.rows == [[(0, box(0, 20, 40, 60)), (1, box(40, 20, 100, 60))], [(0, box(0, 0, 100, 20))]]


def test_a_border_in_pieces_and_drawn_twice_is_one_rule() -> None:
    top, middle = [box(0, 60, 49, 60), box(50, 60, 100, 61)], [box(0, 30, 100, 31), box(0, 32, 100, 32)]
    sides = [box(x, 0, x + 0.5, 60) for x in (0, 50, 99.5)]
    (grid,) = grids([*top, *middle, box(0, 0, 100, 0), *sides])
    assert [len(row) for row in grid.rows] == [2, 2]


def test_tables_apart_are_two() -> None:
    def cells(x: float) -> list[Box]:
        return [box(x, 0, x + 20, 10), box(x + 20, 0, x + 40, 10)]

    assert len(grids([*cells(0), *cells(100)])) == 2


def test_a_table_that_goes_on_over_the_page_keeps_its_labels() -> None:
    document = fpdf.FPDF(format="A4")
    document.set_font("helvetica", size=11)
    for begin in (0, 3):
        document.add_page()
        with document.table(col_widths=(50, 50, 30), first_row_as_headings=False) as table:
            if not begin:
                table.row(("Payee", "For", "Amount"))
            for number in range(begin, begin + 3):
                table.row((f"Supplier {number}", "lamps", f"{number}.50"))
    assert read("a.pdf", bytes(document.output())).text.split("\n\n") == [
        f"Payee: Supplier {number} | For: lamps | Amount: {number}.50" for number in range(6)
    ]
