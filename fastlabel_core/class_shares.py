"""Choosing some samples, about the same share of every class."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray


def choose_of_every_class(labels: pd.Series[str], count: int) -> NDArray[np.bool_]:
    """Choose the first samples of every class, about the same share of each and at least one.

    Of samples in random order the choice is random too. A larger `count` chooses more samples
    besides the same ones.

    Parameters
    ----------
    labels : Series of str, shape (n,)
        The label of every sample.
    count : int
        How many to choose, from the number of classes to n.

    Returns
    -------
    ndarray of bool, shape (n,)
        True for the chosen samples.
    """
    by_class = labels.groupby(labels)
    # 0 for the first of each class, so none is left out.
    share_before = (by_class.cumcount() / by_class.transform("size")).to_numpy()
    is_chosen = np.zeros(len(labels), dtype=np.bool_)
    is_chosen[np.argsort(share_before, kind="stable")[:count]] = True
    return is_chosen
