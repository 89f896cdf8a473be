from datetime import date
from typing import Any

import pytest

from rag.exporting import Format, Sheet, TableFormat, decisions_sheet, export, export_table
from rag.words import Language, speaking

DAY = date(2024, 2, 1)


@pytest.mark.parametrize(
    ("written_as", "begins"), [(Format.MARKDOWN, b"# What"), (Format.DOCX, b"PK"), (Format.PDF, b"%PDF")]
)
def test_a_report_is_written_in_each_format(record: dict[str, Any], written_as: Format, begins: bytes):
    made = export([record], written_as, DAY)
    assert made.data.startswith(begins)
    assert made.name.endswith(f"2024-02-01.{written_as}")


@pytest.mark.parametrize("written_as", TableFormat)
def test_a_table_is_written_in_each_format(written_as: TableFormat):
    made = export_table(Sheet(name="decisions", heads=["A"], rows=[["x"]]), written_as)
    assert (made.name, bool(made.data)) == (f"decisions.{written_as}", True)


def test_a_report_and_a_table_speak_the_language_that_is_spoken(record: dict[str, Any]):
    with speaking(Language.WELSH):
        report, heads = export([record], Format.MARKDOWN, DAY).data.decode(), decisions_sheet([]).heads
    assert "# Yr hyn a ddywed y cofnodion" in report
    assert "1 Chwefror 2024" in report
    assert "“The roof came to £4,415.”" in report  # the minutes keep their own
    assert heads[0] == "Canlyniad"
