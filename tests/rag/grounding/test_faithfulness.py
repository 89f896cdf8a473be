"""Thirty sentences, what they cite, and the fate worked out by hand; then whole records."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from rag.grounding.faithfulness import Fate, fate, fates, is_its_quote, unfaithful

CASES = tomllib.loads(Path(__file__).with_name("faithfulness.toml").read_text(encoding="utf-8"))["case"]


@pytest.mark.parametrize("case", CASES, ids=[case["sentence"][:40] for case in CASES])
def test_the_fate_of_a_sentence_is_as_worked_out_by_hand(case: dict[str, Any]):
    cited = [{"text": text, "body": "Orrin Parish Council", "held_on": "2024-05-03"} for text in case["cites"]]
    assert fate(case["sentence"], cited) == case["fate"]


def record(text: str, *sentences: dict[str, Any], **changed: Any) -> dict[str, Any]:
    """A quoted answer that cites two paragraphs."""
    quotes = ["the wall was\nmended for £450.", "The bench was bought."]
    citations = [{"marker": n, "quote": quote, "text": f"{quote} It rained."} for n, quote in enumerate(quotes, 1)]
    whole = {"status": "answered", "mode": "quoted", "text": text, "sentences": list(sentences)}
    return {**whole, "citations": citations, **changed}


WALL = {"text": "The wall was mended for £450.", "citations": [1], "quoted": True}
BENCH = {"text": "The bench was bought.", "citations": [2], "quoted": True}
BOTH = "The wall was mended for £450. [1] The bench was bought. [2]"


def test_a_quoted_answer_is_faithful():
    assert [one.fate for one in fates(record(BOTH, WALL, BENCH))] == [Fate.VERBATIM, Fate.VERBATIM]
    assert list(unfaithful(record(BOTH, WALL, BENCH))) == []


def test_many_markers_in_a_row_are_no_words():
    both: dict[str, Any] = {"text": "The wall was mended for £450. The bench was bought.", "citations": [1, 2]}
    assert list(unfaithful(record(both["text"] + " [1]–[2]", both))) == []


def test_part_of_a_quote_is_verbatim_but_is_not_its_quote():
    part = {**WALL, "text": "The wall was mended"}
    assert fates(record("The wall was mended [1]", part))[0] == ("The wall was mended", Fate.VERBATIM, True)
    assert list(unfaithful(record("The wall was mended [1]", part))) == [
        "the sentence “The wall was mended” isn't its quote"
    ]
    assert is_its_quote("The bench was bought.", [{"quote": "the bench was\n bought."}])


def test_a_sentence_stated_from_records_is_neither_verbatim_nor_at_fault():
    counted = {"text": "Two walls were mended in 2024.", "citations": [1], "quoted": False}
    assert fates(record("Two walls were mended in 2024. [1]", counted))[0].fate is Fate.RECORDED
    assert list(unfaithful(record("Two walls were mended in 2024. [1]", counted))) == []


def test_a_sentence_stated_from_records_that_its_paragraph_contradicts_is_at_fault():
    other = {"text": "The wall was mended for £550.", "citations": [1], "quoted": False}
    assert list(unfaithful(record("The wall was mended for £550. [1]", other))) == [
        "the sentence “The wall was mended for £550.” is contradicted"
    ]


@pytest.mark.parametrize(
    ("quote", "text", "faults"),
    [
        (
            "Ms H Dray, Town Clerk | Ms P Nandra",
            "Ms H Dray is listed as Town Clerk of Orrin Town Council on 3 May 2024.",
            0,
        ),
        ("The wall was mended for £450.", "The wall of Orrin Town Council was mended for £550.", 1),
    ],
)
def test_whose_meeting_it_was_the_citation_says_and_not_its_words(quote: str, text: str, faults: int):
    cited = {"marker": 1, "quote": quote, "text": quote, "body": "Orrin Town Council", "held_on": "2024-05-03"}
    stated = {"text": text, "citations": [1], "quoted": False}
    assert len(list(unfaithful(record(f"{text} [1]", stated, citations=[cited])))) == faults


def test_a_count_over_several_paragraphs_is_held_against_none_of_them():
    counted = {"text": "The wall was mended for £550 in all.", "citations": [1, 2], "quoted": False}
    assert fates(record("The wall was mended for £550 in all. [1][2]", counted))[0].fate is Fate.RECORDED


def test_a_written_sentence_must_be_proved():
    written = {"text": "Rain fell on the fair.", "citations": [1], "quoted": False}
    assert list(unfaithful(record("Rain fell on the fair. [1]", written, mode="written"))) == [
        "the sentence “Rain fell on the fair.” is not proved"
    ]


def test_what_a_text_shows_beyond_its_sentences_is_uncited():
    more = record(BOTH + " The mayor fled. [2]", WALL, BENCH)
    assert fates(more)[-1] == ("The mayor fled.", Fate.UNCITED, False)
    between = record(BOTH.replace("[1] ", "[1] The mayor fled. "), WALL, BENCH)
    assert list(unfaithful(between)) == ["the sentence “The mayor fled.” is uncited"]


def test_a_partial_answer_may_end_with_what_the_minutes_do_not_say():
    partial = record(BOTH + " The minutes do not say: who paid", WALL, BENCH, status="partial")
    assert list(unfaithful(partial)) == []


def test_a_text_that_leaves_a_sentence_out_is_at_fault():
    assert list(unfaithful(record("The wall was mended for £450. [1]", WALL, BENCH))) == [
        "the text doesn't show the sentence “The bench was bought.”"
    ]


def test_a_sentence_without_its_citation_is_uncited():
    gone = record(BOTH, WALL, BENCH)
    del gone["citations"][1]
    assert fates(gone)[1].fate is Fate.UNCITED


def test_an_abstention_shows_no_sentence():
    assert fates(record("The minutes do not say.", status="abstained")) == []
