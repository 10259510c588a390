"""Checking what a strategy, which may be an extension's, needs and returns."""

from __future__ import annotations

from typing import Any

import numpy as np

from fastlabel_core.errors import PluginResultError, StrategyError
from fastlabel_core.predictions import Predictions
from fastlabel_core.query.candidates import Candidates
from fastlabel_core.query.options import StrategyOptions
from fastlabel_core.query.strategy import Need, Query, Select, Strategy


def refuse_missing(strategy: Strategy, options: StrategyOptions, predictions: Predictions) -> None:
    """Raise `StrategyError` if predictions lack what a strategy with these options needs."""
    given = {
        Need.PROBABILITIES: len(predictions.classes) > 0,
        Need.EMBEDDINGS: predictions.embeddings is not None,
        Need.DROPOUT: predictions.dropout is not None,
    }
    missing = sorted(need for need in strategy.needs_with(options) if not given[need])
    if missing:
        raise StrategyError(
            f"strategy {strategy.name!r} with these options needs {' and '.join(missing)}, which "
            "the predictions do not hold"
        )


def checked(strategy: Strategy) -> Select:
    """Return a strategy's `select`, which then raises `PluginResultError` for an unsound query."""

    def select(
        candidates: Candidates, count: int, options: Any, generator: np.random.Generator
    ) -> Query:
        query = strategy.select(candidates, count, options, generator)
        return _sound(strategy.name, query, len(candidates), count)

    return select


def _sound(name: str, query: Query, rows: int, wanted: int) -> Query:
    chosen = np.asarray(query.indices)
    different = len(set(chosen.ravel().tolist()))
    if len(chosen) != wanted or different != wanted:
        raise PluginResultError(
            f"strategy {name!r} chose {len(chosen)} samples, {different} of them different; "
            f"{wanted} were wanted"
        )
    if chosen.ndim != 1 or chosen.dtype.kind not in "iu":
        raise PluginResultError(
            f"strategy {name!r} returned indices of type {chosen.dtype} and shape {chosen.shape}, "
            "not a row of whole numbers"
        )
    with np.errstate(over="ignore"):
        scores = np.asarray(query.scores, dtype=np.float32)
    if ((chosen < 0) | (chosen >= rows)).any() or scores.shape != (rows,):
        raise PluginResultError(
            f"strategy {name!r} returned indices or scores that do not fit the {rows} candidates"
        )
    if not (scores.min() >= 0 and scores.max() < np.inf):
        unsound = np.flatnonzero(~(np.isfinite(scores) & (scores >= 0)))
        raise PluginResultError(
            f"strategy {name!r} returned {len(unsound)} scores that are negative or not finite, "
            f"such as {scores[unsound[0]]} for candidate {unsound[0]}"
        )
    return Query(chosen, scores, query.approximations)
