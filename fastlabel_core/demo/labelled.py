"""Choosing the samples whose labels a demo gives away."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from fastlabel_core.errors import OptionError

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray


def choose_labelled(labels: pd.Series[str], count: int) -> NDArray[np.bool_]:
    """Choose the first samples of every class, about the same share of each and at least one.

    As the samples of a demo stand in random order, the choice is random too. A larger `count`
    chooses more samples besides the same ones.

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

    Raises
    ------
    OptionError
        If `count` is outside that range.
    """
    if not labels.nunique() <= count <= len(labels):
        raise OptionError(
            f"--labels is {count}, and must lie between {labels.nunique()}, one for each class,"
            f" and {len(labels)}, all samples."
        )
    by_class = labels.groupby(labels)
    # 0 for the first of each class, so none is left out.
    share_before = (by_class.cumcount() / by_class.transform("size")).to_numpy()
    is_chosen = np.zeros(len(labels), dtype=np.bool_)
    is_chosen[np.argsort(share_before, kind="stable")[:count]] = True
    return is_chosen
