"""The default split: a stratified validation set that doesn't depend on the order of the rows."""

from __future__ import annotations

from hashlib import blake2b

import numpy as np
import pandas as pd
from numpy.typing import NDArray


def stratified_split(
    df_init: pd.DataFrame, val_size: float, random_seed: int
) -> tuple[pd.DataFrame, pd.DataFrame | None]:
    """Take a share of every class for validation.

    A sample is drawn by a hash of the seed and its ``sampleId``, so the same file gives the same
    validation set in every round, however its rows are sorted. A class keeps at least one sample in
    the training set; one that has a single sample keeps it there.

    Parameters
    ----------
    df_init : DataFrame
        With the columns ``sampleId`` and ``label``.
    val_size : float
        The share to validate on, from 0 to below 1.
    random_seed : int
        Another seed draws another set.

    Returns
    -------
    df_train, df_val : DataFrame, DataFrame or None
        Rows of `df_init` in its order. `df_val` is None if no sample can be spared.
    """
    labels, counts = np.unique(df_init["label"].to_numpy(dtype=str), return_counts=True)
    wanted = dict(zip(labels, _allocate(counts, val_size), strict=True))
    draw = pd.Series(
        [_draw(sample_id, random_seed) for sample_id in df_init["sampleId"]], index=df_init.index
    )
    rank = draw.groupby(df_init["label"]).rank(method="first")
    is_validation = rank <= df_init["label"].map(wanted)
    if not is_validation.any():
        return df_init, None
    return df_init[~is_validation], df_init[is_validation]


def _allocate(counts: NDArray[np.intp], val_size: float) -> NDArray[np.intp]:
    """Share out ``val_size * n`` samples to the classes by the method of largest remainders.

    A class gets no seat that would leave it without a sample to train on.
    """
    quota = counts * val_size
    seats: NDArray[np.intp] = np.floor(quota).astype(np.intp)
    missing = round(int(counts.sum()) * val_size) - int(seats.sum())
    by_remainder = np.argsort(seats - quota, kind="stable")
    can_spare = by_remainder[(seats < counts - 1)[by_remainder]]
    seats[can_spare[:missing]] += 1
    return seats


def _draw(sample_id: str, random_seed: int) -> int:
    """Return a number that is uniform over sample ids, and fixed for this one and the seed."""
    digest = blake2b(f"{random_seed}\0{sample_id}".encode(), digest_size=7).digest()
    return int.from_bytes(digest, "big")
