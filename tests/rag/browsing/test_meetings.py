from collections.abc import Callable
from datetime import date

import pytest

from rag.browsing import Within, bodies, meetings, minutes
from rag.errors import UnknownDocument
from rag.ledger import Ledger
from rag.minutes import Document, Presence

Make = Callable[..., Document]


def test_bodies_come_with_their_years(ledger: Ledger):
    town, parish = bodies(ledger)
    assert (town.name, town.meetings, town.years) == ("Ottermouth Town Council", 2, (2025, 2024))
    assert (town.first, town.last) == (date(2024, 1, 9), date(2025, 2, 6))
    assert parish.name == "Wick Parish Council"


@pytest.mark.parametrize(
    ("within", "found"),
    [
        ({}, ["february.txt", "wick.txt", "january.txt"]),
        ({"body": "Ottermouth Town Council", "since": date(2025, 1, 1)}, ["february.txt"]),
        ({"words": "hall clock"}, ["january.txt"]),
    ],
)
def test_meetings_are_found_within_bounds(ledger: Ledger, within, found: list[str]):
    assert [row.document for row in meetings(ledger, Within(**within)).rows] == found


def test_a_meeting_comes_with_its_numbers(ledger: Ledger):
    row = meetings(ledger, Within(words="clock")).rows[0]
    assert (row.items, row.decisions, row.actions, row.present) == (4, 3, 1, 3)
    assert row.paragraph_id == "january.txt-0"


def test_an_undated_meeting_comes_last(ledger: Ledger, document: Make):
    ledger.put(document("undated.txt", ["The roof leaks."], held_on=None))
    assert [row.held_on for row in meetings(ledger).rows][-1] is None


def test_minutes_that_others_supersede_are_no_meeting_but_can_be_read(ledger: Ledger, document: Make):
    words = " ".join(f"word{n}" for n in range(60))
    for name, draft in (("b.txt", True), ("a.txt", False)):
        ledger.put(document(name, [words], draft=draft))
    assert "b.txt" not in [row.document for row in meetings(ledger).rows]
    assert minutes(ledger, "b.txt").meeting.superseded_by == "a.txt"


def test_minutes_are_read_item_by_item_with_what_they_record(ledger: Ledger):
    read = minutes(ledger, "january.txt")
    assert [(item.number, len(item.paragraphs)) for item in read.items] == [("1", 1), ("2", 2), ("3", 2), ("4", 1)]
    assert read.items[1].paragraphs[1].text == "The Clerk to order it by May."
    assert [row.item for row in read.decisions] == ["2", "3", "4"]
    assert [row.owner for row in read.actions] == ["The Clerk"]
    first = read.attendance[0]
    assert (first.name, first.presence, first.role) == ("Cllr Ada Marsh", Presence.PRESENT, "Chairman")


def test_what_is_exempt_can_be_withheld(ledger: Ledger):
    read = minutes(ledger, "january.txt", exempt=False)
    assert [(item.exempt, item.title, item.paragraphs) for item in read.items][-1] == (True, "", ())
    assert "Oak" not in repr(read)


def test_the_rows_of_a_table_keep_their_lines_and_all_else_is_plain(ledger: Ledger, document: Make):
    ledger.put(
        document("a.txt", ["| Payee | Sum |\n|---|---|\n| Oak | **£5** |", "See\n[<b>here</b>](https://x.example)."])
    )
    table, link = minutes(ledger, "a.txt").items[0].paragraphs
    assert table.text == "| Payee | Sum |\n| Oak | £5 |"
    assert link.text == "See [here](https://x.example)."


def test_a_document_that_is_not_there_is_named(ledger: Ledger):
    with pytest.raises(UnknownDocument, match=r"'c\.txt'"):
        minutes(ledger, "c.txt")
