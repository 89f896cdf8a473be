import json
from pathlib import Path
from typing import TYPE_CHECKING

from click.testing import CliRunner

from eval.questions import load_questions
from rag.answers import Question
from rag.commands import feedback
from rag.service.keeping import Verdict
from rag.service.service import Service

if TYPE_CHECKING:
    from collections.abc import Callable

    from rag.ledger import Ledger
    from rag.minutes import Document

ASKED = Question(text="And what did it cost?", history=("Who mended the wall?",))


def test_judgements_become_questions_that_the_evaluation_reads(service: Service, tmp_path: Path):
    right, wrong, unproved, gone = (service.keep(service.ask(ASKED)) for _ in range(4))
    service.feedback(right, Verdict.RIGHT)
    service.feedback(wrong, Verdict.WRONG, "It was the mason.", "wall.txt-2")
    service.feedback(unproved, Verdict.MISSING, "the date")
    service.feedback(gone, Verdict.WRONG)
    said = service.judged()
    (tmp_path / "q.jsonl").write_text("\n".join(map(json.dumps, said["questions"])))
    first, second = load_questions(tmp_path / "q.jsonl")
    assert (first.id, first.question, first.history, first.expect) == (right, ASKED.text, ASKED.history, "answered")
    assert first.gold[0].is_proved_by("wall.txt", "The churchyard wall was mended for £450.")
    assert (second.gold[0].anchor, second.answer) == ("The mason was thanked.", "It was the mason.")
    assert [(one["id"], one["note"]) for one in said["open"]] == [(unproved, "the date"), (gone, "")]


def test_a_long_paragraph_is_named_by_its_beginning(
    service: Service, ledger: "Ledger", document: "Callable[..., Document]"
):
    text = "The wall was long. " * 40
    ledger.put(document("long.txt", [text]))
    service.feedback(id := service.keep(service.ask(ASKED)), Verdict.WRONG, "", "long.txt-0")
    [line] = service.judged()["questions"]
    assert line["id"] == id
    assert text.startswith(line["gold"][0]["anchor"])
    assert len(line["gold"][0]["anchor"]) <= 150


def test_the_command_prints_the_lines_and_tells_what_is_open(service: Service, tmp_path: Path):
    service.feedback(service.keep(service.ask(ASKED)), Verdict.RIGHT)
    service.feedback(service.keep(service.ask(ASKED)), Verdict.WRONG, "the tender")
    done = CliRunner().invoke(feedback, ["--home", str(tmp_path)])
    assert json.loads(done.stdout)["kind"] == "feedback"
    assert "wrong (the tender): And what did it cost?" in done.stderr
