"""Checking what a plugin's hooks return, and completing it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from fastlabel_core.predictions import Predictions
from fastlabel_core.samples import LABEL, SAMPLE_ID

SUM_TOLERANCE = 1e-3


class UnsoundResultError(ValueError):
    """A hook returned what it must not.

    The message is the second half of a sentence that begins with the plugin and its hook.
    """


Split = tuple[pd.DataFrame, pd.DataFrame | None]


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
    _refuse(ids[ids.duplicated()], "put {} samples into the split twice")
    _refuse(given[~given.isin(ids)], "left {} samples out of the split")
    _refuse(ids[~ids.isin(given)], "put {} samples into the split that it was not given")
    if df_val is not None:
        foreign = df_val[SAMPLE_ID][~df_val[SAMPLE_ID].isin(df_init[SAMPLE_ID])]
        _refuse(foreign, "validates on {} samples that are not in df_init")
    labels = pd.concat([df_init, df_anno]).set_index(SAMPLE_ID)[LABEL]
    for part in parts:
        changed = part[LABEL].to_numpy() != labels.loc[part[SAMPLE_ID]].to_numpy()
        _refuse(part[SAMPLE_ID][changed], "changed the labels of {} samples")
    if df_train.empty:
        raise UnsoundResultError("left no sample to train on")
    validation = None if df_val is None else df_val.reset_index(drop=True)
    return df_train.reset_index(drop=True), validation


def checked_metrics(metrics: object) -> dict[str, Any]:
    """Return metrics as a dict of JSON values, empty for None.

    Arrays and scalars of NumPy or torch become lists and numbers.

    Raises
    ------
    UnsoundResultError
        If they can't be.
    """
    if metrics is None:
        return {}
    if not isinstance(metrics, Mapping):
        raise UnsoundResultError(f"returned {type(metrics).__name__}, not a mapping or None")
    try:
        plain: dict[str, Any] = json.loads(json.dumps(dict(metrics), default=_plain_number))
    except (TypeError, ValueError) as error:
        raise UnsoundResultError(f"returned metrics that are no JSON values: {error}") from error
    return plain


def checked_predictions(predictions: object, df_img: pd.DataFrame) -> Predictions:
    """Return predictions if they have a sound row for each row of `df_img`.

    Raises
    ------
    UnsoundResultError
        If they haven't.
    """
    if not isinstance(predictions, Predictions):
        raise UnsoundResultError(f"returned {type(predictions).__name__}, not Predictions")
    rows, classes = len(df_img), list(predictions.classes)
    probabilities = np.asarray(predictions.probabilities, dtype=np.float32)
    if probabilities.shape != (rows, len(classes)):
        raise UnsoundResultError(
            f"returned probabilities of shape {probabilities.shape} for {rows} samples and "
            f"{len(classes)} classes"
        )
    if len(set(classes)) < len(classes) or not all(isinstance(name, str) for name in classes):
        raise UnsoundResultError("returned classes that are not distinct strings")
    if not all(0 <= row < rows for row in predictions.errors):
        raise UnsoundResultError(f"returned errors for rows outside 0 to {rows - 1}")
    is_read = np.ones(rows, dtype=bool)
    is_read[list(predictions.errors)] = False
    unsound = np.flatnonzero(is_read & ~_is_distribution(probabilities))
    if len(unsound):
        raise UnsoundResultError(
            f"returned probabilities that are negative, not finite or do not sum to 1 for "
            f"{len(unsound)} samples, such as {df_img[SAMPLE_ID].iloc[unsound[0]]!r}"
        )
    errors = {int(row): str(reason) for row, reason in predictions.errors.items()}
    return Predictions(classes, probabilities, errors)


def checked_query(answer: object, df_img: pd.DataFrame, query_cnt: int) -> pd.DataFrame:
    """Return a query's frame, with all columns, if it has a row for each row of `df_img`.

    Parameters
    ----------
    answer : object
        What the hook returned.
    df_img : DataFrame
        The pool.
    query_cnt : int
        How many hard examples there may be.

    Returns
    -------
    DataFrame
        ``sampleId`` and ``label`` (str; the label is missing if there is none), ``confidence`` and
        ``score`` (float32; NaN if there is none), ``is_hard`` (bool), ``hard_rank`` (int64; 0 if
        not hard), ``error`` (str). Ranks that the plugin doesn't give follow the score, then the
        order of the rows.

    Raises
    ------
    UnsoundResultError
        If a column, row or rank is missing or wrong.
    """
    if not isinstance(answer, pd.DataFrame):
        raise UnsoundResultError(f"returned {type(answer).__name__}, not a DataFrame")
    missing = [name for name in (SAMPLE_ID, LABEL, "is_hard") if name not in answer.columns]
    if missing:
        raise UnsoundResultError(f"returned a frame without the column {missing[0]}")
    if len(answer) != len(df_img):
        raise UnsoundResultError(f"returned {len(answer)} rows for {len(df_img)} samples")
    answer = answer.reset_index(drop=True)
    ids = df_img[SAMPLE_ID].reset_index(drop=True)
    strange = np.flatnonzero(answer[SAMPLE_ID].astype("str").to_numpy() != ids.to_numpy())
    if len(strange):
        raise UnsoundResultError(
            f"returned rows in another order: row {strange[0]} should be {ids[strange[0]]!r}"
        )
    marks = answer["is_hard"]
    if not marks.dropna().isin([True, False]).all():
        raise UnsoundResultError("returned an is_hard that is neither true nor false")
    is_hard = marks.eq(True).fillna(False).to_numpy(dtype=bool)
    if is_hard.sum() > query_cnt:
        raise UnsoundResultError(f"marked {is_hard.sum()} samples as hard, {query_cnt} were wanted")
    score = _numbers(answer, "score")
    return pd.DataFrame(
        {
            SAMPLE_ID: ids,
            LABEL: _label_column(answer[LABEL]),
            "confidence": _numbers(answer, "confidence"),
            "score": score,
            "is_hard": is_hard,
            "hard_rank": _ranks(answer, is_hard, score),
            "error": answer["error"].astype("str").fillna("") if "error" in answer else "",
        }
    )


def _plain_number(value: Any) -> Any:
    if hasattr(value, "tolist"):
        return value.tolist()
    raise TypeError(f"{type(value).__name__} {value!r}")


def _is_distribution(probabilities: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Tell for each row whether it is finite, not negative, and sums to one."""
    sums = probabilities.sum(axis=1)
    lowest = probabilities.min(axis=1, initial=0)
    is_sound: NDArray[np.bool_] = (np.abs(sums - 1) <= SUM_TOLERANCE) & (lowest >= 0)
    return is_sound


