"""The floors do the strategies' work: tried on a small pool before anything is timed."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from benchmarks.query_speed import ours
from benchmarks.query_speed.data import Floats, Pool
from benchmarks.query_speed.floors import FLOORS
from benchmarks.query_speed.quality import squared_distance_from_means
from fastlabel_core.query import Batch

COUNT = 50
# What two orders of adding up may differ by in float32.
TOLERANCE = 2e-4
# What is drawn is compared on average, on few enough rows that gradients can be built.
SEEDS = 20
FEW_ROWS = 1000
# By how much the means of twenty draws may differ.
LUCK = {"BADGE": 0.05, "KMeansSampling": 0.02}

SAME_SCORES = {
    "LeastConfidence": ("least_confidence_of_columns", "least_confidence_of_rows"),
    "MarginSampling": ("margin_of_columns", "margin_of_rows", "margin_of_pairs"),
    "EntropySampling": ("entropy_by_einsum", "entropy_by_product"),
    "BALDDropout": ("bald_by_einsum", "bald_by_product"),
}
SAME_PICKS = {"KCenterGreedy": ("k_center_greedy",)}
SAME_ON_AVERAGE = {
    "BADGE": ("badge_by_passes", "badge_by_rejection"),
    "KMeansSampling": ("k_means_picks",),
}


class DisagreementError(Exception):
    """A floor does not do what the strategy does."""


def check_floors(pool: Pool) -> None:
    """Raise `DisagreementError` unless the floors find on this pool what the strategies find.

    Those that draw are checked by `check_draws`.
    """
    for strategy, floors in SAME_SCORES.items():
        _check_scores(pool, strategy, floors)
    for strategy, floors in SAME_PICKS.items():
        _check_picks(pool, strategy, floors)


def check_draws(pool: Pool) -> None:
    """Raise `DisagreementError` unless the floors that draw do as well as the strategies."""
    few = pool.head(FEW_ROWS)
    gradients = _gradients(few)
    _check_average(few, "BADGE", lambda rows: _spread(gradients, rows))
    _check_average(few, "KMeansSampling", lambda rows: squared_distance_from_means(few, rows))


def _check_scores(pool: Pool, strategy: str, floors: tuple[str, ...]) -> None:
    batch = _ours(strategy, pool, 0)
    for floor in floors:
        found = FLOORS[floor](pool, COUNT, 0)
        assert found.scores is not None
        _refuse(floor, strategy, "scores", np.abs(found.scores - batch.scores).max())
        gap = np.abs(batch.scores[found.rows] - batch.scores[batch.rows]).max()
        _refuse(floor, strategy, "scores of picks", gap)


def _check_picks(pool: Pool, strategy: str, floors: tuple[str, ...]) -> None:
    batch = _ours(strategy, pool, 0)
    for floor in floors:
        different = (FLOORS[floor](pool, COUNT, 0).rows != batch.rows).sum()
        _refuse(floor, strategy, "picks", different)


def _check_average(pool: Pool, strategy: str, spread: Callable[[NDArray[np.intp]], float]) -> None:
    drawn = [_ours(strategy, pool, seed).rows for seed in range(SEEDS)]
    expected = np.mean([spread(rows) for rows in drawn])
    for floor in SAME_ON_AVERAGE[strategy]:
        drawn = [FLOORS[floor](pool, COUNT, seed).rows for seed in range(SEEDS)]
        gap = abs(float(np.mean([spread(rows) for rows in drawn]) / expected) - 1)
        _refuse(floor, strategy, "spread", gap, LUCK[strategy])


def _ours(strategy: str, pool: Pool, seed: int) -> Batch:
    return ours.prepared(strategy, {}, pool, COUNT, seed).call()


def _gradients(pool: Pool) -> Floats:
    """Return BADGE's gradients, built."""
    residuals = np.array(pool.probabilities)
    residuals[np.arange(len(residuals)), residuals.argmax(axis=1)] -= 1
    gradients: Floats = residuals[:, :, np.newaxis] * pool.embeddings[:, np.newaxis, :]
    return gradients.reshape(len(residuals), -1)


def _spread(gradients: Floats, rows: NDArray[np.intp]) -> float:
    """Return the mean squared distance of all gradients from the nearest chosen one."""
    norms = np.einsum("ij,ij->i", gradients, gradients)
    squared = norms[:, np.newaxis] + norms[rows] - 2 * (gradients @ gradients[rows].T)
    return float(np.maximum(squared, 0).min(axis=1).mean())


def _refuse(floor: str, strategy: str, what: str, gap: float, tolerance: float = TOLERANCE) -> None:
    if not gap <= tolerance:
        raise DisagreementError(f"{floor} and {strategy} differ in their {what} by {gap}")
