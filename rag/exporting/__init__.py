"""Answers to be carried away as Markdown, DOCX and PDF; decisions and actions as CSV and XLSX."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from rag.exporting.report import reported
from rag.exporting.tables import Sheet, actions_sheet, as_csv, as_xlsx, decisions_sheet


class Format(StrEnum):
    """What a report can be written as; the value is the suffix of its file."""

    MARKDOWN = "md"
    DOCX = "docx"
    PDF = "pdf"


class TableFormat(StrEnum):
    """What a table can be written as."""

    CSV = "csv"
    XLSX = "xlsx"


_OFFICE = "application/vnd.openxmlformats-officedocument"
MEDIA_TYPES: Mapping[Format | TableFormat, str] = {
    Format.MARKDOWN: "text/markdown; charset=utf-8",
    Format.DOCX: f"{_OFFICE}.wordprocessingml.document",
    Format.PDF: "application/pdf",
    TableFormat.CSV: "text/csv; charset=utf-8",
    TableFormat.XLSX: f"{_OFFICE}.spreadsheetml.sheet",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """A file to be carried away."""

    name: str
    media_type: str
    data: bytes


def export(records: Sequence[Mapping[str, Any]], written_as: Format, made_on: date) -> Exported:
    """A report of answer records in order, such as one answer's or a conversation's, as a file of its own.

    Every text of it is plain: nothing of minutes or questions becomes a link or markup.
    """
    report = reported(records, made_on)
    match written_as:
        case Format.MARKDOWN:
            from rag.exporting.markdown import as_markdown as written
        case Format.DOCX:
            from rag.exporting.docx import as_docx as written
        case Format.PDF:
            from rag.exporting.pdf import as_pdf as written
    return Exported(name=f"{report.name}.{written_as}", media_type=MEDIA_TYPES[written_as], data=written(report))


def export_table(sheet: Sheet, written_as: TableFormat) -> Exported:
    """A table as a file of its own; no cell of it is ever a formula."""
    data = as_csv(sheet) if written_as is TableFormat.CSV else as_xlsx(sheet)
    return Exported(name=f"{sheet.name}.{written_as}", media_type=MEDIA_TYPES[written_as], data=data)


__all__ = [
    "MEDIA_TYPES",
    "Exported",
    "Format",
    "Sheet",
    "TableFormat",
    "actions_sheet",
    "decisions_sheet",
    "export",
    "export_table",
]
