"""The split into a training and a validation set."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from fastlabel_core.results import UnsoundResultError, checked_split
from fastlabel_core.samples import LABEL, SAMPLE_ID
from fastlabel_core.testing.contract.answers import BrokenPromiseError
from fastlabel_core.testing.contract.subject import Subject

VAL_SIZE = 0.34


def split_is_disjoint_and_complete(subject: Subject) -> None:
    """Every sample is in just one of the sets; the first file alone gives the validation set."""
    df_init, df_anno = subject.train_and_validation()
    answer = split(subject, df_init, df_anno, is_first_train=False)
    try:
        parts = checked_split(answer, df_init, df_anno)
    except UnsoundResultError as error:
        raise BrokenPromiseError(f"split_train_val {error}") from error
    for part in parts:
        lost = [] if part is None else [name for name in df_init if name not in part]
        if lost:
            raise BrokenPromiseError(f"split_train_val lost the column {lost[0]}")


def split_ignores_the_order_of_rows(subject: Subject) -> None:
    """One seed gives one validation set, whatever the order of the rows."""
    df_init, df_anno = subject.samples, subject.samples[:0]
    order = np.random.default_rng(0).permutation(len(df_init))
    shuffled = df_init.iloc[order].reset_index(drop=True)
    expected = validation_ids(split(subject, df_init, df_anno))
    if validation_ids(split(subject, shuffled, df_anno)) != expected:
        raise BrokenPromiseError(
            "split_train_val validates on other samples when the rows are shuffled"
        )


def split_is_the_same_in_every_round(subject: Subject) -> None:
    """A later round, with labels added, validates on the same samples."""
    df_init, df_anno = subject.train_and_validation()
    expected = validation_ids(split(subject, df_init, df_anno[:0]))
    if validation_ids(split(subject, df_init, df_anno, is_first_train=False)) != expected:
        raise BrokenPromiseError("split_train_val validates on other samples in a later round")


def split_can_do_without_validation(subject: Subject) -> None:
    """With a `val_size` of 0 there is no validation set; else there is one."""
    _, df_val = split(subject, subject.samples, subject.samples[:0], val_size=0.0)
    if df_val is not None:
        raise BrokenPromiseError(
            f"split_train_val returned a validation set of {len(df_val)} samples for a val_size of "
            "0; return None"
        )
    _, df_val = split(subject, subject.samples, subject.samples[:0])
    if df_val is None or df_val.empty:
        raise BrokenPromiseError(
            f"split_train_val returned no validation set for a val_size of {VAL_SIZE} and "
            f"{len(subject.samples)} samples"
        )


def split_trains_on_single_samples(subject: Subject) -> None:
    """A class with a single sample keeps it in the training set."""
    model = subject.new_model()
    for label in subject.classes:
        of_class = subject.of_classes(label)
        others = subject.samples.drop(index=of_class.index)
        # By chance, a split may spare the one or other; not all of them.
        for row in of_class.index:
            df_init = pd.concat([others, of_class.loc[[row]]]).sort_index().reset_index(drop=True)
            df_train, _ = model.split(df_init, df_init[:0], is_first_train=True, val_size=VAL_SIZE)
            if label not in set(df_train[LABEL]):
                raise BrokenPromiseError(
                    "split_train_val put the only sample of a class into the validation set"
                )


def split(
    subject: Subject,
    df_init: pd.DataFrame,
    df_anno: pd.DataFrame,
    *,
    is_first_train: bool = True,
    val_size: float = VAL_SIZE,
) -> Any:
    """Let a new model split samples."""
    return subject.new_model().split(
        df_init, df_anno, is_first_train=is_first_train, val_size=val_size
    )


def validation_ids(answer: Any) -> set[str]:
    """Return the ids of the samples that a split validates on."""
    _, df_val = answer
    return set() if df_val is None else set(df_val[SAMPLE_ID])
