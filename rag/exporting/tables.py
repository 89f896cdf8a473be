"""Tables as CSV and XLSX, in which no cell ever acts: what a spreadsheet would take for a formula is text."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO, StringIO

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from rag.browsing import ActionRow, DecisionRow, Row
from rag.exporting.report import plain
from rag.minutes import Outcome
from rag.words import say

Value = str | int | date | None
_ACTS = ("=", "+", "-", "@", "\t", "\r")  # at the beginning of a cell
_LONGEST = 32_000  # characters: Excel's cells hold 32,767
_WIDEST = 60  # characters of a column


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A table: the name of its file, the heads of its columns, and its rows."""

    name: str
    heads: Sequence[str]
    rows: Sequence[Sequence[Value]]


_PLACE = ("body", "held_on", "item", "item_title", "page", "draft", "document", "paragraph_id")
_VOTES = ("votes_for", "votes_against", "abstentions")
_DECISION = ("outcome", "text", "matter", "proposer", "seconder", *_VOTES, *_PLACE)
_ACTION = ("owner", "task", "due", "minuted", "reported_done", "status", "status_on", *_PLACE)
_NAMED_ELSE = {"minuted": "text"}  # a column that has another name than what it holds of a row


def decisions_sheet(rows: Iterable[DecisionRow]) -> Sheet:
    """Decisions, one a row, each with its place in the minutes."""
    return _sheet("decisions", _DECISION, rows)


def actions_sheet(rows: Iterable[ActionRow]) -> Sheet:
    """Actions, one a row, each with its place in the minutes."""
    return _sheet("actions", _ACTION, rows)


def as_csv(sheet: Sheet) -> bytes:
    """The table as CSV in UTF-8 with a mark that Excel knows it by; what begins like a formula gets an apostrophe."""
    written = StringIO(newline="")
    csv.writer(written).writerows([sheet.heads, *(map(_harmless, row) for row in sheet.rows)])
    return written.getvalue().encode("utf-8-sig")


def as_xlsx(sheet: Sheet) -> bytes:
    """The table as a workbook whose first row stays in view; each text is marked as text, formula or not."""
    book = Workbook(write_only=True)
    page = book.create_sheet(sheet.name)
    for place, column in enumerate(zip(sheet.heads, *sheet.rows, strict=True), 1):
        width = min(_WIDEST, 2 + max(len(str(value or "")) for value in column))
        page.column_dimensions[get_column_letter(place)].width = width
    page.freeze_panes = "A2"
    page.auto_filter.ref = f"A1:{get_column_letter(len(sheet.heads))}{len(sheet.rows) + 1}"
    heads = [_cell(page, head) for head in sheet.heads]
    for cell in heads:
        cell.font = Font(bold=True)
    page.append(heads)
    for row in sheet.rows:
        page.append([_cell(page, value) if isinstance(value, str) else value for value in row])
    kept = BytesIO()
    book.save(kept)
    return kept.getvalue()


def _sheet(name: str, columns: Sequence[str], rows: Iterable[Row]) -> Sheet:
    held = [_NAMED_ELSE.get(column, column) for column in columns]
    return Sheet(
        name=say(f"sheet.{name}"),
        heads=[say(f"sheet.{column}") for column in columns],
        rows=[[_value(getattr(row, attribute)) for attribute in held] for row in rows],
    )


def _value(value: object) -> Value:
    if isinstance(value, bool):
        return say("sheet.yes") if value else None
    if isinstance(value, Outcome):
        return say(f"outcome.{value}")
    if value is None or isinstance(value, int | date):
        return value
    words = plain(value)
    return words if len(words) <= _LONGEST else f"{words[:_LONGEST]} …"


def _harmless(value: Value) -> Value:
    return f"'{value}" if isinstance(value, str) and value.startswith(_ACTS) else value


def _cell(page: WriteOnlyWorksheet, text: str) -> Cell:
    cell = WriteOnlyCell(page, text)
    cell.data_type = "s"  # else what begins with = would be a formula
    if text.startswith(_ACTS):
        cell.quotePrefix = True  # so that it stays text as it is saved in another format
    return cell
