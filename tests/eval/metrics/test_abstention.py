import pytest

from eval.metrics.abstention import abstention_f1, abstention_precision, abstention_recall


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


def test_precision_is_the_share_of_abstentions_that_were_due(pairs):
    assert abstention_precision(pairs) == pytest.approx(2 / 3)


def test_recall_is_the_share_of_questions_without_an_answer_that_were_abstained_from(pairs):
    assert abstention_recall(pairs) == 2 / 4


def test_f1_is_their_harmonic_mean(pairs):
    assert abstention_f1(pairs) == pytest.approx(2 * (2 / 3) * (1 / 2) / (2 / 3 + 1 / 2))  # 4/7


def test_all_are_zero_where_nothing_was_abstained_from(gold, say):
    pairs = [(gold(), say("£500"))]
    assert abstention_precision(pairs) == abstention_recall(pairs) == abstention_f1(pairs) == 0.0
