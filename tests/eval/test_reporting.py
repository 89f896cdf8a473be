import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from eval.reporting import Report, Timings
from eval.running import Outcome


def test_the_json_report_has_figures_provenance_and_a_row_for_each_question(report):
    record = json.loads(report.json())
    assert (record["questions"], record["system"], record["made_of"]) == (
        5,
        "minutebook, quoted answers",
        {"home": "abc"},
    )
    assert [(one["questions_file"], one["questions_digest"][:2], one["questions"]) for one in record["sets"]] == [
        ("first.jsonl", "ff", 2),
        ("second.jsonl", "ff", 3),
    ]
    assert record["figures"]["right"] == {"value": 0.25, "n": 4, "low": 0.0, "high": 0.75}
    assert record["figures"]["errors"] == {"value": 1, "n": 5, "low": None, "high": None}
    assert record["retrieval"]["words"]["recall_at_1"]["value"] == pytest.approx(2 / 3)
    assert [row["name"] for row in record["rows"]] == ["first/q1", "first/q2", "second/q3", "second/q4", "second/q5"]
    assert [row["right"] for row in record["rows"]] == [True, False, False, None, False]
    assert record["rows"][1]["missing"] == [["£500", "five hundred"]]
    assert record["rows"][3]["error"] == "KeyError: 'Four?'"
    assert record["gold_not_in_ledger"] == [
        {
            "question": "second/q5",
            "document": "z.md",
            "anchor": "not here",
            "trouble": "the document is not in the ledger",
        }
    ]


def test_no_clock_is_in_the_report(report):
    later = Report(system=report.system, made_of=report.made_of, sets=report.sets, totals=report.totals)
    for one in report.rows:
        assert one.outcome.milliseconds is None or one.outcome.milliseconds >= 0
    slower = [
        replace(one, rows=[replace(row, outcome=replace(row.outcome, milliseconds=9e9)) for row in one.rows])
        for one in report.sets
    ]
    assert replace(later, sets=slower).json() == report.json()


def test_timings_are_kept_by_question_and_unknown_ones_left_out(gold):
    timings = Timings(started=datetime(2026, 3, 1, 9, 30, tzinfo=UTC))
    timings.note("a/q1", Outcome(question=gold(), milliseconds=100.04, timings={"read": 60.0}))
    timings.note("a/q2", Outcome(question=gold(), milliseconds=200.0))
    timings.note("a/q3", Outcome(question=gold(), error="x"))
    assert json.loads(timings.json()) == {
        "started": "2026-03-01T09:30:00+00:00",
        "p50_ms": 150.0,
        "p95_ms": 195.0,
        "questions": {"a/q1": {"read": 60.0, "total": 100.0}, "a/q2": {"total": 200.0}},
    }
    assert timings.figures["p50_ms"][:2] == (150.0, 2)
    assert Timings(started=timings.started).figures["p95_ms"][:2] == (None, 0)
