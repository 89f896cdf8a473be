import math

import pytest

from eval.training.listwise import most_likely

TELLS, TELLS_NOT = {"x": 1.0}, {"x": 0.0}


def test_a_weight_is_where_the_pull_to_zero_balances_what_the_feature_tells():
    # one list of two: the loss is r w² + ln(1 + e^-w), flat where 2 r w = 1 / (1 + e^w): at w = 1 for this r
    ridge = 1 / (2 * (1 + math.e))
    lists = [([TELLS, TELLS_NOT], [True, False])]
    assert most_likely(lists, ["x"], ridge) == {"x": pytest.approx(1.0, abs=1e-3)}


def test_with_two_proofs_their_shares_count_together():
    # shares: (e^w + 1) / (e^w + 2); at w = ln 2 the slope is 2/4 - 2/3 = -1/6, which 2 r w balances for this r
    ridge = 1 / (12 * math.log(2))
    lists = [([TELLS, TELLS_NOT, TELLS_NOT], [True, True, False])]
    assert most_likely(lists, ["x"], ridge)["x"] == pytest.approx(math.log(2), abs=1e-3)


def test_what_tells_is_positive_what_tells_against_negative_and_what_tells_nothing_zero():
    rows = [{"for": 1.0, "alike": 1.0}, {"against": 1.0, "alike": 1.0}, {"alike": 1.0}]
    weights = most_likely([(rows, [True, False, False])] * 3, ["for", "against", "alike", "missing"])
    assert weights["for"] > 0.2
    assert weights["against"] < -0.05
    assert weights["alike"] == weights["missing"] == 0.0


@pytest.mark.parametrize("proofs", [[False, False], [True, True]])
def test_a_question_that_sets_no_passage_apart_teaches_nothing(proofs: list[bool]):
    assert most_likely([([TELLS, TELLS_NOT], proofs)], ["x"]) == {"x": 0.0}
    taught = [([TELLS, TELLS_NOT], [True, False])]
    assert most_likely([*taught, ([TELLS, TELLS_NOT], proofs)], ["x"]) == most_likely(taught, ["x"])
