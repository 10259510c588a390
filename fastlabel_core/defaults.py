"""The hooks that the core answers when a model doesn't."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from fastlabel_core.errors import PluginResultError
from fastlabel_core.events import step
from fastlabel_core.hookspecs import hookimpl
from fastlabel_core.pool import slices
from fastlabel_core.pool_prediction import predict_in_pieces
from fastlabel_core.predictions import Predictions
from fastlabel_core.query import Query, Strategy, find_strategy
from fastlabel_core.split import stratified_split

ROWS_AT_ONCE = 65_536


class DefaultSplit:
    """Answers `split_train_val` by a stratified split."""

    @hookimpl(trylast=True)
    def split_train_val(
        self, df_init: pd.DataFrame, df_anno: pd.DataFrame, val_size: float, random_seed: int
    ) -> tuple[pd.DataFrame, pd.DataFrame | None]:
        """Validate on a share of every class of `df_init`; train on all else."""
        df_rest, df_val = stratified_split(df_init, val_size, random_seed)
        return pd.concat([df_rest, df_anno], ignore_index=True), df_val


class DefaultPoolPrediction:
    """Answers `predict_pool` piece by piece."""

    @hookimpl(trylast=True)
    def predict_pool(
        self,
        df_img: pd.DataFrame,
        work_dir: Path,
        predict: Callable[[pd.DataFrame], Predictions],
    ) -> Predictions:
        """Predict the pool in pieces, each of which is kept when it is complete."""
        return predict_in_pieces(df_img, work_dir, predict)


class DefaultQuery:
    """Answers `query_hard_example` by `predict` and a strategy.

    Parameters
    ----------
    predict_pool : callable
        Predicts the whole pool: takes `df_img`, `work_dir` and `options`.
    strategies : iterable of Strategy
        Those to choose from by name.
    random_seed : int
        Breaks ties, and draws where the strategy does.
    """

    def __init__(
        self,
        predict_pool: Callable[[pd.DataFrame, Path, Any], Predictions],
        strategies: Iterable[Strategy],
        random_seed: int,
    ) -> None:
        self._predict_pool = predict_pool
        self._strategies = tuple(strategies)
        self._random_seed = random_seed

    @hookimpl(trylast=True)
    def query_hard_example(
        self, df_img: pd.DataFrame, work_dir: Path, query_cnt: int, strategy: str, options: Any
    ) -> pd.DataFrame:
        """Predict the pool, then let the strategy choose."""
        chosen = find_strategy(strategy, self._strategies)
        with step("predict"):
            predictions = self._predict_pool(df_img, work_dir, options)
        with step("query"):
            generator = np.random.default_rng(self._random_seed)
            query = _select(chosen, predictions, query_cnt, generator)
            _refuse_unsound(chosen, query, predictions, query_cnt)
            return _frame(df_img, predictions, query)


def _select(
    strategy: Strategy, predictions: Predictions, query_cnt: int, generator: np.random.Generator
) -> Query:
    """Let a strategy choose, if there is anything to choose from."""
    if len(predictions) == 0:
        return Query(np.empty(0, dtype=np.intp), np.empty(0, dtype=np.float32))
    return strategy.select(predictions, query_cnt, generator)


def _refuse_unsound(
    strategy: Strategy, query: Query, predictions: Predictions, query_cnt: int
) -> None:
    """Raise `PluginResultError` if a strategy, which may be an extension's, chose what can't be."""
    rows, chosen = len(predictions), np.asarray(query.indices)
    if len(chosen) > query_cnt or len(np.unique(chosen)) < len(chosen):
        raise PluginResultError(
            f"strategy {strategy.name!r} chose {len(chosen)} rows, {len(np.unique(chosen))} of "
            f"them different; {query_cnt} were wanted"
        )
    if ((chosen < 0) | (chosen >= rows)).any() or np.shape(query.scores) != (rows,):
        raise PluginResultError(
            f"strategy {strategy.name!r} returned rows or scores that do not fit the {rows} samples"
        )


def _frame(df_img: pd.DataFrame, predictions: Predictions, query: Query) -> pd.DataFrame:
    """Put together what `query_hard_example` returns."""
    best, confidence = _best_classes(predictions)
    is_hard = np.zeros(len(predictions), dtype=bool)
    hard_rank = np.zeros(len(predictions), dtype=np.int64)
    is_hard[query.indices] = True
    hard_rank[query.indices] = np.arange(1, len(query.indices) + 1)
    error = np.full(len(predictions), "", dtype=object)
    error[list(predictions.errors)] = list(predictions.errors.values())
    return pd.DataFrame(
        {
            "sampleId": df_img["sampleId"],
            "label": pd.Categorical.from_codes(best, pd.Index(list(predictions.classes))),
            "confidence": confidence,
            "score": query.scores,
            "is_hard": is_hard,
            "hard_rank": hard_rank,
            "error": error,
        }
    )


def _best_classes(predictions: Predictions) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    """Return the number of each row's most probable class, -1 for none, and its probability."""
    best = np.empty(len(predictions), dtype=np.int32)
    confidence = np.empty(len(predictions), dtype=np.float32)
    for rows in slices(len(predictions), ROWS_AT_ONCE):
        probabilities = predictions.probabilities[rows]
        best[rows] = probabilities.argmax(axis=1)
        confidence[rows] = probabilities.max(axis=1)
    unread = list(predictions.errors)
    best[unread] = -1
    confidence[unread] = np.nan
    return best, confidence
