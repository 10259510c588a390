import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fastlabel_core.reliability import reliability


def brute_force(samples, bins):
    """Work the expected calibration error from its formula, sample by sample."""
    groups = {}
    for confidence, is_correct in samples:
        place = next(n for n in range(bins) if n == bins - 1 or confidence <= (n + 1) / bins)
        groups.setdefault(place, []).append((confidence, is_correct))
    error = 0.0
    for group in groups.values():
        accuracy = sum(is_correct for _, is_correct in group) / len(group)
        confidence = math.fsum(confidence for confidence, _ in group) / len(group)
        error += len(group) / len(samples) * abs(accuracy - confidence)
    return {place: len(group) for place, group in groups.items()}, error


samples = st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=60)


@given(samples, st.integers(1, 15))
def test_the_formula(samples, bins):
    confidence, is_correct = map(np.array, zip(*samples, strict=True))
    found = reliability(confidence, is_correct, bins)
    counts, error = brute_force(samples, bins)
    assert found.error == pytest.approx(error, abs=1e-12)
    assert {place: each.samples for place, each in enumerate(found.bins) if each.samples} == counts
    assert found.samples == len(samples)


def test_each_bin():
    found = reliability(
        np.array([0.0, 0.1, 0.11, 0.3, 1.0]), np.array([True, False, True, True, False])
    )
    told = [
        (each.low, each.high, each.samples, each.confidence, each.accuracy) for each in found.bins
    ]
    assert told == [
        (0.0, 0.1, 2, 0.05, 0.5),
        (0.1, 0.2, 1, 0.11, 1.0),
        (0.2, 0.3, 1, 0.3, 1.0),
        (0.3, 0.4, 0, None, None),
        (0.4, 0.5, 0, None, None),
        (0.5, 0.6, 0, None, None),
        (0.6, 0.7, 0, None, None),
        (0.7, 0.8, 0, None, None),
        (0.8, 0.9, 0, None, None),
        (0.9, 1.0, 1, 1.0, 0.0),
    ]
    # (2 * 0.45 + 0.89 + 0.7 + 1) / 5
    assert found.error == pytest.approx(0.698)


@pytest.mark.parametrize(
    ("confidence", "is_correct", "message"),
    [
        ([], [], r"^\(0,\) confidences, \(0,\) answers$"),
        ([0.5], [True, True], r"^\(1,\) confidences, \(2,\) answers$"),
        ([1.01], [True], "^a confidence is not between 0 and 1$"),
        ([-0.01], [True], "^a confidence is not between 0 and 1$"),
        ([math.nan], [True], "^a confidence is not between 0 and 1$"),
    ],
)
def test_what_is_refused(confidence, is_correct, message):
    with pytest.raises(ValueError, match=message):
        reliability(np.array(confidence, dtype=float), np.array(is_correct, dtype=bool))
