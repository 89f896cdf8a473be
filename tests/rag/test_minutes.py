from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.minutes import CitedParagraph, Document, day_month_year, readable

Cited = Callable[..., CitedParagraph]


def test_a_date_is_written_as_minutes_write_it():
    assert day_month_year(date(2024, 1, 8)) == "8 January 2024"


@pytest.mark.parametrize(
    ("number", "changed", "label"),
    [
        ("iii", {}, "Ottermouth Parish Council, 18 January 2024, item 9, paragraph iii"),
        ("", {}, "Ottermouth Parish Council, 18 January 2024, item 9"),
        ("9", {}, "Ottermouth Parish Council, 18 January 2024, item 9"),
        ("", {"page": 4}, "Ottermouth Parish Council, 18 January 2024, item 9, page 4"),
        ("", {"draft": True}, "Ottermouth Parish Council, 18 January 2024, item 9 (draft minutes)"),
        ("", {"held_on": None}, "Ottermouth Parish Council, undated, item 9"),
        ("", {"item": "", "item_title": "Roads"}, "Ottermouth Parish Council, 18 January 2024, “Roads”"),
        ("", {"item": "", "item_title": ""}, "Ottermouth Parish Council, 18 January 2024"),
    ],
)
def test_a_label_says_body_date_item_and_paragraph(cited: Cited, number: str, changed: dict[str, object], label: str):
    assert cited("It was agreed.", number=number, **changed).label == label


def test_a_meeting_gives_its_paragraphs_in_the_order_of_the_document(document: Callable[..., Document]):
    paragraphs = document("a.txt", ["one", "two"], ["three"]).meeting.paragraphs
    assert [one.text for one in paragraphs] == ["one", "two", "three"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("It was\n  agreed\tto\u00a0mow.", "It was agreed to mow."),
        ("It was **agreed** to _mow_.", "It was agreed to mow."),
        ("## Roads", "Roads"),
        ("It was <b>agreed</b><br/> to mow.", "It was agreed to mow."),
        ("Wick &amp; Sons at 3 &lt; 4", "Wick & Sons at 3 < 4"),
        (r"1\. Roads \& paths", "1. Roads & paths"),
        ("re\u00adport\u200b of the \ufeffclerk", "report of the clerk"),
        ("The grant was\n---\n<small>Parish Council</small>\n**12**\napproved.", "The grant was approved."),
    ],
)
def test_readable_words_are_without_page_breaks_markup_and_line_ends(text: str, words: str):
    assert readable(text) == words


@pytest.mark.parametrize(
    "text", ["5 * 3 is 15", "file_name_of_it", "a snake_case word", "3 < 4 and 5 > 2", "R&D at £5"]
)
def test_signs_that_are_no_markup_stay(text: str):
    assert readable(text) == text


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.text(max_size=60) | st.text(alphabet="a *_<>/&;#\\-\n1b", max_size=40))
def test_readable_words_of_any_text_are_parted_by_single_spaces(text: str):
    assert readable(text) == " ".join(readable(text).split())
