"""Making a model as sure of itself as it is right: temperature scaling.

``p^(1/T)``, normalised, is what a softmax gives of logits divided by T: above 1 the model grows
less sure. Source: Guo, Pleiss, Sun and Weinberger, *On Calibration of Modern Neural Networks*, ICML
2017, arXiv:1706.04599: the scaling, and the expected calibration error over 15 bins. They take the
T of the highest likelihood; the one of the lowest error is from Bae, Oliveira and Sutherland, ICLR
2025, arXiv:2412.20644.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from fastlabel_core.query.uncertainty import Probabilities

BINS = 15
# From 16 to 1/16, each 9 % below the one before.
TEMPERATURES = 2.0 ** (np.arange(32, -33, -1) / 8)


def scaled(probabilities: Probabilities, temperature: float) -> Probabilities:
    """Return ``p^(1/T) / sum_c p_c^(1/T)`` for each row; where p is 0, it stays so."""
    powers = _logarithms_below_highest(probabilities)
    powers /= np.float32(temperature)
    np.exp(powers, out=powers)
    powers /= powers.sum(axis=1, keepdims=True)
    return powers


def calibrating_temperature(probabilities: Probabilities, labels: NDArray[np.intp]) -> float:
    """Return the temperature of the smallest expected calibration error, of several the mildest.

    Parameters
    ----------
    probabilities : ndarray of float32, shape (V, C)
        As a model predicts samples that it was not trained on; V and C are 1 or more.
    labels : ndarray of intp, shape (V,)
        Their true classes; -1 for one that the model doesn't know, which it can't get right.
    """
    below_highest = _logarithms_below_highest(probabilities)
    is_right = probabilities.argmax(axis=1) == labels
    mildest_first = TEMPERATURES[np.argsort(np.abs(np.log(TEMPERATURES)), kind="stable")]
    errors = [
        expected_calibration_error(_highest(below_highest, temperature), is_right)
        for temperature in mildest_first
    ]
    return float(mildest_first[np.argmin(errors)])


def expected_calibration_error(
    confidences: NDArray[np.float64], is_right: NDArray[np.bool_]
) -> float:
    """Return ``sum_b n_b / n |right share of bin b - mean confidence of bin b|``.

    The bins are of equal width, and each holds its upper end.
    """
    bins = np.clip(np.ceil(confidences * BINS).astype(np.intp) - 1, 0, BINS - 1)
    surplus = np.bincount(bins, weights=confidences - is_right, minlength=BINS)
    return float(np.abs(surplus).sum() / len(confidences))


def _logarithms_below_highest(probabilities: Probabilities) -> Probabilities:
    """Return ``log p_c - max_c log p_c``, minus infinity where p is 0."""
    with np.errstate(divide="ignore"):
        logarithms = np.log(probabilities)
    logarithms -= logarithms.max(axis=1, keepdims=True)
    return logarithms


def _highest(below_highest: Probabilities, temperature: float) -> NDArray[np.float64]:
    """Return the highest scaled probability of each row."""
    powers = np.exp(below_highest / np.float32(temperature))
    highest: NDArray[np.float64] = 1 / powers.sum(axis=1, dtype=np.float64)
    return highest
