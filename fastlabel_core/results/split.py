"""Checking what `split_train_val` returns."""

from __future__ import annotations

from typing import TypeAlias

import pandas as pd

from fastlabel_core.results.unsound import UnsoundResultError, refuse_samples
from fastlabel_core.samples import LABEL, SAMPLE_ID

Split: TypeAlias = tuple[pd.DataFrame, pd.DataFrame | None]


def checked_split(split: object, df_init: pd.DataFrame, df_anno: pd.DataFrame) -> Split:
    """Return a split if it is disjoint and complete, and validates on `df_init` alone.

    Raises
    ------
    UnsoundResultError
        If it isn't.
    """
    match split:
        case (pd.DataFrame() as df_train, df_val):
            pass
        case _:
            raise UnsoundResultError("returned no pair of a training and a validation frame")
    if not (df_val is None or isinstance(df_val, pd.DataFrame)):
        raise UnsoundResultError("returned a validation set that is neither a frame nor None")
    if df_val is not None and df_val.empty:
        df_val = None
    parts = [part for part in (df_train, df_val) if part is not None]
    for part in parts:
        if not {SAMPLE_ID, LABEL} <= set(part.columns):
            raise UnsoundResultError(
                f"returned a frame without the columns {SAMPLE_ID} and {LABEL}"
            )
    ids = pd.concat([part[SAMPLE_ID] for part in parts])
    given = pd.concat([df_init[SAMPLE_ID], df_anno[SAMPLE_ID]])
    refuse_samples(ids[ids.duplicated()], "put {} samples into the split twice")
    refuse_samples(given[~given.isin(ids)], "left {} samples out of the split")
    refuse_samples(ids[~ids.isin(given)], "put {} samples into the split that it was not given")
    if df_val is not None:
        foreign = df_val[SAMPLE_ID][~df_val[SAMPLE_ID].isin(df_init[SAMPLE_ID])]
        refuse_samples(foreign, "validates on {} samples that are not in df_init")
    labels = pd.concat([df_init, df_anno]).set_index(SAMPLE_ID)[LABEL]
    for part in parts:
        changed = part[LABEL].to_numpy() != labels.loc[part[SAMPLE_ID]].to_numpy()
        refuse_samples(part[SAMPLE_ID][changed], "changed the labels of {} samples")
    if df_train.empty:
        raise UnsoundResultError("left no sample to train on")
    validation = None if df_val is None else df_val.reset_index(drop=True)
    return df_train.reset_index(drop=True), validation
