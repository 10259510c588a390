"""A share of the hard examples that is drawn at random, for an honest look at the whole pool."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def share_of(count: int, share: float) -> int:
    """Return how many of `count` are a share of them: at least one, unless there is no share."""
    return max(min(1, count), round(share * count)) if share else 0


def spread(
    selected: NDArray[np.intp], drawn: NDArray[np.intp]
) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
    """Spread `drawn` evenly among `selected`, so that whoever stops early has seen some of each.

    Parameters
    ----------
    selected, drawn : ndarray of intp, shape (k,) and (j,)
        Rows, each in its own order, which they keep.

    Returns
    -------
    rows : ndarray of intp, shape (k + j,)
    is_random : ndarray of bool, shape (k + j,)
        True where a row is one of `drawn`.
    """
    total = len(selected) + len(drawn)
    is_random = np.zeros(total, dtype=np.bool_)
    if len(drawn):
        is_random[np.arange(1, len(drawn) + 1) * total // len(drawn) - 1] = True
    rows = np.empty(total, dtype=np.intp)
    rows[is_random] = drawn
    rows[~is_random] = selected
    return rows, is_random
