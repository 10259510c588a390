"""A pool in the plane, small enough to be drawn whole, with what makes choosing difficult.

Two large classes overlap, a third is small and dense, and far from all others lies a handful of
samples of which none has a label.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

WIDTH, HEIGHT = 8.0, 6.0


@dataclass(frozen=True, slots=True)
class Group:
    """Samples around a point: their class, how many, where, how far spread, how many labelled."""

    label: int
    count: int
    centre: tuple[float, float]
    spread: tuple[float, float]
    labelled: int


GROUPS = (
    Group(0, 130, (2.3, 3.9), (0.80, 0.75), 4),
    Group(1, 110, (4.5, 3.8), (0.85, 0.85), 3),
    Group(2, 45, (3.4, 1.5), (0.55, 0.33), 2),
    Group(2, 15, (7.1, 0.9), (0.22, 0.22), 0),
)


@dataclass(frozen=True, slots=True, eq=False)
class Samples:
    """Points of shape (n, 2), and their classes."""

    points: NDArray[np.float64]
    labels: NDArray[np.intp]


def draw_samples(seed: int) -> tuple[Samples, Samples]:
    """Return the pool and the labelled samples."""
    generator = np.random.default_rng(seed)
    pool, labelled = [], []
    for group in GROUPS:
        points = generator.normal(group.centre, group.spread, (group.count, 2))
        points = np.clip(points, 0.25, (WIDTH - 0.25, HEIGHT - 0.25))
        labelled.append(_samples(points[: group.labelled], group.label))
        pool.append(_samples(points[group.labelled :], group.label))
    return _joined(pool), _joined(labelled)


def _samples(points: NDArray[np.float64], label: int) -> Samples:
    return Samples(points, np.full(len(points), label))


def _joined(parts: list[Samples]) -> Samples:
    return Samples(
        np.concatenate([part.points for part in parts]),
        np.concatenate([part.labels for part in parts]),
    )
