"""Lower bounds in NumPy: the least work that gives a strategy's result, as fast as we can do it."""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType

from benchmarks.query_speed.data import Pool
from benchmarks.query_speed.floors.badge import badge_by_passes, badge_by_rejection
from benchmarks.query_speed.floors.core_set import k_center_greedy
from benchmarks.query_speed.floors.dropout import bald_by_einsum, bald_by_product
from benchmarks.query_speed.floors.k_means import k_means_picks
from benchmarks.query_speed.floors.result import Found
from benchmarks.query_speed.floors.typiclust import typiclust
from benchmarks.query_speed.floors.uncertainty import (
    entropy_by_einsum,
    entropy_by_product,
    least_confidence_of_columns,
    least_confidence_of_rows,
    margin_of_columns,
    margin_of_pairs,
    margin_of_rows,
)

__all__ = ["FLOORS", "Floor", "Found"]

Floor = Callable[[Pool, int, int], Found]

FLOORS: MappingProxyType[str, Floor] = MappingProxyType(
    {
        floor.__name__: floor
        for floor in (
            badge_by_passes,
            badge_by_rejection,
            bald_by_einsum,
            bald_by_product,
            entropy_by_einsum,
            entropy_by_product,
            k_center_greedy,
            k_means_picks,
            least_confidence_of_columns,
            least_confidence_of_rows,
            margin_of_columns,
            margin_of_pairs,
            margin_of_rows,
            typiclust,
        )
    }
)
