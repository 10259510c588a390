"""Strategies that ask about the samples of which the model is least sure.

Scores lie in [0, 1], 1 is the hardest. Formulae: Settles, *Active Learning Literature Survey*,
2009, section 3.1.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from fastlabel_core.query.candidates import Candidates
from fastlabel_core.query.chunks import CACHE_BYTES, on_all_cores
from fastlabel_core.query.options import StrategyOptions
from fastlabel_core.query.ranking import hardest
from fastlabel_core.query.rows import Rows
from fastlabel_core.query.strategy import Query, Strategy

Probabilities = NDArray[np.float32]
Scores = NDArray[np.float32]

# With fewer classes, NumPy is faster along the rows of the transpose than along short rows.
FEW_CLASSES = 64


def least_confidence(probabilities: Probabilities) -> Scores:
    """Return ``1 - max_c p_c`` for each row."""
    if probabilities.shape[1] < FEW_CLASSES:
        probabilities = np.ascontiguousarray(probabilities.T).T
    highest: Scores = probabilities.max(axis=1)
    return np.float32(1) - highest


def margin(probabilities: Probabilities) -> Scores:
    """Return ``1 - (p_(1) - p_(2))`` for each row, the two highest probabilities."""
    classes = probabilities.shape[1]
    if classes < 2:
        return least_confidence(probabilities)
    two_highest = _two_highest_of_few if classes < FEW_CLASSES else _two_highest_of_many
    first, second = two_highest(probabilities)
    return np.float32(1) - (first - second)


def entropy(probabilities: Probabilities) -> Scores:
    """Return ``-sum_c p_c log p_c / log C`` for each row; 0 where there is one class."""
    classes = probabilities.shape[1]
    if classes < 2:
        return np.zeros(len(probabilities), dtype=np.float32)
    return entropy_in_nats(probabilities) / np.float32(np.log(classes))


def entropy_in_nats(probabilities: Probabilities) -> Scores:
    """Return ``-sum_c p_c log p_c`` for each row."""
    # Looking for zeros takes less time than a copy without them.
    is_positive = probabilities.min(initial=1) > 0
    tiny = np.finfo(np.float32).tiny
    logarithms = np.log(probabilities if is_positive else np.maximum(probabilities, tiny))
    total: Scores = np.einsum("ij,ij->i", probabilities, logarithms)
    return np.float32(0) - total


def scores_of(rows: Rows, score: Callable[[NDArray[np.float32]], Scores]) -> Scores:
    """Return the score of every row, in [0, 1].

    Parameters
    ----------
    rows : Rows, shape (n, ...)
        Such as probabilities.
    score : callable
        Takes some of the rows, returns a score for each.
    """
    scores = np.empty(len(rows), dtype=np.float32)

    def score_chunk(chunk: slice) -> None:
        # Rounding may carry them over the brink.
        np.clip(score(rows[chunk]), 0, 1, out=scores[chunk])

    on_all_cores(score_chunk, rows.chunks(CACHE_BYTES), len(rows))
    return scores


def _two_highest_of_few(probabilities: Probabilities) -> tuple[Scores, Scores]:
    columns = np.ascontiguousarray(probabilities.T)
    first = np.maximum(columns[0], columns[1])
    second = np.minimum(columns[0], columns[1])
    lower = np.empty_like(first)
    for column in columns[2:]:
        np.minimum(first, column, out=lower)
        np.maximum(second, lower, out=second)
        np.maximum(first, column, out=first)
    return first, second


def _two_highest_of_many(probabilities: Probabilities) -> tuple[Scores, Scores]:
    others = probabilities.copy()
    rows = np.arange(len(others))
    best = others.argmax(axis=1)
    first = others[rows, best]
    others[rows, best] = -np.inf
    return first, others.max(axis=1)


def _uncertainty_strategy(
    name: str, score: Callable[[Probabilities], Scores], formula: str, source: str
) -> Strategy:
    """Return a strategy that chooses the rows of the highest score."""

    def select(
        candidates: Candidates,
        count: int,
        _options: StrategyOptions,
        generator: np.random.Generator,
    ) -> Query:
        scores = scores_of(candidates.probabilities, score)
        return Query(hardest(scores, count, generator), scores)

    return Strategy(
        name=name,
        select=select,
        formula=formula,
        source=source,
        cost="one pass over the probabilities",
    )


LEAST_CONFIDENCE = _uncertainty_strategy(
    "LeastConfidence",
    least_confidence,
    formula="score = 1 - p1",
    source="Lewis and Gale, SIGIR 1994; Settles 2009, section 3.1",
)
MARGIN_SAMPLING = _uncertainty_strategy(
    "MarginSampling",
    margin,
    formula="score = 1 - (p1 - p2), the two highest probabilities",
    source="Scheffer, Decomain and Wrobel, IDA 2001; Settles 2009, section 3.1",
)
ENTROPY_SAMPLING = _uncertainty_strategy(
    "EntropySampling",
    entropy,
    formula="score = -sum_c p_c log p_c / log C",
    source="Shannon 1948; Settles 2009, section 3.1",
)
