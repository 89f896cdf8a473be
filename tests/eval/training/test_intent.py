import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from eval.training.intent import Labelled, keep, labelled, left_out, load, polar, train
from rag.errors import WrongUse
from rag.planning.intent import Vector

LINES = [
    {"kind": "vote", "question": "Who moved the motion and who seconded it?"},
    {"kind": "reason", "question": "Why was the gate shut?"},
    {"kind": "count", "question": "How many gates are there?"},
    {"kind": "yesno", "question": "Was the gate shut?"},
    {"kind": "reason", "question": "And why?", "history": ["Was the gate shut?"]},
    {"kind": "multi", "question": "What did it cost, and why?"},
]


def no_meaning(texts: Sequence[str]) -> Vector:
    return np.zeros((len(texts), 384), dtype=np.float32)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "questions.jsonl"
    path.write_text("\n".join(json.dumps(line) for line in LINES), encoding="utf-8")
    return path


@pytest.fixture
def sets(file: Path) -> dict[str, Labelled]:
    return dict.fromkeys(("one", "two"), labelled(load(file), no_meaning))


def test_only_questions_of_one_labelled_kind_are_learned_from(sets: dict[str, Labelled]):
    assert sets["one"].kinds == ("vote", "reason", "count")


def test_each_file_is_told_by_the_others(sets: dict[str, Labelled]):
    told = {one.name: (one.right, one.asked) for one in left_out(sets)}
    assert (told["one"], told["vote"], told["action"], told["all"]) == ((3, 3), (2, 2), (0, 0), (6, 6))


def test_what_was_learned_is_kept_as_planning_reads_it(sets: dict[str, Labelled], tmp_path: Path):
    keep(train(list(sets.values())), tmp_path / "intent.json")
    assert json.loads((tmp_path / "intent.json").read_text())["kinds"] == ["count", "reason", "vote"]


def test_yes_or_no_is_measured_apart(file: Path):
    assert (polar(load(file)).right, polar(load(file)).asked) == (1, 1)


def test_a_file_of_something_else_is_wrong_use(tmp_path: Path):
    (tmp_path / "other.jsonl").write_text('{"a": 1}\n')
    with pytest.raises(WrongUse, match="name another file"):
        load(tmp_path / "other.jsonl")
