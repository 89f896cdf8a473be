import json
import shutil
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner

from eval.commands import main

SAMPLE = Path(__file__).parents[2] / "eval" / "data" / "sample.jsonl"


def call(*arguments: object):
    return CliRunner().invoke(main, [*map(str, arguments)])


@pytest.fixture(scope="module")
def few(tmp_path_factory):
    """Two questions of the sample that have an answer, and one that has none."""
    lines = SAMPLE.read_text(encoding="utf-8").splitlines()
    answerable = [line for line in lines if json.loads(line)["expect"] == "answered"][:2]
    unanswerable = [line for line in lines if json.loads(line)["expect"] == "abstained"][:1]
    path = tmp_path_factory.mktemp("few") / "few.jsonl"
    path.write_text("\n".join(answerable + unanswerable), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def done(sample_home, few, tmp_path_factory):
    """The folder of a run over them, and what it printed."""
    out = tmp_path_factory.mktemp("run") / "deep" / "out"
    result = call("run", few, "--home", sample_home.home, "--out", out)
    assert result.exit_code == 0, result.stderr
    return out, result.output


def test_run_writes_the_answers_the_report_and_the_timings(done, few):
    out, printed = done
    answers = [json.loads(line) for line in (out / "answers.jsonl").read_text(encoding="ascii").split("\n") if line]
    asked = [json.loads(line)["id"] for line in few.read_text(encoding="utf-8").splitlines()]
    assert [answer["question_id"] for answer in answers] == asked
    assert all("timings_ms" not in answer for answer in answers)
    report = json.loads((out / "report.json").read_text(encoding="utf-8"))
    assert (report["questions"], report["figures"]["errors"]["value"], report["gold_not_in_ledger"]) == (3, 0, [])
    assert report["retrieval"]["fused"]["recall_at_20"]["value"] > 0
    assert report["figures"]["misquoted"]["value"] == 0
    assert report["figures"]["ledger_faults"]["value"] == 0
    assert len(report["made_of"]["home"]) == 64
    assert (out / "report.md").read_text(encoding="utf-8").startswith("# Evaluation: few.jsonl\n")
    assert set(json.loads((out / "timings.json").read_text(encoding="utf-8"))["questions"]) == {
        f"few/{id}" for id in asked
    }
    assert "right" in printed
    assert str(out / "report.md") in printed


def test_two_runs_are_the_same_bytes_but_for_the_timings(done, few, sample_home, tmp_path):
    out, _ = done
    again = tmp_path / "again"
    assert call("run", few, "--home", sample_home.home, "--out", again).exit_code == 0
    for name in ("answers.jsonl", "report.json", "report.md"):
        assert (again / name).read_bytes() == (out / name).read_bytes()


@pytest.fixture
def answers(done, tmp_path):
    """The answers of the run, as a file that may be changed."""
    return Path(shutil.copy(done[0] / "answers.jsonl", tmp_path / "answers.jsonl"))


def broken(answers: Path) -> Path:
    """The file with a negated sentence in its first answer."""
    records = [json.loads(line) for line in answers.read_text().splitlines()]
    first = next(record for record in records if record["sentences"])
    first["sentences"][0]["text"] = "It is not so."
    answers.write_text("\n".join(map(json.dumps, records)))
    return answers


def test_answers_given_before_are_scored_alike_and_a_broken_one_breaks_a_gate(done, few, answers, tmp_path):
    out, _ = done
    result = call("run", few, "--answers", answers, "--out", tmp_path / "out", "--baseline", out)
    assert result.exit_code == 0, result.stderr
    assert "0 lost, 0 gained, 0 changed" in result.output
    result = call("run", few, "--answers", broken(answers), "--out", tmp_path / "out")
    assert result.exit_code == 1
    assert "gate never.misquoted broken: at most 0 is wanted" in result.stderr


def test_ci_gets_its_cases_its_summary_its_page_and_its_annotations(few, answers, tmp_path, monkeypatch):
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    places = [f"--{name}={tmp_path / name}" for name in ("junit", "html", "summary")]
    for _ in range(2):
        result = call("run", few, "--answers", broken(answers), "--out", tmp_path / "out", *places)
    assert "::error title=Evaluation::gate never.misquoted broken" in result.output
    assert len(ElementTree.parse(tmp_path / "junit").getroot()) == 2
    assert (tmp_path / "html").read_text(encoding="utf-8").startswith("<!doctype html>")
    assert (tmp_path / "summary").read_text(encoding="utf-8").count("## Evaluation:") == 2  # it is added to


def test_what_a_gate_bounds_and_nothing_measures_ends_with_three(few, answers, tmp_path):
    (tmp_path / "gates.toml").write_text("[flips]\nlost = 0\n[budget]\np95_ms = 9")
    result = call("run", few, "--answers", answers, "--out", tmp_path / "out", "--gates", tmp_path / "gates.toml")
    assert result.exit_code == 3
    assert "gate flips.lost not measurable" in result.stderr


def test_run_takes_several_files_and_tells_each_and_all(few, answers, tmp_path):
    first = tmp_path / "first.jsonl"
    first.write_text(few.read_text(encoding="utf-8").splitlines()[0], encoding="utf-8")
    result = call("run", first, few, "--answers", answers, "--out", tmp_path / "out")
    assert result.exit_code == 0, result.stderr
    assert result.output.splitlines()[0].split() == ["first", "few", "all"]
    report = json.loads((tmp_path / "out" / "report.json").read_text(encoding="utf-8"))
    assert [one["questions"] for one in report["sets"]] == [1, 3]


@pytest.mark.parametrize(
    ("options", "places"), [(["--limit", "2"], [0, 1]), (["--shard", "2/2"], [1]), (["--shard", "1/2"], [0, 2])]
)
def test_a_part_of_the_questions_can_be_asked(few, answers, tmp_path, options, places):
    ids = [json.loads(line)["id"] for line in few.read_text(encoding="utf-8").splitlines()]
    assert call("run", few, "--answers", answers, "--out", tmp_path / "out", *options).exit_code == 0
    report = json.loads((tmp_path / "out" / "report.json").read_text(encoding="utf-8"))
    assert [row["name"] for row in report["rows"]] == [f"few/{ids[place]}" for place in places]


def test_a_run_cut_off_is_taken_up_where_it_ended(few, answers, tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    lines = answers.read_text().splitlines()
    (out / "answers.jsonl").write_text(lines[0] + "\n" + lines[1][:50])
    counter = tmp_path / "asked"
    program = f"import sys; open({str(counter)!r}, 'a').write('x'); print('No.')"
    result = call("run", few, "--cmd", f'"{sys.executable}" -c "{program}" {{question}}', "--out", out, "--resume")
    assert result.exit_code == 1  # the program cites nothing
    assert counter.read_text() == "xx"
    assert (out / "answers.jsonl").read_text().splitlines()[0] == lines[0]


def test_compare_tells_what_was_lost(done, few, answers, tmp_path):
    out, _ = done
    call("run", few, "--answers", broken(answers), "--out", tmp_path / "out")
    assert call("compare", out, out).exit_code == 0
    result = call("compare", out, tmp_path / "out")
    lost = "1 lost" in result.output
    assert result.exit_code == (1 if lost else 0)
    assert "exact paired test" in result.output


def test_better_fails_too_until_it_is_accepted(few, answers, tmp_path):
    gates = tmp_path / "gates.toml"
    gates.write_text("[flips]\nlost = 0\ngained = 0")
    silent = [{"question_id": json.loads(line)["question_id"]} for line in answers.read_text().splitlines()]
    (tmp_path / "silent.jsonl").write_text("\n".join(map(json.dumps, silent)))
    base, kept = tmp_path / "base", tmp_path / "baseline.json"
    call("run", few, "--answers", tmp_path / "silent.jsonl", "--out", base)
    assert call("accept", base, "--reason", "The first.", "--baseline", kept).exit_code == 0
    better = ["run", few, "--answers", answers, "--out", tmp_path / "out", "--gates", gates, "--baseline", kept]
    before = call(*better)
    assert before.exit_code == 1, before.output
    assert "gate flips.gained broken" in before.stderr or "gate flips.lost broken" in before.stderr
    assert call("accept", tmp_path / "out", "--reason", "It answers.", "--baseline", kept).exit_code == 0
    assert json.loads(kept.read_text(encoding="utf-8"))["reason"] == "It answers."
    assert call(*better).exit_code == 0


def test_faithful_needs_no_questions_and_no_home(answers):
    result = call("faithful", answers)
    assert result.exit_code == 0, result.stderr
    assert result.output.splitlines()[0].split()[:2] == ["faithful", "1.0"]
    result = call("faithful", broken(answers))
    assert result.exit_code == 1
    assert "It is not so." in result.stderr


def test_answers_can_be_held_against_the_ledger_too(answers, sample_home):
    held = ["faithful", answers, "--ledger", "--home", sample_home.home]
    assert "ledger_faults              0  n 3" in call(*held).output
    records = [json.loads(line) for line in answers.read_text().splitlines()]
    records[0]["citations"][0]["document"] = "another.txt"
    answers.write_text("\n".join(map(json.dumps, records)))
    assert "another.txt" in call(*held).stderr


def test_mutate_prints_a_line_a_mutant_and_fails_where_one_is_not_seen(few, answers, tmp_path):
    result = call("mutate", few, "--answers", answers)
    assert result.exit_code == 0, result.output
    assert "“not” before the verb" in result.output
    (tmp_path / "gates.toml").write_text("[never]\nmisquoted = 999\n[floor]\nfaithful = 0")
    assert call("mutate", few, "--answers", answers, "--gates", tmp_path / "gates.toml").exit_code == 1


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--home", "none"], "There are no minutes in"),
        (["--answers", "none.jsonl"], "can't be read"),
        (["--cmd", "prog"], "no place for the question"),
        (["--python", "nothing"], "give package.module:function"),
        (["--cmd", "a {question}", "--http", "http://127.0.0.1:9"], "Only one system is measured at a time"),
        (["--gates", "none.toml"], "can't be read"),
        (["--baseline", "none"], "is no run"),
        (["--shard", "3/2"], "is no part of a whole"),
    ],
)
def test_wrong_use_is_told_in_a_sentence(few, tmp_path, monkeypatch, options, said):
    monkeypatch.chdir(tmp_path)
    result = call("run", few, "--out", tmp_path / "out", *options)
    assert result.exit_code == 2
    assert said in result.stderr
    assert result.stderr.count("\n") == 1


def test_a_folder_that_can_not_be_written_is_told_in_a_sentence(few, answers):
    result = call("run", few, "--answers", answers, "--out", few)
    assert result.exit_code == 2
    assert result.stderr.endswith("name another place.\n")


def test_speed_prints_a_small_table(sample_home, few):
    arguments = ["speed", "--home", sample_home.home, "--questions", "4", "--questions-file", few]
    result = call(*arguments, "--questions-file", few)
    assert result.exit_code == 0, result.stderr
    assert result.output.startswith("4 questions, 4 of them distinct, one process, milliseconds each\n")
    assert len(result.output.splitlines()[2].split()) == 4
