"""Floors of the strategies that look at each sample's probabilities alone.

Every probability must be read once and every score written once; what differs is how NumPy gets
through short rows, so each measure has several ways, and the fastest counts.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from benchmarks.query_speed.data import Floats, Pool
from benchmarks.query_speed.floors.highest import highest
from benchmarks.query_speed.floors.result import Found
from benchmarks.query_speed.floors.threads import on_threads

# A chunk of a megabyte fits a core's cache together with what is made of it.
CHUNK_NUMBERS = 2**18


def least_confidence_of_columns(pool: Pool, count: int, _seed: int) -> Found:
    """Transpose in the cache, then one comparison of whole columns a class."""

    def score(part: Floats, scores: Floats) -> None:
        np.subtract(1, np.ascontiguousarray(part.T).max(axis=0), out=scores)

    return _scored(pool.probabilities, score, count)


def least_confidence_of_rows(pool: Pool, count: int, _seed: int) -> Found:
    """One call along the rows, which is the best where rows are long."""

    def score(part: Floats, scores: Floats) -> None:
        np.subtract(1, part.max(axis=1), out=scores)

    return _scored(pool.probabilities, score, count)


def margin_of_columns(pool: Pool, count: int, _seed: int) -> Found:
    """Transpose in the cache, then three comparisons a class; sorting takes more."""

    def score(part: Floats, scores: Floats) -> None:
        columns = np.ascontiguousarray(part.T)
        first = np.maximum(columns[0], columns[1])
        second = np.minimum(columns[0], columns[1])
        lower = np.empty_like(first)
        for column in columns[2:]:
            np.minimum(first, column, out=lower)
            np.maximum(second, lower, out=second)
            np.maximum(first, column, out=first)
        np.subtract(first, second, out=first)
        np.subtract(1, first, out=scores)

    return _scored(pool.probabilities, score, count)


def margin_of_rows(pool: Pool, count: int, _seed: int) -> Found:
    """Find the highest, strike it out of a copy, find the highest again."""

    def score(part: Floats, scores: Floats) -> None:
        others = part.copy()
        rows = np.arange(len(others))
        best = others.argmax(axis=1)
        first = others[rows, best]
        others[rows, best] = -1
        np.subtract(1, first - others.max(axis=1), out=scores)

    return _scored(pool.probabilities, score, count)


def margin_of_pairs(pool: Pool, count: int, _seed: int) -> Found:
    """Halve the rows by comparing pairs, so that what is searched and copied is half as long."""

    def score(part: Floats, scores: Floats) -> None:
        half = part.shape[1] // 2
        higher = np.maximum(part[:, :half], part[:, half : 2 * half])
        rows = np.arange(len(part))
        best = higher.argmax(axis=1)
        first = higher[rows, best]
        higher[rows, best] = np.minimum(part[rows, best], part[rows, best + half])
        second = higher.max(axis=1)
        for column in part[:, 2 * half :].T:
            second = np.maximum(second, np.minimum(first, column))
            first = np.maximum(first, column)
        np.subtract(1, first - second, out=scores)

    return _scored(pool.probabilities, score, count)


def entropy_by_einsum(pool: Pool, count: int, _seed: int) -> Found:
    """Take one logarithm a probability, which is most of the time, then one product."""

    def score(part: Floats, scores: Floats) -> None:
        np.einsum("ij,ij->i", part, _logarithms(part), out=scores)
        scores *= _scale(part)

    return _scored(pool.probabilities, score, count)


def entropy_by_product(pool: Pool, count: int, _seed: int) -> Found:
    """Add the classes up by a matrix product, which is faster along short rows."""

    def score(part: Floats, scores: Floats) -> None:
        products = _logarithms(part)
        products *= part
        np.matmul(products, np.full(part.shape[1], _scale(part)), out=scores)

    return _scored(pool.probabilities, score, count)


def _scale(part: Floats) -> np.float32:
    return np.float32(-1 / np.log(part.shape[1]))


def _logarithms(part: Floats) -> Floats:
    """Return the logarithms, or 0 for 0; looking for zeros by the lowest takes one pass."""
    if part.min() > 0:
        return np.log(part)
    return np.log(np.maximum(part, np.finfo(np.float32).tiny))


def _scored(
    rows: NDArray[np.float32], score: Callable[[Floats, Floats], None], count: int
) -> Found:
    scores = np.empty(len(rows), dtype=np.float32)

    def work(chunk: slice) -> None:
        score(np.asarray(rows[chunk]), scores[chunk])

    on_threads(work, len(rows), max(1, CHUNK_NUMBERS // rows.shape[1]))
    return Found(highest(scores, count), scores)
