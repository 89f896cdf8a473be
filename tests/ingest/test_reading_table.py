"""Tables as text: cells under the labels of their columns, where a row names them."""

import pytest

from ingest.reading import table


def rows(*lines: str, bold: int = -1) -> list[table.Row]:
    """A row for each line; its cells are parted by "|", an empty one has nothing."""
    made = []
    for index, line in enumerate(lines):
        cells = [cell.strip() for cell in line.split("|")]
        filled = tuple(
            table.Cell(blocks=(cell,), column=column, bold=index == bold) for column, cell in enumerate(cells) if cell
        )
        made.append(table.Row(cells=filled, count=len(cells)))
    return made


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (
            ("Councillor | Present | Apologies", "A Dent | ✓ | ", "B Holt | | ✓"),
            ["Councillor: A Dent | Present: ✓", "Councillor: B Holt | Apologies: ✓"],
        ),
        (("Payee | For | Amount", "Ferris Ltd | lamp | £212.40"), ["Payee: Ferris Ltd | For: lamp | Amount: £212.40"]),
        (
            ("No | Action | Who | By when", "1 | Salt | Clerk | asap"),
            ["No: 1 | Action: Salt | Who: Clerk | By when: asap"],
        ),
        (("| 29/09/2025 | 24/11/2025", "A Dent | P | A"), ["A Dent | 29/09/2025: P | 24/11/2025: A"]),
        (("Payee | VAT | Amount", "Ferris Ltd | | £212.40"), ["VAT", "Payee: Ferris Ltd | Amount: £212.40"]),
    ],
)
def test_a_row_above_figures_days_ticks_or_codes_names_the_columns(lines: tuple[str, ...], text: list[str]) -> None:
    assert table.blocks(rows(*lines)) == text


@pytest.mark.parametrize(
    "lines",
    [
        ("Ferris Ltd | lamp | £212.40", "Oakley | paper | £9.99"),
        ("Cllr Dent | Chair | of the council", "Cllr Holt | Vice Chair | of the committee"),
        ("The wall was mended. | by Mr Dent | soon", "The gate | by Mr Holt | 4 May"),
        ("Bench | Amount", "Wall | £50"),
    ],
)
def test_any_other_row_is_one_of_the_rows(lines: tuple[str, ...]) -> None:
    assert table.blocks(rows(*lines)) == list(lines)


def test_a_cell_that_names_the_next_is_written_with_it() -> None:
    assert table.blocks(rows("Date: | 14 May 2024 | Place: | ", "Body: | Council | Chair: | Cllr Dent")) == [
        "Date: 14 May 2024 | Place:",
        "Body: Council | Chair: Cllr Dent",
    ]


def test_a_table_may_go_on_under_the_labels_of_another() -> None:
    labels = table.labels(rows("Payee | For | Amount", "Ferris Ltd | lamp | £212.40"))
    assert [text for _, text in table.numbered(rows("Oakley | paper | £9.99"), labels)] == [
        "Payee: Oakley | For: paper | Amount: £9.99"
    ]
