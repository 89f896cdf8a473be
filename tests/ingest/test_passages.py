"""Passages: a paragraph's words led by body, date and item, cut so that the model reads all of it."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.passages import context, indexable, openings, passages, word_entries
from rag.minutes import CitedParagraph, Kind, Paragraph

LEAD = "Orrin Parish Council, 3 May 2024. Wall"


def cited(
    text: str, *, position: int = 0, kind: Kind = Kind.DISCUSSION, item: str = "1", title: str = "Wall"
) -> CitedParagraph:
    paragraph = Paragraph(id=f"p{position}", number="", kind=kind, text=text, start=0, end=len(text), page=None)
    return CitedParagraph(
        paragraph=paragraph,
        document="wall.txt",
        digest="0",
        body="Orrin Parish Council",
        held_on=date(2024, 5, 3),
        draft=False,
        item=item,
        item_title=title,
        position=position,
    )


def pieces(text: str) -> int:
    return len(text.split())


def test_a_passage_is_led_by_what_a_reader_of_the_page_knows() -> None:
    paragraph = cited("The wall cost £450.")
    assert context(paragraph) == LEAD
    [passage] = passages(paragraph, context(paragraph), 256, pieces)
    assert (passage.id, passage.text) == ("p0:0", f"{LEAD}. The wall cost £450.")


def test_an_item_without_a_title_is_led_by_its_opening_words() -> None:
    first, second = cited("The wall had fallen.", title=""), cited("It cost £450.", position=1, title="")
    assert (
        context(second, openings([first, second])["", "1"]) == "Orrin Parish Council, 3 May 2024. The wall had fallen."
    )


def test_headings_answer_nothing() -> None:
    assert not indexable(cited("Wall", kind=Kind.HEADING))
    assert all(indexable(cited("Wall", kind=kind)) for kind in Kind if kind is not Kind.HEADING)


def test_markup_is_not_embedded() -> None:
    [passage] = passages(cited("The **wall** <b>cost</b>\n£450."), "Wall", 256, pieces)
    assert passage.text == "Wall. The wall cost £450."


@pytest.mark.parametrize("tag", ["<br>", "<br/>", "</p><p>", "</td><td>", "</li><li>"])
def test_words_on_both_sides_of_a_line_break_stay_apart(tag: str) -> None:
    [passage] = passages(cited(f"The wall{tag}cost £450."), "Wall", 256, pieces)
    assert passage.text == "Wall. The wall cost £450."


@given(words=st.lists(st.sampled_from(["wall", "mended.", "The", "£450", "Dent;"]), min_size=1, max_size=200))
@settings(max_examples=60, deadline=None)
def test_a_long_paragraph_is_read_whole(words: list[str]) -> None:
    found = passages(cited(" ".join(words)), "Wall", 20, pieces)
    assert all(pieces(passage.text) <= 20 for passage in found) or len(found) == 1
    assert " ".join(passage.text.removeprefix("Wall. ") for passage in found) == " ".join(words)
    assert [passage.id for passage in found] == [f"p0:{n}" for n in range(len(found))]


def test_the_word_index_gets_the_text_around_within_the_item() -> None:
    paragraphs = [
        cited("1. Wall", kind=Kind.HEADING),
        cited("The wall fell.", position=1),
        cited("It was mended.", position=2),
        cited("A bench came.", position=3, item="2", title="Bench"),
    ]
    entries = word_entries(paragraphs)
    assert [entry.id for entry in entries] == ["p1", "p2", "p3"]
    assert entries[1].text == "It was mended."
    assert "The wall fell." in entries[1].around
    assert "bench" not in entries[1].around
    assert "Wall" in entries[1].item
    assert "3 May 2024" in entries[1].head
