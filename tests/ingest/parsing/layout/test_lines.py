"""Which line goes on with the paragraph before it, where no gap tells."""

import pytest

from ingest.parsing.layout.blocks import blocks


def paragraphs(text: str) -> list[str]:
    return [text[block.start : block.end] for block in blocks(text)]


@pytest.mark.parametrize("decides", ["RESOLVED: That the wall be mended.", "Resolved that the wall be mended."])
@pytest.mark.parametrize("before", ["The wall had fallen.", "A mason asks £96.40"])
def test_each_decision_is_a_paragraph_of_its_own(before: str, decides: str) -> None:
    assert paragraphs(f"{before}\n{decides}\n{decides}") == [before, decides, decides]


def test_a_sentence_that_runs_on_into_resolved_stays_whole() -> None:
    assert len(paragraphs("Cllr Ash moved, Cllr Elm seconded, and it was\nRESOLVED: That the wall be mended.")) == 1


def test_a_figure_at_the_head_of_a_line_is_no_number_of_a_paragraph() -> None:
    assert len(paragraphs("9) The Chair noted that warming was held to be\n1.5 degrees by the plan's authors.")) == 1
    assert len(paragraphs("1.4 The Chair spoke.\n1.5 degrees of frost were told of.")) == 2


def test_text_below_a_title_and_a_page_number_is_not_lost() -> None:
    assert paragraphs("1. Page 3 of 9\nPage 3 of 9\na.\n") == ["1. Page 3 of 9", "Page 3 of 9\na."]


def test_who_was_away_stands_with_who_voted_how() -> None:
    vote = "It carried:\n\nAyes: Directors Ash and Elm\nNoes: Director Fir\nAbsent: None"
    assert paragraphs(f"{vote}\n\nIII. ADJOURN\nThe meeting was adjourned.")[-2].endswith("Absent: None")
