"""The hooks that the core answers when a model doesn't."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from fastlabel_core.events import report_approximation, step
from fastlabel_core.hookspecs import hookimpl
from fastlabel_core.labelled_prediction import known_labels, predict_labelled
from fastlabel_core.pool import slices
from fastlabel_core.pool_prediction import predict_in_pieces
from fastlabel_core.predictions import Predictions, Wanted
from fastlabel_core.query import Batch, Need, Strategy, choose_batch, find_strategy
from fastlabel_core.split import stratified_split

ROWS_AT_ONCE = 65_536
EMBEDDINGS = Wanted(embeddings=True)

Predict: TypeAlias = Callable[[pd.DataFrame, Path, Any, Wanted], Predictions]


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
    predict, predict_pool : callable
        The model's answer for some samples, and for the whole pool, checked.
    strategies : iterable of Strategy
        Those to choose from by name.
    random_seed : int
        Breaks ties, and draws where the strategy does, together with the number of labels.
    """

    def __init__(
        self,
        predict: Predict,
        predict_pool: Predict,
        strategies: Iterable[Strategy],
        random_seed: int,
    ) -> None:
        self._predict = predict
        self._predict_pool = predict_pool
        self._strategies = tuple(strategies)
        self._random_seed = random_seed

    @hookimpl(trylast=True)
    def query_hard_example(
        self,
        df_img: pd.DataFrame,
        df_train: pd.DataFrame,
        df_val: pd.DataFrame | None,
        work_dir: Path,
        query_cnt: int,
        strategy: str,
        strategy_options: Any,
        options: Any,
    ) -> pd.DataFrame:
        """Predict the pool, and the labelled samples if need be; then let the strategy choose."""
        chosen = find_strategy(strategy, self._strategies)
        wanted = chosen.wanted(strategy_options)
        with step("predict"):
            predictions = self._predict_pool(df_img, work_dir, options, wanted)
            if len(predictions) and Need.EMBEDDINGS in chosen.needs:
                labelled = predict_labelled(
                    df_train,
                    df_val,
                    predictions,
                    lambda piece: self._predict(piece, work_dir, options, EMBEDDINGS),
                )
            else:
                labelled = known_labels(df_train, df_val, predictions.classes)
        with step("query"):
            # Rounds have one seed; with it alone each would draw the same places of its pool.
            known = len(df_train) + (0 if df_val is None else len(df_val))
            generator = np.random.default_rng([self._random_seed, known])
            batch = choose_batch(
                chosen, predictions, labelled, query_cnt, strategy_options, generator
            )
            for approximation in batch.approximations:
                report_approximation(approximation)
            return _frame(df_img, predictions, batch)


def _frame(df_img: pd.DataFrame, predictions: Predictions, batch: Batch) -> pd.DataFrame:
    """Put together what `query_hard_example` returns."""
    best, confidence = best_classes(predictions)
    is_hard = np.zeros(len(predictions), dtype=np.bool_)
    hard_rank = np.zeros(len(predictions), dtype=np.int64)
    is_random = np.zeros(len(predictions), dtype=np.bool_)
    is_hard[batch.rows] = True
    hard_rank[batch.rows] = np.arange(1, len(batch.rows) + 1)
    is_random[batch.rows] = batch.is_random
    error = np.full(len(predictions), "", dtype=object)
    error[list(predictions.errors)] = list(predictions.errors.values())
    return pd.DataFrame(
        {
            "sampleId": df_img["sampleId"],
            "label": pd.Categorical.from_codes(best, pd.Index(list(predictions.classes))),
            "confidence": confidence,
            "score": batch.scores,
            "is_hard": is_hard,
            "hard_rank": hard_rank,
            "is_random": is_random,
            "error": error,
        }
    )


def best_classes(predictions: Predictions) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    """Return the number of each row's most probable class, -1 for none, and its probability."""
    best = np.full(len(predictions), -1, dtype=np.int32)
    confidence = np.full(len(predictions), np.nan, dtype=np.float32)
    if not predictions.classes:
        return best, confidence
    for rows in slices(len(predictions), ROWS_AT_ONCE):
        probabilities = predictions.probabilities[rows]
        best[rows] = probabilities.argmax(axis=1)
        confidence[rows] = probabilities.max(axis=1)
    unread = list(predictions.errors)
    best[unread] = -1
    confidence[unread] = np.nan
    return best, confidence
