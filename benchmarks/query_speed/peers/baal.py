"""baal: ``heuristic.get_ranks(predictions)``."""

from __future__ import annotations

import numpy as np

from benchmarks.query_speed.data import Pool
from benchmarks.query_speed.peers.call import Call


def uncertainty(pool: Pool, count: int, _seed: int, heuristic: str) -> Call:
    """Choose by least confidence, margin or entropy."""
    from baal.active import heuristics

    probabilities = np.array(pool.probabilities)
    ranks = getattr(heuristics, heuristic)().get_ranks
    return lambda: ranks(probabilities)[0][:count]


def bald(pool: Pool, count: int, _seed: int) -> Call:
    """Choose by mutual information; the passes stand last, as it wants them."""
    from baal.active.heuristics import BALD

    dropout = np.ascontiguousarray(pool.dropout.transpose(0, 2, 1))
    return lambda: BALD().get_ranks(dropout)[0][:count]
