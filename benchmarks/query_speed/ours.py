"""The strategies of fastlabel, called as a round calls them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from benchmarks.query_speed.data import Pool
from fastlabel_core.predictions import Predictions
from fastlabel_core.query import STRATEGIES, Batch, Labelled, Need, choose_batch, find_strategy


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """What is timed, and the size of the arrays of the pool that the strategy needs."""

    call: Callable[[], Batch]
    mapped_bytes: int


def is_there(name: str) -> bool:
    """Tell whether fastlabel has a strategy of this name."""
    return any(strategy.name == name for strategy in STRATEGIES)


def prepared(name: str, options: Mapping[str, Any], pool: Pool, count: int, seed: int) -> Prepared:
    """Return what chooses from a pool whose arrays stay memory maps."""
    strategy = find_strategy(name, STRATEGIES)
    chosen_options = strategy.options(**options)
    needs = strategy.needs_with(chosen_options)
    predictions = Predictions(
        classes=[str(number) for number in range(pool.probabilities.shape[1])],
        probabilities=pool.probabilities,
        embeddings=pool.embeddings if Need.EMBEDDINGS in needs else None,
        dropout=pool.dropout if Need.DROPOUT in needs else None,
    )
    is_validation = np.zeros(len(pool.labels), dtype=np.bool_)
    is_validation[::5] = True
    labelled = Labelled(
        labels=np.array(pool.labels),
        probabilities=np.array(pool.labelled_probabilities),
        embeddings=np.array(pool.labelled_embeddings),
        is_validation=is_validation,
    )
    arrays = {
        Need.PROBABILITIES: pool.probabilities,
        Need.EMBEDDINGS: pool.embeddings,
        Need.DROPOUT: pool.dropout,
    }

    # Handed in, and so not a part of what choosing costs.
    generator = np.random.default_rng(seed)

    def call() -> Batch:
        return choose_batch(strategy, predictions, labelled, count, chosen_options, generator)

    return Prepared(call, sum(arrays[need].nbytes for need in needs))
