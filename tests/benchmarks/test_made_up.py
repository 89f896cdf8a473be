"""What a small model once drafted over the sample's minutes, checked again."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from eval.calibrating import loose
from rag.minutes import CitedParagraph
from tests.benchmarks.made_up import proved, strays

DRAFTED = [json.loads(line) for line in Path(__file__).with_name("made_up.jsonl").read_text("utf-8").splitlines()]


def evidence(line: dict[str, Any]) -> list[CitedParagraph]:
    return [
        replace(
            loose(one["text"]),
            body=one["body"],
            held_on=None if one["held_on"] == "None" else date.fromisoformat(one["held_on"]),
            item_title=one["title"],
        )
        for one in line["evidence"]
    ]


@pytest.mark.parametrize("line", DRAFTED, ids=lambda line: line["sentence"][:40])
def test_no_sentence_is_shown_that_a_person_did_not_find_true(line: dict[str, Any]):
    paragraphs = evidence(line)
    markers = "".join(f"[{number}]" for number in range(1, len(paragraphs) + 1))
    shown = bool(proved(f"{line['sentence']} {markers}", paragraphs))
    assert shown <= line.get("true", False)
    assert not (shown and strays(line["sentence"], paragraphs))


def test_some_are_shown_and_most_are_not():
    assert 0 < sum(line["shown"] for line in DRAFTED) < len(DRAFTED) / 2
    assert len({line["question"] for line in DRAFTED}) >= 20
