from datetime import date
from typing import Any

import pytest

from rag.exporting.report import reported

DAY = date(2024, 2, 1)


def test_a_report_has_question_answer_and_references(record: dict[str, Any]):
    [one] = reported([record], DAY).sections
    assert (one.question, one.understood) == ("What did Tŷ Gŵyn’s roof cost?", "What did Ty Gwyn's roof cost in 2024?")
    assert (one.head, one.lines, one.origin) == (
        "Answer",
        ("The roof came to £4,415. [1]",),
        "In the minutes’ own words.",
    )
    [reference] = one.references
    assert reference.label == "Cyngor Ŵyn, 9 January 2024, item 32/23, page 2 (draft minutes)"
    assert (reference.title, reference.quote, reference.document) == (
        "Roof",
        "The roof came to £4,415.",
        "ŵyn_2024.pdf",
    )


@pytest.mark.parametrize(
    ("fields", "head", "origin", "references"),
    [
        ({"status": "partial"}, "Answer to a part of the question", "In the minutes’ own words.", "References"),
        ({"status": "abstained"}, "No answer was found in the minutes", "", "Nearest paragraphs"),
        (
            {"mode": "written"},
            "Answer",
            "Written by a language model; each sentence was checked against the paragraphs that it cites.",
            "References",
        ),
        ({"sentences": [{"quoted": False}]}, "Answer", "Stated from what the minutes record.", "References"),
    ],
)
def test_a_report_says_how_far_and_in_whose_words(record, fields, head: str, origin: str, references: str):
    [one] = reported([{**record, **fields}], DAY).sections
    assert (one.head, one.origin, one.references_head) == (head, origin, references)


def test_a_question_understood_as_it_was_asked_is_not_said_twice(record: dict[str, Any]):
    [one] = reported([{**record, "asked_as": "what did Tŷ Gŵyn's roof cost"}], DAY).sections
    assert one.understood == ""


def test_a_report_is_named_by_question_and_day(record: dict[str, Any]):
    report = reported([record, record], DAY)
    assert report.name == "what-did-t-g-yn-s-2024-02-01"
    assert reported([], DAY).name == "2024-02-01"
