"""The mean of what the seeds gave, and how sure it is."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, stdev

from fastlabel_core.simulation.student_t import t_quantile


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean over seeds, and an interval that covers the true mean with some confidence.

    Parameters
    ----------
    mean : float
    low, high : float or None
        None for a single seed, which says nothing of how much seeds differ.
    """

    mean: float
    low: float | None
    high: float | None


def mean_interval(values: Sequence[float], confidence: float = 0.95) -> Interval:
    """Return the mean and Student's interval ``mean ± t * s / sqrt(n)``.

    ``s`` is the standard deviation with ``n - 1``, ``t`` the quantile for ``n - 1`` degrees of
    freedom. Of differences between runs of one seed each, this is the paired interval. Source:
    Student, *The probable error of a mean*, Biometrika, 1908.

    Parameters
    ----------
    values : sequence of float, length n >= 1
        One of each seed.
    confidence : float, default 0.95
        The probability that such an interval covers the true mean; above 0 and below 1.
    """
    mean = fmean(values)
    if len(values) == 1:
        return Interval(mean, None, None)
    half = t_quantile(len(values) - 1, confidence) * stdev(values) / math.sqrt(len(values))
    return Interval(mean, mean - half, mean + half)
