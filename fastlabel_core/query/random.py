"""The strategy that every other one has to beat."""

from __future__ import annotations

import numpy as np

from fastlabel_core.query.candidates import Candidates
from fastlabel_core.query.options import StrategyOptions
from fastlabel_core.query.ranking import hardest
from fastlabel_core.query.strategy import Query, Strategy


def select_at_random(
    candidates: Candidates, count: int, _options: StrategyOptions, generator: np.random.Generator
) -> Query:
    """Choose rows with equal probability, without replacement; the scores are the draws."""
    scores = generator.random(len(candidates), dtype=np.float32)
    return Query(hardest(scores, count, generator), scores)


def draws_evenly(strategy: Strategy, options: StrategyOptions) -> bool:
    """Tell whether all that a strategy chooses is an even draw from the whole pool."""
    is_restricted = options.prefilter is not None or options.duplicate_similarity is not None
    return strategy is RANDOM_SAMPLING and not (is_restricted or options.balance)


RANDOM_SAMPLING = Strategy(
    name="RandomSampling",
    select=select_at_random,
    needs=frozenset(),
    formula="score is drawn evenly from 0 to 1",
    source="the baseline of every comparison",
    cost="nothing beside reading the pool",
)
