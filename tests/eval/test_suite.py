import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from eval.commands import main

SAMPLE = Path(__file__).parents[2] / "eval" / "data" / "sample.jsonl"


@pytest.fixture
def few(tmp_path):
    """Two questions of the sample that have an answer, and one that has none."""
    lines = SAMPLE.read_text(encoding="utf-8").splitlines()
    answerable = [line for line in lines if json.loads(line)["expect"] == "answered"][:2]
    unanswerable = [line for line in lines if json.loads(line)["expect"] == "abstained"][:1]
    path = tmp_path / "few.jsonl"
    path.write_text("\n".join(answerable + unanswerable), encoding="utf-8")
    return path


def test_run_writes_the_answers_and_both_reports(sample_home, few, tmp_path):
    out = tmp_path / "deep" / "out"
    done = CliRunner().invoke(main, ["run", str(few), "--home", str(sample_home.home), "--out", str(out)])
    assert done.exit_code == 0, done.stderr
    answers = [json.loads(line) for line in (out / "answers.jsonl").read_text(encoding="ascii").split("\n") if line]
    asked = [json.loads(line)["id"] for line in few.read_text(encoding="utf-8").splitlines()]
    assert [answer["question_id"] for answer in answers] == asked
    report = json.loads((out / "report.json").read_text(encoding="utf-8"))
    assert (report["questions"], report["errors"], report["gold_not_in_ledger"]) == (3, 0, [])
    assert report["retrieval"]["fused"]["recall_at_20"] > 0
    assert (out / "report.md").read_text(encoding="utf-8").startswith("# Evaluation: few.jsonl\n")
    assert "right" in done.output
    assert str(out / "report.md") in done.output


def test_run_takes_several_files_and_tells_each_and_all(sample_home, few, tmp_path):
    first = tmp_path / "first.jsonl"
    first.write_text(few.read_text(encoding="utf-8").splitlines()[0], encoding="utf-8")
    done = CliRunner().invoke(
        main, ["run", str(first), str(few), "--home", str(sample_home.home), "--out", str(tmp_path / "out")]
    )
    assert done.exit_code == 0, done.stderr
    assert done.output.splitlines()[0].split() == ["first", "few", "all"]
    report = json.loads((tmp_path / "out" / "report.json").read_text(encoding="utf-8"))
    assert [one["questions"] for one in report["sets"]] == [1, 3]
    assert [row["set"] for row in report["rows"]] == ["first", "few", "few", "few"]


def test_speed_prints_a_small_table(sample_home, few):
    arguments = ["speed", "--home", str(sample_home.home), "--questions", "4", "--questions-file", str(few)]
    done = CliRunner().invoke(main, [*arguments, "--questions-file", str(few)])
    assert done.exit_code == 0, done.stderr
    assert done.output.startswith("4 questions, 4 of them distinct, one process, milliseconds each\n")
    assert len(done.output.splitlines()[2].split()) == 4


def test_a_folder_that_can_not_be_written_is_told_in_a_sentence(sample_home, few):
    done = CliRunner().invoke(main, ["run", str(few), "--home", str(sample_home.home), "--out", str(few)])
    assert done.exit_code == 1
    assert done.stderr.endswith("name another folder with --out.\n")


def test_wrong_use_is_told_in_a_sentence(few, tmp_path):
    done = CliRunner().invoke(main, ["run", str(few), "--home", str(tmp_path / "none"), "--out", str(tmp_path)])
    assert done.exit_code == 2
    assert "There are no minutes in" in done.stderr
    assert done.stderr.count("\n") == 1
