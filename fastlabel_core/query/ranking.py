"""From scores to the hardest samples."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def hardest(
    scores: NDArray[np.float32], count: int, generator: np.random.Generator
) -> NDArray[np.intp]:
    """Return the rows with the highest scores, the highest first, ties in random order.

    Ties are drawn because many samples share a score when a model is sure of itself, and those that
    stand first in the pool are no fair choice among them.

    Parameters
    ----------
    scores : ndarray of float32, shape (n,)
        NaN marks a row that can't be chosen.
    count : int
        How many rows, at most.
    generator : Generator
        Breaks the ties.

    Returns
    -------
    ndarray of intp, shape (min(count, rows that are not NaN),)
    """
    candidates = np.flatnonzero(~np.isnan(scores))
    count = min(count, len(candidates))
    if count == 0:
        return candidates[:0]
    values = scores[candidates]
    threshold = np.partition(values, len(values) - count)[len(values) - count]
    above = candidates[values > threshold]
    tied = candidates[values == threshold]
    drawn = generator.choice(tied, count - len(above), replace=False)
    chosen = np.concatenate([above, drawn])
    tie_breaker = generator.permutation(len(chosen))
    return chosen[np.lexsort((tie_breaker, -scores[chosen]))]
