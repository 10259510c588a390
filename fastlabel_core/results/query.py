"""Checking what `query_hard_example` returns, and completing it."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from fastlabel_core.results.predictions import SUM_TOLERANCE
from fastlabel_core.results.unsound import UnsoundResultError, refuse_samples
from fastlabel_core.samples import LABEL, SAMPLE_ID


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
        not hard), ``is_random`` (bool; false unless the plugin says so), ``error`` (str). Ranks
        that the plugin doesn't give follow the score, then the order of the rows.

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
    is_hard = _marks(answer, "is_hard")
    if is_hard.sum() > query_cnt:
        raise UnsoundResultError(f"marked {is_hard.sum()} samples as hard, {query_cnt} were wanted")
    is_random = _marks(answer, "is_random")
    refuse_samples(ids[is_random & ~is_hard], "marked {} samples as random that are not hard")
    score = _numbers(answer, "score")
    return pd.DataFrame(
        {
            SAMPLE_ID: ids,
            LABEL: _label_column(answer[LABEL]),
            "confidence": _confidence(answer, ids),
            "score": score,
            "is_hard": is_hard,
            "hard_rank": _ranks(answer, is_hard, score),
            "is_random": is_random,
            "error": answer["error"].astype("str").fillna("") if "error" in answer else "",
        }
    )


def _label_column(labels: pd.Series) -> pd.Series:
    return labels if isinstance(labels.dtype, pd.CategoricalDtype) else labels.astype("str")


def _marks(answer: pd.DataFrame, column: str) -> NDArray[np.bool_]:
    """Return a column of marks as bool; what is missing is false."""
    if column not in answer:
        return np.zeros(len(answer), dtype=np.bool_)
    marks = answer[column]
    if not marks.dropna().isin([True, False]).all():
        raise UnsoundResultError(f"returned an {column} that is neither true nor false")
    return marks.eq(True).fillna(False).to_numpy(dtype=np.bool_)


def _numbers(answer: pd.DataFrame, column: str) -> NDArray[np.float32]:
    if column not in answer:
        return np.full(len(answer), np.nan, dtype=np.float32)
    return answer[column].to_numpy(dtype=np.float32, na_value=np.nan)


def _confidence(answer: pd.DataFrame, ids: pd.Series) -> NDArray[np.float32]:
    """Return the confidence, missing or from 0 to 1; what misses that by a thousandth is taken."""
    confidence = _numbers(answer, "confidence")
    bounded = np.clip(confidence, np.float32(0), np.float32(1))
    refuse_samples(
        ids[np.abs(confidence - bounded) > SUM_TOLERANCE],
        "returned a confidence that is not between 0 and 1 for {} samples",
    )
    return bounded


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
