"""Floors of BALD: a logarithm of every probability of every pass, and one of every mean.

The logarithms are most of the time, and no formula of mutual information does without them.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from benchmarks.query_speed.data import Floats, Pool
from benchmarks.query_speed.floors.highest import highest
from benchmarks.query_speed.floors.result import Found
from benchmarks.query_speed.floors.threads import on_threads

CHUNK_NUMBERS = 2**19


def bald_by_product(pool: Pool, count: int, _seed: int) -> Found:
    """Average the passes by a product with a matrix of equal shares, which BLAS does in passing."""
    passes, classes = pool.dropout.shape[1:]
    shares = np.tile(np.eye(classes, dtype=np.float32), (passes, 1)) / np.float32(passes)
    return _bald(pool, count, lambda part: part @ shares)


def bald_by_einsum(pool: Pool, count: int, _seed: int) -> Found:
    """Average the passes by einsum, which needs no product."""
    passes, classes = pool.dropout.shape[1:]

    def mean(part: Floats) -> Floats:
        total: Floats = np.einsum("itc->ic", part.reshape(-1, passes, classes))
        total /= np.float32(passes)
        return total

    return _bald(pool, count, mean)


def _bald(pool: Pool, count: int, mean: Callable[[Floats], Floats]) -> Found:
    rows, passes, classes = pool.dropout.shape
    scores = np.empty(rows, dtype=np.float32)
    scale = np.float32(1 / np.log(classes))

    def work(chunk: slice) -> None:
        part = np.asarray(pool.dropout[chunk]).reshape(-1, passes * classes)
        information = _negative_entropy(part) / np.float32(passes) - _negative_entropy(mean(part))
        np.multiply(information, scale, out=scores[chunk])

    on_threads(work, rows, max(1, CHUNK_NUMBERS // (passes * classes)))
    return Found(highest(scores, count), scores)


def _negative_entropy(part: Floats) -> Floats:
    logarithms = np.maximum(part, np.finfo(np.float32).tiny)
    np.log(logarithms, out=logarithms)
    total: Floats = np.einsum("ij,ij->i", part, logarithms)
    return total