def _label_column(labels: pd.Series) -> pd.Series:
    return labels if isinstance(labels.dtype, pd.CategoricalDtype) else labels.astype("str")


def _numbers(answer: pd.DataFrame, column: str) -> NDArray[np.float32]:
    if column not in answer:
        return np.full(len(answer), np.nan, dtype=np.float32)
    return answer[column].to_numpy(dtype=np.float32, na_value=np.nan)


def _ranks(
    answer: pd.DataFrame, is_hard: NDArray[np.bool_], score: NDArray[np.float32]
) -> NDArray[np.int64]:
    ranks = np.zeros(len(answer), dtype=np.int64)
    rows = np.flatnonzero(is_hard)
    if "hard_rank" not in answer:
        hardest_first = rows[np.argsort(-score[rows], kind="stable")]
        ranks[hardest_first] = np.arange(1, len(rows) + 1)
        return ranks
    given = answer["hard_rank"].to_numpy(dtype=np.float64, na_value=0)[rows]
    if not np.array_equal(np.sort(given), np.arange(1, len(rows) + 1)):
        raise UnsoundResultError(f"returned a hard_rank that does not count from 1 to {len(rows)}")
    ranks[rows] = given
    return ranks


def _refuse(ids: pd.Series, problem: str) -> None:
    if len(ids):
        raise UnsoundResultError(f"{problem.format(len(ids))}, such as {ids.iloc[0]!r}")
