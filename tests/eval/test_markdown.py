import re
from dataclasses import replace

import pytest

from eval.comparing import Standing, compare
from eval.gates import Gates, judge
from eval.markdown import flips, interval, markdown, shown, step_summary, summary
from eval.metrics.spread import Figure


def test_the_reading_copy_shows_the_figures_with_interval_and_n(report):
    text = markdown(report)
    assert "- 5 questions, 1 of them unscored because asking failed" in text
    assert "| right | 0.25 | 0.00-0.75 | 4 |" in text
    assert "| whole lists | – |  | 0 |" in text
    assert "| kind | first | second | all |" in text
    assert "| fact | 0.5 of 2 (0.00-1.00) | 0 of 1 (0.00-0.00) | 0.333 of 3 (0.00-1.00) |" in text
    assert "| unanswerable |  | 0 of 1 (0.00-0.00) | 0 of 1 (0.00-0.00) |" in text
    assert "| list | recall@1 | recall@5 | recall@10 | recall@20 | mrr |" in text
    assert "- home: abc" in text


def test_a_table_has_a_row_a_set_and_one_for_all(report):
    lines = markdown(report).splitlines()
    rows = [line.split(" | ") for line in lines if re.match(r"\| (?:first|second|all) \|", line)]
    assert [row[1:3] for row in rows] == [["2", "0.5"], ["3", "0"], ["5", "0.25"]]


def test_the_figures_are_told_in_a_column_a_set(report):
    lines = list(summary(report))
    assert lines[0].split() == ["first", "second", "all"]
    assert next(line.split() for line in lines if line.startswith("right")) == ["right", "0.5", "0", "0.25"]
    assert lines[-1].split() == ["errors", "0", "1", "1"]


def test_one_set_has_no_column_for_all(report):
    alone = replace(report, sets=report.sets[:1], totals=report.sets[0].totals)
    assert next(summary(alone)).split() == ["first"]


def test_the_reading_copy_tells_of_each_failure_what_was_said_and_what_was_missing(report):
    text = markdown(report)
    assert "### q2 (fact): Two?\n\n- asked before: One?\n- answered: See" in text
    assert "- not said: £500 or five hundred\n- not cited (found at rank 2): “grant of £500” in a.md" in text
    assert "- uncited: “£600”" not in text  # a question that has no answer: that it was answered is enough
    assert (
        "### q3 (unanswerable): Three?\n\n- answered: £600\n- the minutes don't answer this: an abstention was due"
        in text
    )
    assert "### q4 (fact): Four?\n\n- unscored: KeyError: 'Four?'" in text
    assert "- abstained (not\\_in\\_minutes): The minutes do not say." in text or "- abstained (not_in_minutes)" in text
    assert "- not cited (the document is not in the ledger): “not here” in z.md" in text
    assert "## Gold not in the ledger\n\n- second/q5: the document is not in the ledger: “not here” in z.md" in text


def test_a_right_answer_that_is_not_faithful_is_told_too(report):
    assert "### q1 (fact): One?\n\n- answered: £500 \\[1\\]\n- not its quote: “£500 \\[1\\]”" in markdown(report)


def test_nothing_in_an_answer_acts_as_markup(report):
    assert r"See \<img src=x\> \| \[here\](http\://evil.example) \[1\]" in markdown(report)


@pytest.mark.parametrize(
    ("value", "written"), [(None, "–"), (0.0, "0"), (0.12345, "0.123"), (59.58, "59.6"), (14030.4, "14030")]
)
def test_a_value_is_shown_as_short_as_may_be(value, written):
    assert shown(Figure(value, 1)) == written


def test_a_count_has_no_interval():
    assert interval(Figure(3, 10)) == ""
    assert interval(Figure(0.5, 10, 0.25, 0.75)) == "0.25-0.75"


BEFORE = {"a": Standing(right=True, status="answered", text="£500", question="How much?")}
AFTER = {"a": Standing(right=False, status="abstained", text="<b>The minutes do not say.", question="How much?")}


def test_flips_stand_side_by_side():
    assert list(flips(compare(BEFORE, AFTER))) == [
        "1 questions in both: 1 lost, 0 gained, 0 changed; exact paired test p = 1.000",
        "\nlost: a How much?",
        "  before: answered: £500",
        "  after:  abstained: <b>The minutes do not say.",
    ]
    assert "in one of them only: b" in list(flips(compare(BEFORE, {**AFTER, "b": AFTER["a"]})))


def test_the_summary_has_the_verdict_the_gates_and_the_flips(report):
    gates = Gates(never={"errors": 0}, floor={"right": 0.1, "whole_lists": 0.5})
    comparison = compare(BEFORE, AFTER)
    text = step_summary(report, judge(gates, report.totals.figures, comparison), comparison)
    assert text.startswith("## Evaluation: 1 of 3 gates broken\n")
    assert "| never.errors | at most 0 | 1 |  | 5 | ❌ broken |" in text
    assert "| floor.right | at least 0.1 | 0.25 | 0.00-0.75 | 4 | ✅ holds |" in text
    assert "| floor.whole_lists | at least 0.5 | – |  | 0 | ❔ not measurable |" in text
    assert "- **lost** a: How much?\n  - before: answered: £500\n  - after: abstained: \\<b\\>The minutes do" in text
