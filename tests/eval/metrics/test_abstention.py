import pytest

from eval.metrics.abstention import (
    answered_though_not_there,
    f1_part,
    has_right_reason,
    kept_silent,
    was_due,
    withheld_though_there,
)
from eval.metrics.spread import figure


@pytest.fixture
def pairs(gold, say, abstain):
    """Three abstentions, two of them due; four questions without an answer."""
    none = gold(expect="abstained")
    return [
        (none, abstain()),
        (none, abstain()),
        (none, say("£5")),
        (none, say("£6")),
        (gold(), abstain()),
        (gold(), say("£500")),
    ]


@pytest.mark.parametrize(
    ("measure", "value", "n"),
    [
        (was_due, 2 / 3, 3),
        (kept_silent, 2 / 4, 4),
        (f1_part, 2 * (2 / 3) * (1 / 2) / (2 / 3 + 1 / 2), 5),  # 4/7
        (withheld_though_there, 1 / 2, 2),
        (answered_though_not_there, 2 / 4, 4),
    ],
)
def test_each_share_is_of_its_own_questions(pairs, measure, value, n):
    found = figure((measure(*pair), number) for number, pair in enumerate(pairs))
    assert found.value == pytest.approx(value)
    assert found.n == n


@pytest.mark.parametrize("measure", [was_due, kept_silent, f1_part, answered_though_not_there])
def test_what_is_about_silence_is_undefined_where_nothing_was_or_should_be_silent(gold, say, measure):
    assert measure(gold(), say("£500")) is None


def test_the_reason_counts_only_for_a_due_abstention_that_has_one(gold, say, abstain):
    due = gold(expect="abstained", reason="not_in_minutes")
    assert has_right_reason(due, abstain()) is True
    assert has_right_reason(gold(expect="abstained", reason="exempt"), abstain()) is False
    assert has_right_reason(due, say("£5")) is None
    assert has_right_reason(gold(expect="abstained"), abstain()) is None
    assert has_right_reason(gold(reason="exempt"), abstain()) is None
