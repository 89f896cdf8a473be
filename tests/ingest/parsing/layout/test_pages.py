"""What stands on page after page is no words of the minutes."""

from ingest.parsing import parse
from ingest.parsing.layout.pages import running_heads
from ingest.reading import SourceText

PAGES = """Hallowdown School Board

1. Wall

Motion to mend the wall by Trustee Ash, second by Trustee Elm.
09.06.22 Board Minutes        1
\fFinal Resolution: Motion Carried

2. Gate

12 oaks were bought.
09.06.22 Board Minutes        2
\f3. Close

The Board rose.
09.06.22 Board Minutes        3
"""


def test_lines_at_the_edge_of_every_page_are_running_heads() -> None:
    assert {PAGES[start:].splitlines()[0][:14] for start in running_heads(PAGES)} == {"09.06.22 Board"}
    assert len(running_heads(PAGES)) == 3


def test_what_stands_on_two_pages_or_without_pages_is_none() -> None:
    assert not running_heads(PAGES.replace("\f3.", "3."))
    assert not running_heads(PAGES.replace("\f", ""))


def test_a_running_head_with_a_date_opens_no_item_and_parts_no_motion_from_its_end() -> None:
    meeting, *_ = parse(SourceText(text=PAGES, format="text"), "a.txt")
    assert [item.number for item in meeting.items if item.number] == ["1", "2", "3"]
    assert [(one.outcome, one.seconder) for one in meeting.resolutions] == [("carried", "Trustee Elm")]
