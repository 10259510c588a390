"""How sure a difference is, alone and among many."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fastlabel_core.simulation.interval import mean_interval

ERROR = 0.05


@dataclass(frozen=True, slots=True)
class Difference:
    """The mean of paired differences, and an interval about it.

    Parameters
    ----------
    mean, low, high : float
        The interval is infinite where there is a single pair.
    """

    mean: float
    low: float
    high: float

    @property
    def is_below(self) -> bool:
        """Whether all of the interval lies below zero."""
        return self.high < 0

    @property
    def is_above(self) -> bool:
        """Whether all of the interval lies above zero."""
        return self.low > 0

    def __str__(self) -> str:
        """Return it with its interval, or without where a single pair has none."""
        if math.isinf(self.low):
            return f"{self.mean:+.4f}"
        return f"{self.mean:+.4f} ({self.low:+.4f} to {self.high:+.4f})"


def difference(values: NDArray[np.float64], comparisons: int = 1) -> Difference:
    """Return the mean of paired differences and its interval by Student's t.

    That of a single comparison covers the true mean with 95 %. Of many comparisons, all intervals
    together cover their means with at least 95 % if each errs with a probability of 5 % divided by
    their number: Bonferroni's inequality, as in Dunn, *Multiple comparisons among means*, Journal
    of the American Statistical Association, 1961.

    Parameters
    ----------
    values : ndarray of float64, shape (seeds,)
    comparisons : int, default 1
        How many are made.
    """
    found = mean_interval(values.tolist(), 1 - ERROR / comparisons)
    if found.low is None or found.high is None:
        return Difference(found.mean, -math.inf, math.inf)
    return Difference(found.mean, found.low, found.high)
