"""The floor of finding the highest scores."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

STRIDE = 16


def highest(scores: Floats, count: int) -> NDArray[np.intp]:
    """Return the rows of the highest scores, the highest first.

    The count-th highest of every 16th score can't be above the count-th highest of all, so one
    comparison leaves a few thousand to sort. Every score must be looked at once, and is, once.
    """
    if len(scores) < 2 * STRIDE * count:
        return np.argsort(-scores, kind="stable")[:count]
    some = scores[::STRIDE]
    threshold = np.partition(some, len(some) - count)[len(some) - count]
    rows = np.flatnonzero(scores >= threshold)
    return rows[np.argsort(-scores[rows], kind="stable")[:count]]
