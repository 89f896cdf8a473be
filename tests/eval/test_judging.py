"""The judge, with a LangChain model that looks its answers up in the prompt."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from eval import judging
from eval.calibrating import loose
from eval.commands import main
from eval.faithful import read
from eval.judging import Calibration, Judge, calibrated, judged, load_calibration, open_judge, table
from eval.metrics.agreement import Agreement
from eval.planting import Pair
from rag.chat_models import Chat
from rag.errors import ModelFailure, WrongUse
from rag.grounding.verify import Checker
from rag.prompting import load_prompt
from rag.settings import Settings
from tests.models import Answering


def reader(*words: str) -> Answering:
    """A model that says yes to a sentence with one of the words in it."""

    def says(shown: str) -> str:
        sentence = shown.partition("Sentence: ")[2]
        return "Yes, they do." if any(word in sentence for word in words) else "That is hard to say."

    return Answering(says=says)


def broken(_: str) -> str:
    raise TimeoutError("it timed out")


def judge_of(model: Answering, kept: Path, name: str = "reader-1") -> Judge:
    return Judge(Chat(model, name=name), load_prompt("judge/v1"), name=name, kept=kept, tokens=1000)


@pytest.fixture
def model() -> Answering:
    return reader("lake")


@pytest.fixture
def judge(model: Answering, tmp_path: Path) -> Judge:
    return judge_of(model, tmp_path / "cache" / "verdicts.jsonl")


POND = (loose("The pond was dredged in May."),)


def test_a_yes_is_a_yes_and_anything_else_a_no(judge: Judge, model: Answering):
    assert judge.proves("The lake was cleared in spring.", POND)
    assert not judge.proves("The lane was cleared in spring.", POND)
    assert "The pond was dredged in May." in model.asked[0]
    assert not judge.proves("The lake was cleared.", [])
    assert len(model.asked) == 2  # without evidence there is nothing to ask


def test_the_same_is_never_asked_twice_by_any_run(judge: Judge, model: Answering, tmp_path: Path):
    first = [judge.proves("The lake was cleared.", POND) for _ in range(2)]
    later = judge_of(reader(), tmp_path / "cache" / "verdicts.jsonl")
    assert [*first, later.proves("The lake was cleared.", POND)] == [True, True, True]
    assert len(model.asked) == 1
    assert not judge_of(reader(), tmp_path / "cache" / "verdicts.jsonl", "reader-2").proves(
        "The lake was cleared.", POND
    )


def test_it_is_calibrated_on_what_the_checker_does_not_prove(judge: Judge, model: Answering):
    pairs = [
        Pair(claim=claim, evidence=POND, supported=supported, source=source, kind=kind)
        for claim, supported, source, kind in (
            ("The pond was dredged in May.", True, "own", ""),  # proved: not for the judge
            ("The lake was cleared in spring.", True, "own", ""),
            ("The water was cleaned before summer.", True, "own", ""),
            ("The lake was filled in.", False, "own", ""),
            ("The pond was dredged in June.", False, "village", "date"),
        )
    ]
    known = calibrated(judge, Checker(), pairs)
    assert known.sources == {"own": Agreement(1, 2, 1, 1), "planted": Agreement(0, 0, 0, 1)}
    assert known.agreement == Agreement(1, 2, 1, 2)
    assert len(model.asked) == 4
    lines = [" ".join(line.split()) for line in table(known)]
    assert lines[-1] == "all 4 0.500 0.500 0.500 0.000"
    with pytest.raises(WrongUse, match="give other pairs"):
        calibrated(judge, Checker(), pairs[:1])


def test_a_calibration_of_another_judge_is_refused(judge: Judge, tmp_path: Path):
    file = tmp_path / "known.json"
    file.write_text(Calibration(judge=judge.name, sources={"own": Agreement(9, 10, 1, 10)}).model_dump_json())
    assert load_calibration(file, judge) == Agreement(9, 10, 1, 10)
    with pytest.raises(WrongUse, match="calibrate this one"):
        load_calibration(file, judge_of(reader("lake"), tmp_path / "v", "reader-2"))
    file.write_text("{}")
    with pytest.raises(WrongUse, match="is no calibration"):
        load_calibration(file, judge)
    with pytest.raises(WrongUse, match="can't be read"):
        load_calibration(tmp_path / "none.json", judge)


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    """Two sentences that are their quotes, and two that nothing proves."""
    cited = [{"document": "a.md", "text": "The pond was dredged in May. It rained."}]
    said = ["The pond was dredged in May. [1] It rained. [1]", "The lake was cleared [1]. The lane was mended [1]."]
    file = tmp_path / "answers.jsonl"
    file.write_text("".join(json.dumps({"text": text, "citations": cited}) + "\n" for text in said))
    return file


def test_only_what_is_not_proved_is_judged_and_its_errors_are_taken_out(judge: Judge, model: Answering, answers: Path):
    figures = judged(judge, Agreement(90, 100, 10, 100), read(answers))
    assert [asked.partition("Sentence: ")[2].splitlines()[0] for asked in model.asked] == [
        "The lake was cleared.",
        "The lane was mended.",
    ]
    assert figures["judge_says_yes"][:2] == (0.5, 2)
    assert figures["judged_supported"].value == pytest.approx(0.5)
    assert figures["faithful_with_judge"].value == pytest.approx(0.75)
    assert (figures["faithful_with_judge"].low or 1) < 0.75 < (figures["faithful_with_judge"].high or 0)
    none = judged(judge, Agreement(50, 100, 50, 100), read(answers))
    assert none["faithful_with_judge"].value is None


def test_where_nothing_is_doubtful_the_judge_is_not_asked(judge: Judge, model: Answering, answers: Path):
    rows = read(answers)[:1]
    figures = judged(judge, Agreement(90, 100, 10, 100), rows)
    assert (figures["judge_says_yes"].value, figures["faithful_with_judge"]) == (None, (1.0, 2, None, None))
    assert model.asked == []


def call(*arguments: object) -> Any:
    return CliRunner().invoke(main, [*map(str, arguments)])


@pytest.fixture
def offered(model: Answering, monkeypatch: pytest.MonkeyPatch) -> Answering:
    """The model in place of any that is named."""
    monkeypatch.setattr(judging, "build_chat", lambda settings: Chat(model, name=settings.model))
    return model


@pytest.mark.parametrize(
    ("bar", "ended"), [(0.02, 0), (0.7, 3), (0.999, 1)], ids=["surely above", "can't be told", "surely below"]
)
def test_a_gate_within_the_interval_can_not_be_measured(
    offered: Answering, answers: Path, tmp_path: Path, bar: float, ended: int
):
    known, gates, verdicts = tmp_path / "known.json", tmp_path / "gates.toml", tmp_path / "verdicts.jsonl"
    pairs = tmp_path / "pairs.jsonl"
    claims = [
        *({"claim": f"The lake was cleared {n} times.", "supported": True} for n in range(60)),
        *({"claim": f"The lane was mended {n} times.", "supported": False} for n in range(60)),
    ]
    pairs.write_text("".join(json.dumps({**one, "evidence": "The pond was dredged."}) + "\n" for one in claims))
    judge = ["--judge", "maker:reader-1", "--verdicts", verdicts, "--calibration", known]
    done = call("calibrate", pairs, "--planted", 0, *judge)
    assert done.exit_code == 0, done.stderr
    assert " ".join(done.output.splitlines()[-1].split()) == "all 120 1.000 1.000 1.000 1.000"
    gates.write_text(f"[floor]\nfaithful_with_judge = {bar}")
    told = call("faithful", answers, "--gates", gates, *judge)
    assert told.exit_code == ended, told.output
    asked = len(offered.asked)
    assert call("faithful", answers, "--gates", gates, *judge).output == told.output
    assert len(offered.asked) == asked


def test_a_run_tells_who_judged_it(offered: Answering, answers: Path, tmp_path: Path):
    questions = tmp_path / "questions.jsonl"
    line = {"id": "q1", "kind": "fact", "question": "Which?", "expect": "abstained"}
    questions.write_text(json.dumps(line) + "\n" + json.dumps({**line, "id": "q2"}) + "\n")
    with open_judge(Settings(), "maker:reader-1", tmp_path / "v.jsonl") as judge:
        known = Calibration(judge=judge.name, sources={"own": Agreement(90, 100, 10, 100)})
    (tmp_path / "known.json").write_text(known.model_dump_json())
    options = ["--judge", "maker:reader-1", "--verdicts", tmp_path / "v.jsonl"]
    run = ["run", questions, "--answers", answers, *options]
    assert "give --calibration" in call(*run, "--out", tmp_path / "a").stderr
    reports = []
    for out in ("a", "b"):
        assert call(*run, "--calibration", tmp_path / "known.json", "--out", tmp_path / out).exit_code == 0
        reports.append((tmp_path / out / "report.json").read_bytes())
    assert reports[0] == reports[1]
    report = json.loads(reports[0])
    assert report["made_of"]["judge"].startswith("maker:reader-1, judge/v1 ")
    assert report["figures"]["judge_says_yes"]["value"] == 0.5


def test_a_judge_that_can_not_be_asked_leaves_its_figures_unmeasured(
    answers: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(judging, "build_chat", lambda settings: Chat(Answering(says=broken), name=settings.model))
    with open_judge(Settings(), "maker:reader-1", tmp_path / "v.jsonl") as judge, pytest.raises(ModelFailure):
        judge.proves("The lake was cleared.", POND)
    known, gates = tmp_path / "known.json", tmp_path / "gates.toml"
    known.write_text(Calibration(judge=judge.name, sources={"own": Agreement(9, 10, 1, 10)}).model_dump_json())
    gates.write_text("[floor]\nfaithful_with_judge = 0.5")
    told = call("faithful", answers, "--gates", gates, "--judge", "maker:reader-1", "--calibration", known)
    assert told.exit_code == 3
    assert "the judge: The model 'maker:reader-1' took longer" in told.stderr


@pytest.mark.parametrize(("name", "said"), [("none.gguf", "There is no model"), ("", "There is no judge")])
def test_a_judge_that_is_not_there_is_told(tmp_path: Path, name: str, said: str):
    with pytest.raises(WrongUse, match=said), open_judge(Settings(model=None), name, tmp_path / "v"):
        pass
