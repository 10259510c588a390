import numpy as np
import pytest
from scipy import stats

from fastlabel_core.simulation.interval import Interval, mean_interval


def test_an_interval_by_hand():
    """Of 1, 2 and 3 s is 1, and t of two degrees is 4.3027: 4.3027 / sqrt(3) = 2.4841."""
    interval = mean_interval([1, 2, 3])
    assert interval.mean == 2
    assert (interval.low, interval.high) == pytest.approx((-0.48414, 4.48414), abs=1e-5)


def test_another_confidence_by_hand():
    """With 90 % t of two degrees is 2.92: 2.91999 / sqrt(3) = 1.68585."""
    interval = mean_interval([1, 2, 3], confidence=0.9)
    assert (interval.low, interval.high) == pytest.approx((0.31415, 3.68585), abs=1e-5)


def test_the_interval_that_scipy_gives():
    values = np.random.default_rng(1).normal(size=7)
    expected = stats.ttest_1samp(values, 0).confidence_interval(0.95)
    interval = mean_interval(values.tolist())
    assert interval.mean == pytest.approx(values.mean())
    assert (interval.low, interval.high) == pytest.approx((expected.low, expected.high))


def test_one_seed_has_no_interval():
    assert mean_interval([0.5]) == Interval(0.5, None, None)
