import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from eval.calibrating import Judged, auc, balanced_accuracy, judged, load_pairs, loose, table, wrong
from eval.commands import main
from eval.planting import Pair
from rag.errors import WrongUse
from rag.grounding.verify import Checker


def row(*, supported: bool, score: float, shown: bool = False, kind: str = "") -> Judged:
    pair = Pair(claim="It rained.", evidence=(loose("It did."),), supported=supported, source="set", kind=kind)
    return Judged(pair=pair, shown=shown, score=score, counted=score >= 0.5)


ROWS = [
    row(supported=True, score=0.9, shown=True),
    row(supported=True, score=0.4),
    row(supported=False, score=0.4),
    row(supported=False, score=0.1),
    row(supported=False, score=0.6, shown=True, kind="date"),
    row(supported=False, score=0.1),
]


def test_balanced_accuracy_is_the_mean_of_both_shares():
    assert balanced_accuracy(ROWS) == (1 / 2 + 3 / 4) / 2


def test_auc_counts_how_often_a_supported_claim_scores_above_another():
    assert auc(ROWS) == ((4 + 2.5) / 4) / 2


def test_the_table_has_each_set_with_its_count_and_each_kind_of_planted_claim():
    lines = [" ".join(line.split()) for line in table(ROWS)]
    assert any(line.startswith("set 5|") for line in lines)
    assert any(line.startswith("planted 1|") for line in lines)
    assert any(line.startswith("date 1 0.000") and line.endswith(" 1") for line in lines)


def test_what_the_gate_judges_wrongly_is_written_out():
    assert [json.loads(line)["supported"] for line in wrong(ROWS)] == [True, False]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """One claim that its evidence supports, and one that it doesn't."""
    pairs = [
        {"claim": "The pump was sold for £40.", "evidence": "The pump was sold for £40 in May.", "supported": True},
        {"claim": "The pump was sold for £60.", "evidence": "The pump was sold for £40 in May.", "supported": False},
    ]
    path = tmp_path / "own.jsonl"
    path.write_text("".join(json.dumps(pair) + "\n" for pair in pairs))
    return path


def test_the_command_prints_the_table_and_keeps_what_was_judged_wrongly(file: Path, tmp_path: Path):
    result = CliRunner().invoke(
        main, ["calibrate", str(file), "--planted", "0", "--misjudged", str(tmp_path / "wrong")]
    )
    assert result.exit_code == 0
    assert "own                    2" in result.output
    assert (tmp_path / "wrong").read_text() == ""


def test_a_checker_judges_pairs(file: Path):
    assert [(one.shown, one.pair.source) for one in judged(Checker(), load_pairs(file))] == [
        (True, "own"),
        (False, "own"),
    ]


def test_a_line_that_is_no_pair_is_named(file: Path, tmp_path: Path):
    file.write_text('\n{"claim": "It rained."}\n')
    with pytest.raises(WrongUse, match="line 2: `evidence`"):
        load_pairs(file)
    with pytest.raises(WrongUse, match="can't be read"):
        load_pairs(tmp_path / "none.jsonl")
