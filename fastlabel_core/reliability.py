"""How far a model's confidence can be believed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

BINS = 10


@dataclass(frozen=True, slots=True)
class ReliabilityBin:
    """The samples whose confidence lies in one interval.

    Parameters
    ----------
    low, high : float
        The interval; `high` belongs to it and `low` does not, but for 0.
    samples : int
        How many there are.
    confidence, accuracy : float or None
        Their mean confidence, and the share that is predicted right; None without a sample.
    """

    low: float
    high: float
    samples: int
    confidence: float | None
    accuracy: float | None


@dataclass(frozen=True, slots=True)
class Reliability:
    """How a model's confidence compares with how often it is right.

    Parameters
    ----------
    bins : tuple of ReliabilityBin
        Of equal width, from 0 to 1.
    error : float
        The expected calibration error.
    """

    bins: tuple[ReliabilityBin, ...]
    error: float

    @property
    def samples(self) -> int:
        """How many samples there are in all bins."""
        return sum(each.samples for each in self.bins)


def reliability(
    confidence: NDArray[np.float64], is_correct: NDArray[np.bool_], bins: int = BINS
) -> Reliability:
    """Compare confidence with accuracy in bins of equal width.

    The expected calibration error is the mean distance between a bin's accuracy and its mean
    confidence, each bin weighted by its samples. Source: Naeini, Cooper and Hauskrecht, AAAI 2015;
    the bins are those of Guo et al., ICML 2017.

    Parameters
    ----------
    confidence : ndarray of float, shape (n,), n at least 1
        The probability of each predicted label, from 0 to 1.
    is_correct : ndarray of bool, shape (n,)
        Whether that label is the true one.
    bins : int, default 10
        How many.

    Raises
    ------
    ValueError
        Without a sample, if the lengths differ, or if a confidence lies outside its range.
    """
    if confidence.shape != is_correct.shape or not confidence.size:
        raise ValueError(f"{confidence.shape} confidences, {is_correct.shape} answers")
    if not ((confidence >= 0) & (confidence <= 1)).all():
        raise ValueError("a confidence is not between 0 and 1")
    edges = np.arange(bins + 1) / bins
    place = np.searchsorted(edges[1:-1], confidence, side="left")
    found = tuple(
        _bin(edges[each], edges[each + 1], confidence[place == each], is_correct[place == each])
        for each in range(bins)
    )
    error = sum(
        each.samples * abs(each.accuracy - each.confidence)
        for each in found
        if each.accuracy is not None and each.confidence is not None
    )
    return Reliability(found, float(error / confidence.size))


def _bin(
    low: float, high: float, confidence: NDArray[np.float64], is_correct: NDArray[np.bool_]
) -> ReliabilityBin:
    if not confidence.size:
        return ReliabilityBin(float(low), float(high), 0, None, None)
    return ReliabilityBin(
        float(low),
        float(high),
        len(confidence),
        float(confidence.mean()),
        float(is_correct.mean()),
    )
