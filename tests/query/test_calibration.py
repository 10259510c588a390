"""Temperatures and calibration errors, worked by hand."""

import math

import numpy as np
import pytest

from fastlabel_core.query.calibration import (
    calibrating_temperature,
    expected_calibration_error,
    scaled,
)


def table(*rows):
    return np.array(rows, dtype=np.float32)


def error(confidences, right):
    return expected_calibration_error(np.array(confidences, dtype=float), np.array(right, bool))


@pytest.mark.parametrize(
    ("temperature", "expected"),
    [(1, [0.8, 0.2]), (2, [2 / 3, 1 / 3]), (0.5, [16 / 17, 1 / 17])],
)
def test_scaling_by_hand(temperature, expected):
    assert scaled(table([0.8, 0.2]), temperature)[0] == pytest.approx(expected, abs=1e-6)


def test_scaling_is_dividing_logits():
    logits = np.array([2.0, -1.0, 0.5])
    soft = np.exp(logits) / np.exp(logits).sum()
    divided = np.exp(logits / 3) / np.exp(logits / 3).sum()
    assert scaled(table(soft), 3)[0] == pytest.approx(divided, abs=1e-6)


def test_a_probability_of_zero_stays_so():
    assert scaled(table([1, 0, 0], [0.5, 0.5, 0]), 16).tolist() == [[1, 0, 0], [0.5, 0.5, 0]]


def test_no_temperature_is_too_low_for_float32():
    assert scaled(table([1e-30, 1e-31, 1e-38]), 1 / 16)[0] == pytest.approx([1, 0, 0], abs=1e-6)


def test_error_by_hand():
    # Two of three are right at 0.9, none of one at 0.5.
    assert error([0.9, 0.9, 0.9, 0.5], [1, 1, 0, 0]) == pytest.approx(
        3 / 4 * abs(2 / 3 - 0.9) + 1 / 4 * 0.5
    )


def test_a_bin_holds_its_upper_end():
    # 0.6 ends the bin of 0.58, in which the two cancel; 0.62 lies in the next.
    assert error([0.6, 0.58], [1, 0]) == pytest.approx(abs(0.6 + 0.58 - 1) / 2)
    assert error([0.62, 0.58], [1, 0]) == pytest.approx((0.38 + 0.58) / 2)


def test_the_ends():
    assert error([1.0, 1.0], [1, 1]) == 0
    assert error([1.0, 0.95], [0, 1]) == pytest.approx(0.95 / 2)


@pytest.mark.parametrize(
    ("row", "right", "expected"),
    # sqrt(9) : 1 is 0.75, and 3^2 : 1 is 0.9.
    [([0.9, 0.1], 15, 2.0), ([0.75, 0.25], 18, 0.5), ([0.75, 0.25], 15, 1.0)],
)
def test_temperature_by_hand(row, right, expected):
    labels = np.array([0] * right + [1] * (20 - right))
    assert calibrating_temperature(table(*[row] * 20), labels) == expected


def test_labels_that_the_model_does_not_know_are_never_right():
    probabilities = table(*[[0.9, 0.1]] * 5)
    assert calibrating_temperature(probabilities, np.full(5, -1)) == 16


@pytest.mark.parametrize(
    "rows", [[[1.0]], [[1.0, 0.0], [0.0, 1.0]]], ids=["one class", "sure of everything"]
)
def test_where_no_temperature_makes_a_difference_it_is_one(rows):
    assert calibrating_temperature(table(*rows), np.zeros(len(rows), dtype=int)) == 1


def brute_force(probabilities, labels):
    temperatures = [2 ** (step / 8) for step in range(-32, 33)]
    errors = []
    for temperature in temperatures:
        bins = [[] for _ in range(15)]
        for row, label in zip(probabilities.tolist(), labels.tolist(), strict=True):
            powers = [p ** (1 / temperature) for p in row]
            confidence = max(powers) / sum(powers)
            bins[math.ceil(confidence * 15) - 1].append(confidence - (row.index(max(row)) == label))
        errors.append(sum(abs(sum(each)) for each in bins) / len(labels))
    return temperatures[int(np.argmin(errors))]


@pytest.mark.parametrize("seed", range(8))
def test_against_the_formula(seed):
    generator = np.random.default_rng(seed)
    probabilities = generator.dirichlet(np.ones(4), 60).astype(np.float32)
    labels = generator.integers(-1, 4, 60)
    expected = brute_force(probabilities, labels)
    assert calibrating_temperature(probabilities, labels) == pytest.approx(expected)
