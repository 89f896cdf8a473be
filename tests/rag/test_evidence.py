from collections.abc import Callable

import pytest

from rag.evidence import AnswerSpan, Ranked, weighed
from rag.minutes import CitedParagraph

Cited = Callable[..., CitedParagraph]


def test_a_span_quotes_its_paragraph_by_offsets_in_the_document(cited: Cited):
    wall = cited("The wall was mended. It cost £450.", start=40)
    assert AnswerSpan(cited=wall, start=61, end=74).quote == "It cost £450."
    assert AnswerSpan(cited=wall, start=40, end=74).quote == wall.paragraph.text


@pytest.mark.parametrize(
    ("ranks", "told"),
    [
        ({"meaning": 3, "words": 1}, "found by meaning 3, by words 1"),
        ({"time": 2, "meeting": 4}, "found by words at that time 2, by words at that meeting 4"),
    ],
)
def test_how_a_passage_was_found_is_told_in_words(
    cited: Cited, ranked: Callable[..., Ranked], ranks: dict[str, int], told: str
):
    wall = cited("The wall was mended.")
    one = ranked(wall, ranks=ranks)
    assert one.found == told
    assert one.cited is wall


def test_what_has_no_weight_counts_nothing():
    assert weighed({"a": 2.0, "b": 1.0}, {"a": 0.5, "c": 9.0}) == 1.0
