"""Strategies that ask about the samples of which the model is least sure.

Scores lie in [0, 1], 1 is the hardest. Formulae: Settles, *Active Learning Literature Survey*,
2009, section 3.1.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from fastlabel_core.predictions import Predictions
from fastlabel_core.query.ranking import hardest
from fastlabel_core.query.strategy import Query, Strategy

Probabilities = NDArray[np.float32]
Scores = NDArray[np.float32]

ROWS_AT_ONCE = 8192


def least_confidence(probabilities: Probabilities) -> Scores:
    """Return ``1 - max_c p_c`` for each row."""
    highest: Scores = probabilities.max(axis=1)
    return np.float32(1) - highest


def margin(probabilities: Probabilities) -> Scores:
    """Return ``1 - (p_(1) - p_(2))`` for each row, the two highest probabilities."""
    if probabilities.shape[1] < 2:
        return least_confidence(probabilities)
    two = np.partition(probabilities, -2, axis=1)[:, -2:]
    return np.float32(1) - (two[:, 1] - two[:, 0])


def entropy(probabilities: Probabilities) -> Scores:
    """Return ``-sum_c p_c log p_c / log C`` for each row; 0 where there is one class."""
    classes = probabilities.shape[1]
    if classes < 2:
        return np.zeros(len(probabilities), dtype=np.float32)
    positive = np.maximum(probabilities, np.finfo(np.float32).tiny)
    total: Scores = np.einsum("ij,ij->i", probabilities, np.log(positive))
    return np.float32(0) - total / np.float32(np.log(classes))


def uncertainty_strategy(name: str, score: Callable[[Probabilities], Scores]) -> Strategy:
    """Return a strategy that chooses the rows of the highest score.

    Parameters
    ----------
    name : str
        The strategy's name.
    score : callable
        Takes probabilities of shape (m, C), returns m scores.
    """

    def select(predictions: Predictions, count: int, generator: np.random.Generator) -> Query:
        scores = np.empty(len(predictions), dtype=np.float32)
        for start in range(0, len(predictions), ROWS_AT_ONCE):
            rows = slice(start, start + ROWS_AT_ONCE)
            scores[rows] = score(predictions.probabilities[rows])
        np.clip(scores, 0, 1, out=scores)  # Rounding may carry them over the brink.
        scores[list(predictions.errors)] = np.nan
        return Query(hardest(scores, count, generator), scores)

    return Strategy(name, select)


LEAST_CONFIDENCE = uncertainty_strategy("LeastConfidence", least_confidence)
MARGIN_SAMPLING = uncertainty_strategy("MarginSampling", margin)
ENTROPY_SAMPLING = uncertainty_strategy("EntropySampling", entropy)
