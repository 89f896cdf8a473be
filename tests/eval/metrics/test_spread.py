import pytest

from eval.metrics.spread import bootstrap_interval, percentile


def test_values_that_agree_have_no_spread():
    assert bootstrap_interval([1.0, 1.0, 1.0]) == (1.0, 1.0)


def test_the_mean_of_two_opposites_may_be_anything():
    # The mean is 0, 1/2 or 1 with probability 1/4, 1/2 and 1/4: each end holds more than 2.5 %.
    assert bootstrap_interval([0.0, 1.0]) == (0.0, 1.0)


def test_the_interval_of_a_hundred_halves_is_near_the_normal_one_and_always_the_same():
    values = [0.0, 1.0] * 50  # 1.96 standard errors of 0.05
    assert bootstrap_interval(values) == pytest.approx((0.402, 0.598), abs=0.01)
    assert bootstrap_interval(values) == bootstrap_interval(values)


def test_a_percentile_lies_between_neighbours_in_proportion():
    assert percentile([4, 1, 3, 2], 50) == 2.5
    assert percentile([10, 20], 95) == pytest.approx(19.5)
    assert percentile([7], 95) == 7
