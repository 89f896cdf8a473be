"""Spreadsheets: rows under their labels."""

from datetime import date, datetime
from io import BytesIO

import openpyxl
import pytest

from ingest.reading import read
from rag.errors import UnreadableFile


def test_the_rows_of_a_csv_file_come_under_its_labels() -> None:
    data = 'Action,Owner,Due\nMend the gate,Clerk,2024-07-01\n"Cut, twice",,1 May\n'
    found = read("log.csv", data.encode("cp1252"))
    assert found.text == ("Action: Mend the gate | Owner: Clerk | Due: 2024-07-01\n\nAction: Cut, twice | Due: 1 May")
    assert found.format == "csv"


@pytest.mark.parametrize("separator", [";", "\t"])
def test_a_csv_file_may_have_other_separators(separator: str) -> None:
    rows = [["Action", "Owner"], ["Mend the gate", "Clerk"], ["Cut the hedge", "Chair"]]
    text = read("log.csv", "\n".join(separator.join(row) for row in rows).encode()).text
    assert text == "Action: Mend the gate | Owner: Clerk\n\nAction: Cut the hedge | Owner: Chair"


def test_a_list_without_labels_stays_one() -> None:
    assert read("log.csv", b"Bench,40\nWall,50\n").text == "Bench | 40\n\nWall | 50"


def book() -> openpyxl.Workbook:
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.title = "Actions 2024"
    for row in (
        ["Action log"],
        [],
        ["No", "Action", "Due"],
        [1, "Mend the gate", date(2024, 7, 1)],
        [2.5, "Cut the hedge", datetime(2024, 7, 2, 18, 30)],
    ):
        sheet.append(row)
    made.create_sheet("Empty")
    made.create_sheet("Notes").sheet_state = "hidden"
    return made


def test_the_sheets_that_a_workbook_shows_are_read() -> None:
    data = BytesIO()
    book().save(data)
    found = read("log.xlsx", data.getvalue())
    assert found.text.split("\n\n") == [
        "## Actions 2024",
        "## Action log",
        "No: 1 | Action: Mend the gate | Due: 1 July 2024",
        "No: 2.50 | Action: Cut the hedge | Due: 2 July 2024 18:30",
    ]
    assert found.remarks == ("hidden sheets were left out: Notes",)


def test_a_broken_workbook_is_refused() -> None:
    with pytest.raises(UnreadableFile, match=r"'log.xlsx' is a broken workbook: open it in a spreadsheet program"):
        read("log.xlsx", b"PK\x03\x04 none")


def test_a_file_of_too_many_rows_is_refused() -> None:
    with pytest.raises(UnreadableFile, match=r"'log.csv' has more than 100,000 rows: split it"):
        read("log.csv", b"a,b\n" * 100_001)
