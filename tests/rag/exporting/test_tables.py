import csv
from datetime import date
from io import BytesIO, StringIO
from typing import Any

import pytest
from openpyxl import load_workbook

from rag.browsing import ActionRow, DecisionRow
from rag.exporting.tables import Sheet, actions_sheet, as_csv, as_xlsx, decisions_sheet
from rag.minutes import Outcome

PLACE: dict[str, Any] = {
    "paragraph_id": "p1",
    "label": "",
    "document": "a.txt",
    "body": "Ottermouth Town Council",
    "held_on": date(2024, 1, 9),
    "item": "32/23",
    "item_title": "Roof",
    "page": None,
    "draft": True,
    "exempt": False,
}
ACTS = ['=HYPERLINK("http://evil.example")', "+1", "-1", "@x", "=1+1", "\t=1", "\r=1", " =1"]


def read_csv(data: bytes) -> list[list[str]]:
    return list(csv.reader(StringIO(data.decode("utf-8-sig"), newline="")))


def test_decisions_have_their_place_and_votes():
    decision = DecisionRow(
        **PLACE, text="The roof was lost.", outcome=Outcome.LOST, proposer="Cllr Pell", seconder=None, votes_for=1,
        votes_against=2, abstentions=None, matter="the roof",
    )  # fmt: skip
    heads, row = read_csv(as_csv(decisions_sheet([decision])))
    told = dict(zip(heads, row, strict=True))
    assert (told["Outcome"], told["Decision"], told["For"], told["Against"]) == ("lost", "The roof was lost.", "1", "2")
    assert (told["Date"], told["Minute"], told["Draft"], told["Paragraph"]) == ("2024-01-09", "32/23", "yes", "p1")


def test_a_workbook_has_days_as_days_and_heads_in_view():
    action = ActionRow(**PLACE, text="The Clerk to order it.", owner="The Clerk", task="order it", due=None)
    page = load_workbook(BytesIO(as_xlsx(actions_sheet([action])))).active
    assert page is not None
    heads, row = page.iter_rows(values_only=True)
    told = dict(zip(heads, row, strict=True))
    assert (told["Owner"], told["Action"], told["Due"]) == ("The Clerk", "order it", None)
    assert (told["Reported done"], told["Status"]) == (None, None)
    assert told["Date"].date() == date(2024, 1, 9)
    assert page.freeze_panes == "A2"


@pytest.mark.parametrize("words", ACTS)
def test_no_cell_acts(words: str):
    action = ActionRow(**PLACE, text=words, owner=words, task=words, due=words)
    sheet = actions_sheet([action])
    _, row = read_csv(as_csv(sheet))
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row)
    page = load_workbook(BytesIO(as_xlsx(sheet))).active
    assert page is not None
    assert {cell.data_type for cell in page[2]} <= {"s", "d", "n"}
    assert not any(cell.data_type == "f" for cell in page[2])


def test_long_and_strange_texts_fit_a_cell():
    action = ActionRow(**PLACE, text="a" * 40_000, owner="b\x00\x0b\ufffe", task="", due=None)
    page = load_workbook(BytesIO(as_xlsx(actions_sheet([action])))).active
    assert page is not None
    assert page["D2"].value.endswith(" …")
    assert page["A2"].value == "b"


def test_a_table_without_rows_has_its_heads():
    empty = Sheet(name="none", heads=["A", "B"], rows=[])
    assert read_csv(as_csv(empty)) == [["A", "B"]]
    assert load_workbook(BytesIO(as_xlsx(empty))).active is not None
