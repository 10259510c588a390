"""Strategies that let the model answer several times, each time without a part of its features.

Pass t gives the probabilities ``p_t``; their mean over the passes is ``p``. Where the passes agree
on a doubt, the sample itself is ambiguous; where they disagree, a label would teach the model.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from fastlabel_core.query.candidates import Candidates
from fastlabel_core.query.options import DropoutOptions
from fastlabel_core.query.ranking import hardest
from fastlabel_core.query.strategy import Need, Query, Strategy
from fastlabel_core.query.uncertainty import (
    Probabilities,
    Scores,
    entropy,
    entropy_in_nats,
    least_confidence,
    margin,
    scores_of,
)

Passes = NDArray[np.float32]


def mean_of_passes(passes: Passes) -> Probabilities:
    """Return the mean probabilities, shape (m, C), of passes of shape (m, T, C)."""
    total: Probabilities = np.einsum("itc->ic", passes)
    return np.divide(total, passes.shape[1], dtype=np.float32)


def mutual_information(passes: Passes) -> Scores:
    """Return ``(H(p) - mean_t H(p_t)) / log C`` for each row; 0 where there is one class.

    Houlsby et al., arXiv:1112.5745, 2011, equation 2; with dropout Gal, Islam and Ghahramani,
    ICML 2017.
    """
    rows, count, classes = passes.shape
    if classes < 2:
        return np.zeros(rows, dtype=np.float32)
    of_mean = entropy_in_nats(mean_of_passes(passes))
    sum_of = entropy_in_nats(passes.reshape(rows, count * classes))
    information: Scores = of_mean - sum_of / np.float32(count)
    information /= np.float32(np.log(classes))
    return information


def _dropout_strategy(
    name: str, score: Callable[[Passes], Scores], formula: str, source: str
) -> Strategy:
    """Return a strategy that chooses the rows of the highest score."""

    def select(
        candidates: Candidates, count: int, _options: DropoutOptions, generator: np.random.Generator
    ) -> Query:
        scores = scores_of(candidates.dropout, score)
        return Query(hardest(scores, count, generator), scores)

    return Strategy(
        name=name,
        select=select,
        needs=frozenset({Need.DROPOUT}),
        options=DropoutOptions,
        formula=formula,
        source=source,
        cost="one pass over the probabilities of all passes",
    )


LEAST_CONFIDENCE_DROPOUT = _dropout_strategy(
    "LeastConfidenceDropout",
    lambda passes: least_confidence(mean_of_passes(passes)),
    formula="LeastConfidence of the mean probabilities of the passes",
    source="Gal, Islam and Ghahramani, ICML 2017",
)
MARGIN_SAMPLING_DROPOUT = _dropout_strategy(
    "MarginSamplingDropout",
    lambda passes: margin(mean_of_passes(passes)),
    formula="MarginSampling of the mean probabilities of the passes",
    source="Gal, Islam and Ghahramani, ICML 2017",
)
ENTROPY_SAMPLING_DROPOUT = _dropout_strategy(
    "EntropySamplingDropout",
    lambda passes: entropy(mean_of_passes(passes)),
    formula="EntropySampling of the mean probabilities of the passes",
    source="Gal, Islam and Ghahramani, ICML 2017",
)
BALD_DROPOUT = _dropout_strategy(
    "BALDDropout",
    mutual_information,
    formula="score = (H(mean_t p_t) - mean_t H(p_t)) / log C, H the entropy",
    source="Houlsby et al., arXiv:1112.5745, 2011; Gal, Islam and Ghahramani, ICML 2017",
)
