import importlib
import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from eval.training.examples import Example
from eval.training.head import Matches, reading_of
from rag.evidence import Reading
from rag.reader.answerable import Answerable
from rag.reader.encoder import PieceEncoder
from rag.reader.local import Head
from rag.retrieval.reranker import FeatureReranker

pytestmark = pytest.mark.slow  # the module imports torch
HEAD = Head(rank={"late": 1.0}, answerable=Answerable(weights={"late": 10.0, "bias": -5.0}))
Made = Callable[..., Example]
Matched = Callable[[Example], Matches]


@pytest.fixture(scope="module")
def run() -> Any:
    return importlib.import_module("eval.training.run")


def read(one: Matches) -> tuple[Matches, Reading]:
    reading = reading_of(HEAD, one)
    assert reading is not None
    return one, reading


def test_groups_stay_whole_and_the_parts_are_of_much_the_same_size(run: Any):
    groups = [*"aaaaaa", *"bbbb", *"ccc", *"dd"]
    assert run.deal(groups, 2) == {"a": 0, "b": 1, "c": 1, "d": 0}
    assert run.deal(reversed_ := groups[::-1], 2) == run.deal(groups, 2), reversed_
    assert run.deal(["a"], 3) == {"a": 0}


def test_auc_is_how_often_an_answerable_question_is_the_likelier_one(run: Any, example: Made, matched: Matched):
    def made(late: float, proving: bool) -> tuple[Matches, Reading]:
        text = "A grant of £500."
        return read(matched(example({text: {"late": late}}, proving=[text] if proving else [])))

    # of six pairs four are in order and one is level
    readings = [made(0.9, True), made(0.5, True), made(0.3, True), made(0.5, False), made(0.2, False)]
    assert run.auc(readings) == pytest.approx(4.5 / 6)
    assert math.isnan(run.auc(readings[:3]))
    assert math.isnan(run.auc(readings[3:]))


def test_the_table_has_a_line_a_group_and_one_for_all(run: Any, example: Made, matched: Matched):
    def made(group: str, late: float, reranker: float, proving: bool = True) -> tuple[Matches, Reading]:
        proof, other = {"late": late, "reranker": reranker}, {"late": 0.5, "reranker": 0.5}
        passages = {"A grant of £500.": proof, "Weather.": other}
        return read(matched(example(passages, proving=["A grant of £500."] if proving else [], group=group)))

    readings = [made("otter", 0.9, 0.1), made("otter", 0.1, 0.9), made("wick", 0.9, 0.9)]
    lines = list(run.table([*readings, made("wick", 0.9, 0.9, proving=False)]))
    told = [line.split()[:5] for line in lines[1:4]]
    assert told == [
        ["otter", "2", "0.500", "0.500", "0.500"],
        ["wick", "1", "1.000", "1.000", "1.000"],
        ["all", "3", "0.667", "0.667", "0.667"],
    ]


def test_models_are_kept_for_each_part_and_for_all(run: Any, example: Made, tmp_path: Path):
    def made(n: int, group: str) -> Example:
        proof = f"A grant of £500 was made to club {n}."
        others = {f"Plot {n}{m} was let to a tenant.": {"text": 0.2, "similarity": m / 10} for m in range(6)}
        text = f"How much was granted to club {n}?"
        if n % 2:
            return example(others, group=group, question=text)
        return example({**others, proof: {"text": 0.9}}, proving=[proof], group=group, question=text)

    examples = [made(n, "otter" if n < 4 else "wick") for n in range(8)]
    readings = run.train_all(examples, parts=2, epochs=1, folder=tmp_path)
    assert len(readings) == 8
    for folder in (tmp_path, tmp_path / "part-0", tmp_path / "part-1"):
        weights = json.loads((folder / "reranker.json").read_text())
        assert weights["text"] > 0
        assert Head.load(folder).rank["late"] > 0
        assert isinstance(FeatureReranker.load(lambda _: 1.0, folder), FeatureReranker)
        assert len(PieceEncoder(folder).encode(["A grant."])) == 1
