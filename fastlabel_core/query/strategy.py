"""What a query strategy is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fastlabel_core.predictions import Predictions


@dataclass(frozen=True, slots=True, eq=False)
class Query:
    """What a strategy chose.

    Parameters
    ----------
    indices : ndarray of intp, shape (k,)
        Rows of the pool to ask a person about, the hardest first.
    scores : ndarray of float32, shape (n,)
        The hardness of every row of the pool; NaN for those that can't be read.
    """

    indices: NDArray[np.intp]
    scores: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Strategy:
    """A named way to choose hard examples out of predictions.

    Parameters
    ----------
    name : str
        How users call it, without regard to case.
    select : callable
        Takes the predictions of the pool, how many to choose and a random generator; returns a
        `Query` of as many indices, or of all readable rows if there are fewer.
    """

    name: str
    select: Callable[[Predictions, int, np.random.Generator], Query]
