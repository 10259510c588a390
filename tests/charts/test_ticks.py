import itertools
import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from fastlabel_core.charts.ticks import round_ticks, tick_labels


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        (0, 1, [0, 0.2, 0.4, 0.6, 0.8, 1]),
        (0.1, 0.3, [0.1, 0.15, 0.2, 0.25, 0.3]),
        (0.55, 0.98, [0.5, 0.6, 0.7, 0.8, 0.9, 1]),
        (300, 460, [300, 350, 400, 450, 500]),
        (-3, 4, [-4, -2, 0, 2, 4]),
        (0, 1_000_000, [0, 200_000, 400_000, 600_000, 800_000, 1_000_000]),
        (0.5, 0.5, [0.45, 0.5, 0.55]),
        (-3, -3, [-3.4, -3.2, -3, -2.8, -2.6]),
        # What may be a share has no room above 1 or below 0.
        (0, 0, [0, 0.2, 0.4, 0.6, 0.8, 1]),
        (1, 1, [0.9, 0.92, 0.94, 0.96, 0.98, 1]),
        # Floats between which there is none.
        (0.9, math.nextafter(0.9, 1), [0.8, 0.85, 0.9, 0.95, 1]),
    ],
)
def test_ticks(low, high, ticks):
    assert round_ticks(low, high) == ticks


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [(1, 2, [1, 2]), (1, 5, [1, 2, 3, 4, 5]), (1, 7, [0, 2, 4, 6, 8]), (3, 3, [2, 3, 4])],
)
def test_whole_ticks(low, high, ticks):
    assert round_ticks(low, high, whole=True) == ticks


def brute_force(low, high, most):
    """Try every step from a tiny one up."""
    for exponent, digit in itertools.product(range(-8, 9), (1, 2, 5)):
        step = digit * 10.0**exponent
        first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
        if last - first + 1 <= most:
            return [count * step for count in range(first, last + 1)]
    raise AssertionError


@given(st.floats(-1e4, 1e4), st.floats(1e-3, 1e5), st.integers(3, 12))
def test_the_step_is_the_smallest(low, width, most):
    high = low + width
    assume(not math.isclose(low, high))
    ticks = round_ticks(low, high, most=most)
    assert ticks == pytest.approx(brute_force(low, high, most), rel=1e-9, abs=1e-9)
    assert len(ticks) >= 2


@pytest.mark.parametrize(
    ("ticks", "labels"),
    [
        ([0.0, 0.5, 1.0], ["0.0", "0.5", "1.0"]),
        ([0.25, 0.3], ["0.25", "0.30"]),
        ([0.1, 0.2, 0.3], ["0.1", "0.2", "0.3"]),
        ([0.0, 1000.0], ["0", "1,000"]),
        ([-20.0, 0.0], ["-20", "0"]),
        ([0.001, 0.002], ["0.001", "0.002"]),
    ],
)
def test_labels(ticks, labels):
    assert tick_labels(ticks) == labels
