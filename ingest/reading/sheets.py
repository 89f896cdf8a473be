"""Spreadsheets: each row a line of its cells under the labels of its table, as action logs and lists are kept."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from io import BytesIO, StringIO

from ingest.reading import table
from ingest.reading.source import SourceText, in_blocks, tidy
from ingest.reading.text import decoded
from rag.errors import UnreadableFile
from rag.minutes import day_month_year

_MOST_ROWS = 100_000
_MOST_COLUMNS = 200


def read_csv(name: str, data: bytes) -> SourceText:
    """The rows of a CSV file; raises UnreadableFile if it is none or is too long."""
    text, remarks = decoded(name, data)
    try:
        dialect = csv.Sniffer().sniff(text[:10_000], ",;\t|")
    except csv.Error:
        dialect = csv.excel  # one column, which no separator tells
    try:
        rows = [[tidy(cell) for cell in row] for row in csv.reader(StringIO(text, newline=""), dialect)]
    except csv.Error as error:
        raise UnreadableFile(f"{name!r} is no CSV file ({error}): save it anew as CSV and ingest that") from error
    _refuse_long(name, rows)
    return SourceText(text=in_blocks(_blocks(rows)), format="csv", remarks=remarks)


def read_xlsx(name: str, data: bytes) -> SourceText:
    """The rows of each sheet that a workbook shows, under the sheet's name; raises UnreadableFile if it is broken."""
    from openpyxl import load_workbook

    blocks, hidden = list[str](), list[str]()
    try:
        book = load_workbook(BytesIO(data), read_only=True, data_only=True)
        for sheet in book.worksheets:
            if sheet.sheet_state != "visible":
                hidden.append(sheet.title)
                continue
            cells = sheet.iter_rows(max_row=_MOST_ROWS + 1, max_col=_MOST_COLUMNS, values_only=True)
            rows = [[_written(value) for value in row] for row in cells]
            _refuse_long(name, rows)
            if any(map(any, rows)):
                blocks += [f"## {tidy(sheet.title)}", *_blocks(rows)]
        title = tidy(book.properties.title or "") or None
    except UnreadableFile:
        raise
    except Exception as error:  # openpyxl lets out whatever a broken part happens to cause
        way_out = "open it in a spreadsheet program, save it anew as .xlsx and ingest that"
        raise UnreadableFile(f"{name!r} is a broken workbook: {way_out}") from error
    remarks = (f"hidden sheets were left out: {', '.join(hidden)}",) if hidden else ()
    return SourceText(text=in_blocks(blocks), format="xlsx", title=title, remarks=remarks)


def _refuse_long(name: str, rows: Sequence[object]) -> None:
    if len(rows) > _MOST_ROWS:
        raise UnreadableFile(f"{name!r} has more than {_MOST_ROWS:,} rows: split it and ingest its parts")


def _written(value: object) -> str:
    """A cell's value as people write it."""
    match value:
        case None:
            return ""
        case datetime() if value.time() == time():
            return day_month_year(value.date())
        case datetime():
            return f"{day_month_year(value.date())} {value:%H:%M}"
        case date():
            return day_month_year(value)
        case time():
            return f"{value:%H:%M}"
        case float():
            return f"{value:.2f}" if value != int(value) else str(int(value))
        case _:
            return tidy(str(value))


def _blocks(rows: Sequence[Sequence[str]]) -> list[str]:
    return table.blocks(list(_rows(rows)))


def _rows(rows: Sequence[Sequence[str]]) -> Iterator[table.Row]:
    """The rows, that of the labels in bold: the first that fills as many columns as any and holds words alone."""
    widest = max((_filled(row) for row in rows), default=0)
    head = next((index for index, row in enumerate(rows) if _filled(row) == widest), -1)
    are_labels = widest > 1 and not any(character.isdigit() for cell in rows[head] for character in cell)
    for index, row in enumerate(rows):
        bold = are_labels and index == head
        cells = (table.Cell(blocks=(cell,), column=column, bold=bold) for column, cell in enumerate(row) if cell)
        yield table.Row(cells=tuple(cells), count=max(widest, 2) if index > head else _filled(row))


def _filled(row: Iterable[str]) -> int:
    return sum(map(bool, row))
