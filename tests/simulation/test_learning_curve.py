import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fastlabel_core.simulation.learning_curve import area_under, labels_to_reach

CURVES = st.lists(st.tuples(st.integers(1, 40), st.integers(0, 10)), min_size=2, max_size=8)


def test_an_area_by_hand():
    """From 10 to 30 the mean of 0.2 and 0.6, from 30 to 40 that of 0.6 and 1: (8 + 8) / 30."""
    assert area_under([10, 30, 40], [0.2, 0.6, 1]) == pytest.approx(16 / 30)


def test_a_curve_of_one_point():
    assert area_under([10], [0.7]) == 0.7
    assert labels_to_reach(0.7, [10], [0.7]) == 10
    assert labels_to_reach(0.8, [10], [0.7]) is None


@given(CURVES)
def test_the_area_that_numpy_gives(steps):
    labels = np.cumsum([width for width, _ in steps]).tolist()
    accuracies = [height / 10 for _, height in steps]
    expected = np.trapezoid(accuracies, labels) / (labels[-1] - labels[0])
    assert area_under(labels, accuracies) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("accuracy", "labels"),
    [(0.1, 10), (0.2, 10), (0.4, 20), (0.6, 30), (0.74, 44), (0.8, 45), (0.9, None)],
)
def test_the_labels_to_an_accuracy_by_hand(accuracy, labels):
    """Up from 10 to 30, down to 40, up again to 45: where it gets there first counts."""
    reached = labels_to_reach(accuracy, [10, 30, 40, 45], [0.2, 0.6, 0.5, 0.8])
    assert reached == (None if labels is None else pytest.approx(labels))


@given(CURVES, st.integers(0, 100))
def test_the_labels_to_an_accuracy_by_brute_force(steps, target):
    labels = np.cumsum([width for width, _ in steps]).tolist()
    accuracies = [height / 10 for _, height in steps]
    accuracy = target / 100
    fine = np.linspace(labels[0], labels[-1], 100 * (labels[-1] - labels[0]) + 1)
    above = np.flatnonzero(np.interp(fine, labels, accuracies) >= accuracy - 1e-12)
    reached = labels_to_reach(accuracy, labels, accuracies)
    if len(above):
        assert reached == pytest.approx(fine[above[0]], abs=0.0101)
    else:
        assert reached is None
