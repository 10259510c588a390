"""The strategy that every other one has to beat."""

from __future__ import annotations

import numpy as np

from fastlabel_core.predictions import Predictions
from fastlabel_core.query.ranking import hardest
from fastlabel_core.query.strategy import Query, Strategy


def select_at_random(predictions: Predictions, count: int, generator: np.random.Generator) -> Query:
    """Choose rows with equal probability, without replacement; the scores are the draws."""
    scores = generator.random(len(predictions), dtype=np.float32)
    scores[list(predictions.errors)] = np.nan
    return Query(hardest(scores, count, generator), scores)


RANDOM_SAMPLING = Strategy("RandomSampling", select_at_random)
