import json
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from eval.markdown import markdown, summary
from eval.reporting import QuestionSet, Report
from eval.running import ask_all
from eval.scoring import Row, score, total
from rag.settings import Settings


@pytest.fixture
def report(gold, say, abstain, paragraph, ranked, clerk, shelf):
    """Five questions: right; wrong and uncited; answered where it should not be; failed; gold not in the ledger."""
    proof, weather = paragraph("A grant of £500."), paragraph("Weather.")
    found = (ranked(weather, dense=1, words=None), ranked(proof, dense=None, words=1))
    questions = [
        gold(id="q1", question="One?"),
        gold(id="q2", question="Two?", history=["One?"]),
        gold(id="q3", question="Three?", kind="unanswerable", expect="abstained"),
        gold(id="q4", question="Four?"),
        gold(id="q5", question="Five?", gold=[{"document": "z.md", "anchor": "not here"}]),
    ]
    answers = {
        "One?": say("£500 [1]", proof, ranked=found),
        "Two?": say("See <img src=x> | [here](http://evil.example) [1]", weather, ranked=found),
        "Three?": say("£600", ranked=found),
        "Five?": abstain(ranked=found),
    }
    rows = [score(outcome) for outcome in ask_all(clerk(answers, shelf((proof, weather))), questions)]
    return Report(
        started=datetime(2026, 3, 1, 9, 30, tzinfo=UTC),
        settings=Settings(model_key="secret-key"),
        sets=[_set("first.jsonl", rows[:2]), _set("second.jsonl", rows[2:])],
        totals=total(rows),
    )


def _set(file: str, rows: Sequence[Row]) -> QuestionSet:
    return QuestionSet(file=file, digest="f" * 64, totals=total(rows), rows=rows)


def test_the_json_report_has_figures_settings_and_a_row_for_each_question(report):
    record = json.loads(report.json())
    assert record["started"] == "2026-03-01T09:30:00+00:00"
    assert (record["questions"], record["errors"]) == (5, 1)
    assert [(one["questions_file"], one["questions"], one["errors"]) for one in record["sets"]] == [
        ("first.jsonl", 2, 0),
        ("second.jsonl", 3, 1),
    ]
    assert [one["answers"]["right"] for one in record["sets"]] == [0.5, 0.0]
    assert (record["embedder"], record["model"], record["settings"]["model_tokens"]) == (
        "all-MiniLM-L6-v2",
        None,
        3000,
    )
    assert record["answers"]["right"] == 0.25
    assert record["right_interval"] == [0.0, 0.75]
    assert record["retrieval"]["words"]["recall_at_1"] == pytest.approx(2 / 3)
    assert [row["set"] for row in record["rows"]] == ["first", "first", "second", "second", "second"]
    assert [row["right"] for row in record["rows"]] == [True, False, False, None, False]
    assert record["rows"][1]["missing"] == [["£500", "five hundred"]]
    assert record["rows"][3]["error"] == "KeyError: 'Four?'"
    assert record["gold_not_in_ledger"] == [
        {
            "set": "second",
            "question_id": "q5",
            "document": "z.md",
            "anchor": "not here",
            "trouble": "the document is not in the ledger",
        }
    ]


def test_no_report_tells_a_key(report):
    assert "secret-key" not in report.json() + markdown(report)


def test_the_reading_copy_shows_the_figures(report):
    text = markdown(report)
    assert "- 1 March 2026, 09:30 UTC" in text
    assert "- 5 questions, 1 of them unscored because asking failed" in text
    assert "| right | 0.25 |" in text
    assert "95 % interval of right, by bootstrap over the questions: 0.0 to 0.75." in text
    assert "| kind | first | second | all |" in text
    assert "| fact | 0.5 of 2 | 0.0 of 1 | 0.333 of 3 |" in text
    assert "| unanswerable |  | 0.0 of 1 | 0.0 of 1 |" in text
    assert "| list | recall@1 | recall@5 | recall@10 | recall@20 | mrr |" in text
    assert "| read | 0.0 | 0.667 |" in text


def test_a_table_has_a_row_a_set_and_one_for_all(report):
    lines = markdown(report).splitlines()
    rows = [line.split(" | ") for line in lines if re.match(r"\| (?:first|second|all) \|", line)]
    # right, gold cited, citation precision, first citation right, abstention F1
    assert [row[1:7] for row in rows] == [
        ["2", "0.5", "0.5", "0.5", "0.5", "0.0"],
        ["3", "0.0", "0.0", "–", "0.0", "0.0"],
        ["5", "0.25", "0.333", "0.5", "0.333", "0.0"],
    ]


def test_the_figures_are_told_in_a_column_a_set(report):
    lines = list(summary(report))
    assert lines[0].split() == ["first", "second", "all"]
    assert next(line.split() for line in lines if line.startswith("right")) == ["right", "0.5", "0.0", "0.25"]
    assert lines[-1].split() == ["errors", "0", "1", "1"]


def test_one_set_has_no_column_for_all(report):
    alone = replace(report, sets=report.sets[:1], totals=report.sets[0].totals)
    assert next(summary(alone)).split() == ["first"]


def test_the_reading_copy_tells_of_each_failure_what_was_said_and_what_was_missing(report):
    text = markdown(report)
    assert "q1 (fact)" not in text
    assert "### q2 (fact): Two?\n\n- asked before: One?\n- answered: See" in text
    assert "- not said: `£500` or `five hundred`\n- not cited (found at rank 2): “grant of £500” in a.md" in text
    assert (
        "### q3 (unanswerable): Three?\n\n- answered: £600\n- the minutes don't answer this: an abstention was due"
        in text
    )
    assert "### q4 (fact): Four?\n\n- unscored: KeyError: 'Four?'" in text
    assert "- abstained (not_in_minutes): The minutes do not say." in text
    assert "- not cited (the document is not in the ledger): “not here” in z.md" in text
    assert "## Gold not in the ledger\n\n- q5: the document is not in the ledger: “not here” in z.md" in text


def test_nothing_in_an_answer_acts_as_markup(report):
    assert r"See \<img src=x\> \| \[here\](http\://evil.example) \[1\]" in markdown(report)


def test_a_run_without_failures_says_so(gold, abstain, clerk):
    rows = [
        score(outcome) for outcome in ask_all(clerk({"One?": abstain()}), [gold(question="One?", expect="abstained")])
    ]
    report = Report(
        started=datetime(2026, 3, 1, tzinfo=UTC),
        settings=Settings(),
        sets=[_set("sample.jsonl", rows)],
        totals=total(rows),
    )
    text = markdown(report)
    assert text.endswith("## Not answered rightly\n\nNone.\n")
    assert "| facts | – |" in text
    assert "Finding the proving paragraphs" not in text
