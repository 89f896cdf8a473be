import pytest

from eval.metrics.spread import Figure, Part, bootstrap_interval, exact_p, figure, percentile


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


def test_a_figure_is_the_ratio_of_its_parts_and_leaves_out_what_could_not_be_measured():
    found = figure([(Part(1, 4), "a"), (None, "b"), (Part(3, 4), "c"), (True, "d")])
    assert found[:2] == (5 / 9, 3)
    assert figure([(0.5, "a"), (1.0, "b"), (None, "c")])[:2] == (0.75, 2)


def test_a_figure_over_nothing_is_undefined():
    assert figure([(None, "a")]) == figure([]) == Figure(None, 0, None, None)


def test_questions_on_one_matter_stand_or_fall_together():
    one_matter = figure([(1.0, "a"), (1.0, "a"), (0.0, "b"), (0.0, "b")])
    four_matters = figure([(1.0, "a"), (1.0, "b"), (0.0, "c"), (0.0, "d")])
    assert one_matter[:2] == four_matters[:2] == (0.5, 4)
    assert (one_matter.low, one_matter.high) == (0.0, 1.0)
    assert (four_matters.low, four_matters.high) == (0.0, 1.0)
    eight = figure([(float(n < 4), n) for n in range(8)])
    assert eight.low is not None
    assert 0 < eight.low < 0.5


def test_the_exact_test_of_six_flips_one_way_is_below_a_twentieth_and_of_five_is_not():
    assert exact_p(6, 0) == pytest.approx(2 / 2**6)
    assert exact_p(0, 5) == pytest.approx(2 / 2**5)
    assert exact_p(3, 1) == pytest.approx(2 * (1 + 4) / 2**4)
    assert exact_p(2, 2) == exact_p(0, 0) == 1.0
