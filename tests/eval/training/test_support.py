import json
import random
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from eval.calibrating import auc, loose
from eval.commands import main
from eval.planting import Pair
from eval.training.support import SIGNS, Seen, dealt, judge, keep, left_out, train
from rag.grounding.support import SupportHead
from rag.settings import Settings


def row(*, supported: bool, mean: float, figures: float = 0.0, source: str = "one", sound: bool = True, kind: str = ""):
    pair = Pair(claim="It rained.", evidence=(loose("It did."),), supported=supported, source=source, kind=kind)
    features = dict.fromkeys(SIGNS, 0.0) | {"bias": 1.0, "mean": mean, "figures": figures}
    return Seen(pair=pair, features=features, sound=sound)


@pytest.fixture(scope="module")
def rows() -> list[Seen]:
    """Two sources, in which supported claims match better, and figures that stand nowhere go with them by chance."""
    drawn = random.Random(0)
    return [
        row(supported=said, mean=drawn.gauss(0.7 if said else 0.5, 0.1), figures=float(said), source=source)
        for source in ("one", "two")
        for said in (True, False)
        for _ in range(100)
    ]


def test_a_head_scores_what_matches_better_higher_and_no_feature_points_the_wrong_way(rows: list[Seen]):
    head = train(rows)
    assert head.weights["mean"] > 0
    assert head.weights["figures"] == 0.0
    assert head.score({"bias": 1.0, "mean": 0.9}) > 0.5 > head.score({"bias": 1.0, "mean": 0.3})


def test_the_gate_lets_one_unsupported_claim_in_a_hundred_pass_and_the_measure_is_lower(rows: list[Seen]):
    head = train(rows)
    judged = [judge(head, one) for one in rows]
    assert sum(one.shown for one in judged if not one.pair.supported) <= 2
    assert head.measure < head.gate


def test_what_the_strict_checks_stop_is_never_shown(rows: list[Seen]):
    head = SupportHead(weights={"bias": 5.0}, gate=0.5, measure=0.5)
    assert not judge(head, row(supported=True, mean=1.0, sound=False)).shown
    assert judge(head, row(supported=True, mean=1.0)).shown


def test_each_source_is_judged_by_the_others(rows: list[Seen]):
    turned = [row(supported=not one.pair.supported, mean=one.features["mean"], source="two") for one in rows[200:]]
    judged = left_out([*rows[:200], *turned], {"one": "one", "two": "two"})
    assert auc([one for one in judged if one.pair.source == "two"]) < 0.3


def test_folders_of_minutes_are_dealt_into_two():
    rows = [row(supported=True, mean=1.0, source=name, kind="date") for name in "abc"]
    assert dealt([*rows, row(supported=True, mean=1.0, source="file")]) == {
        "a": "planted 1",
        "b": "planted 2",
        "c": "planted 1",
        "file": "file",
    }


def test_what_was_learned_is_kept_as_grounding_reads_it(rows: list[Seen], tmp_path: Path):
    head = train(rows)
    keep(head, tmp_path)
    assert SupportHead.load(tmp_path) == head


def test_the_command_tells_each_file_by_the_others_and_keeps_the_head(tmp_path: Path, settings: Settings):
    for name in ("encoder.safetensors", "encoder.json"):
        shutil.copy(settings.models / name, tmp_path)
    claims = [("The pump was sold.", True), ("The pump was lent to the rector.", False)]
    pairs = [{"claim": claim, "evidence": "The pump was sold.", "supported": said} for claim, said in claims]
    files = [tmp_path / "one.jsonl", tmp_path / "two.jsonl"]
    for file in files:
        file.write_text("".join(json.dumps(pair) + "\n" for pair in pairs))
    arguments = ["train-support", *map(str, files), "--planted", "0", "--out", str(tmp_path)]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0
    assert {"one", "two"} <= {line.split()[0] for line in result.output.splitlines() if line}
    assert SupportHead.load(tmp_path).weights["mean"] >= 0
