"""Headings beside their text: each stands before it, whatever the order in which they are drawn."""

from ingest.reading.pdf_layout import Box, Line
from ingest.reading.pdf_sides import with_side_headings


def line(text: str, left: float, bottom: float, *, wide: float = 0, row: bool = False) -> Line:
    right = left + (wide or 6.0 * len(text))
    return Line(
        text=text,
        first=Box(left, bottom, left + 6, bottom + 11),
        last=Box(right - 6, bottom, right, bottom + 11),
        row=row,
    )


HEAD = line("Minutes of the meeting held in the hall", 50, 740, wide=400)
NUMBERS = [line("24/1", 50, 700), line("Gate", 50, 686), line("24/2", 50, 640), line("Pond", 50, 626)]
TEXT = [
    line("The gate was seen to be broken by the frost of", 200, 700),
    line("January. RESOLVED: to mend it.", 200, 686),
    line("The pond was dry. RESOLVED: to leave it.", 200, 640),
]
CLOSE = line("The meeting closed at 9 pm and the members went home.", 50, 580)


def texts(*lines: Line) -> list[str]:
    return [one.text for one in with_side_headings(lines)]


def test_each_heading_comes_before_the_text_beside_it() -> None:
    assert texts(HEAD, *NUMBERS, *TEXT, CLOSE) == [
        HEAD.text,
        "24/1 Gate",
        *(one.text for one in TEXT[:2]),
        "24/2 Pond",
        TEXT[2].text,
        CLOSE.text,
    ]


def test_headings_given_with_their_text_stay_as_they_are() -> None:
    given = [HEAD, NUMBERS[0], TEXT[0], TEXT[1], CLOSE]
    assert with_side_headings(given) == given


def test_two_columns_of_text_are_no_headings() -> None:
    left = [line("The one half of the page's words", 50, 700 - 14 * n) for n in range(6)]
    right = [line("and then the other half of them", 300, 700 - 14 * n) for n in range(6)]
    assert with_side_headings([*left, *right]) == [*left, *right]


def test_a_heading_that_stands_beside_no_line_leaves_all_as_it_is() -> None:
    given = [*NUMBERS[:2], line("24/2 Pond", 50, 660), *TEXT]
    assert with_side_headings(given) == given


def test_rows_of_a_table_are_no_headings() -> None:
    given = [line("24/1", 50, 700, row=True), line("24/2", 50, 640, row=True), *TEXT]
    assert with_side_headings(given) == given


def test_lines_without_places_stay() -> None:
    assert texts(Line(text="a"), Line(text="b")) == ["a", "b"]
