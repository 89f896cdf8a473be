import pytest

from eval.metrics.agreement import Agreement, corrected

JUDGE = Agreement(kept=45, supported=50, passed=10, unsupported=50)


def test_rates_by_hand():
    assert (JUDGE.sensitivity, JUDGE.specificity, JUDGE.balanced_accuracy) == pytest.approx((0.9, 0.8, 0.85))
    # agrees on 85 of 100; with 55 % yes of both classes chance gives 0.55 * 0.5 + 0.45 * 0.5
    assert JUDGE.kappa == pytest.approx((0.85 - 0.5) / (1 - 0.5))


def test_what_was_not_seen_is_undefined():
    blank = Agreement(kept=0, supported=0, passed=0, unsupported=0)
    assert (blank.sensitivity, blank.specificity, blank.balanced_accuracy, blank.kappa) == (None, None, None, None)
    assert Agreement(kept=5, supported=5, passed=0, unsupported=0).kappa is None


def test_a_rate_is_corrected_for_the_judges_errors():
    # of 100 claims 55 supported: it would say yes to 0.9 * 55 + 0.2 * 45
    one = corrected(58, 100, JUDGE)
    assert one.value == pytest.approx((0.58 + 0.8 - 1) / 0.7, abs=1e-6)
    assert one.low is not None
    assert one.value is not None
    assert one.high is not None
    assert one.low < one.value < one.high


def test_an_interval_narrows_with_what_is_known_of_the_judge():
    better = Agreement(kept=900, supported=1000, passed=200, unsupported=1000)
    few, many = corrected(58, 100, JUDGE), corrected(58, 100, better)
    assert (many.high or 0) - (many.low or 0) < (few.high or 0) - (few.low or 0)


def test_a_judge_known_exactly_leaves_the_interval_of_the_rate():
    exact = Agreement(kept=10**6, supported=10**6, passed=0, unsupported=10**6)
    one = corrected(60, 100, exact)
    # Agresti and Coull's interval of 60 of 100
    assert (one.value, one.low, one.high) == pytest.approx((0.6, 0.5020, 0.6906), abs=1e-3)


@pytest.mark.parametrize(
    ("yes", "n", "judge"),
    [
        (0, 0, JUDGE),
        (3, 9, Agreement(kept=25, supported=50, passed=25, unsupported=50)),
        (3, 9, Agreement(kept=5, supported=5, passed=0, unsupported=0)),
    ],
)
def test_without_claims_or_a_judge_better_than_chance_nothing_is_reckoned(yes, n, judge):
    assert corrected(yes, n, judge) == (None, n, None, None)


def test_a_corrected_share_stays_a_share():
    assert corrected(0, 20, JUDGE).value == 0
    assert corrected(20, 20, JUDGE).value == 1
