"""From scores to the hardest samples."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

STRIDE = 16


def hardest(
    scores: NDArray[np.float32], count: int, generator: np.random.Generator
) -> NDArray[np.intp]:
    """Return the rows with the highest scores, the highest first, ties in random order.

    Ties are drawn because many samples share a score when a model is sure of itself, and those that
    stand first in the pool are no fair choice among them.

    Parameters
    ----------
    scores : ndarray of float32, shape (n,)
        Without NaN.
    count : int
        How many rows, at most.
    generator : Generator
        Breaks the ties.

    Returns
    -------
    ndarray of intp, shape (min(count, n),)
    """
    count = min(count, len(scores))
    if count == 0:
        return np.empty(0, dtype=np.intp)
    high = np.flatnonzero(scores >= _reached_by(scores, count))
    values = scores[high]
    threshold = np.partition(values, len(values) - count)[len(values) - count]
    above = high[values > threshold]
    tied = high[values == threshold]
    drawn = generator.choice(tied, count - len(above), replace=False)
    chosen = np.concatenate([above, drawn])
    tie_breaker = generator.permutation(len(chosen))
    return chosen[np.lexsort((tie_breaker, -scores[chosen]))]


def _reached_by(scores: NDArray[np.float32], count: int) -> np.float32:
    """Return a score that at least `count` rows reach, and of many rows not many more.

    It is the `count`-th highest of every sixteenth score, which takes less time than to sort all.
    """
    some = scores[::STRIDE]
    if count > len(some):
        return np.float32(-np.inf)
    reached: np.float32 = np.partition(some, len(some) - count)[len(some) - count]
    return reached
