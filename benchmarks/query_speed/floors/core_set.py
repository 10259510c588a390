"""The floor of core-set selection."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from benchmarks.query_speed.data import Floats, Pool
from benchmarks.query_speed.floors.result import Found
from benchmarks.query_speed.floors.threads import on_threads

CHUNK_ROWS = 768
FARTHEST = 4096


def k_center_greedy(pool: Pool, count: int, _seed: int) -> Found:
    """One matrix product against the labelled rows, then picks among the farthest few thousand.

    A score for every row is its distance from the nearest labelled one, which takes every inner
    product of the two, and BLAS is the fastest way to those. The picks after it take next to
    nothing: a distance can only shrink, so a row below the farthest of those kept up to date can't
    be the next, and the others wait. The scores of the others are left as they were before the
    picks.
    """
    squared = squared_to_nearest(pool.embeddings, pool.labelled_embeddings)
    waiting = squared.copy()
    kept = _farthest(waiting)
    rows, distances = pool.embeddings[kept], squared[kept]
    chosen: list[int] = []
    for _ in range(count):
        while distances.max() < waiting.max():
            more = _farthest(waiting)
            more_rows = pool.embeddings[more]
            to_chosen = _squared(more_rows, pool.embeddings[chosen]).min(axis=1)
            kept, rows = np.concatenate([kept, more]), np.concatenate([rows, more_rows])
            distances = np.concatenate([distances, np.minimum(squared[more], to_chosen)])
        farthest = int(distances.argmax())
        chosen.append(int(kept[farthest]))
        squared[chosen[-1]] = distances[farthest]
        np.minimum(distances, _squared(rows, rows[farthest][None])[:, 0], out=distances)
        distances[farthest] = -np.inf
    return Found(np.array(chosen), np.sqrt(np.maximum(squared, 0)))


def _farthest(waiting: Floats) -> NDArray[np.intp]:
    """Return the farthest of the rows that wait, which wait no more."""
    count = min(FARTHEST, len(waiting))
    rows = np.argpartition(waiting, len(waiting) - count)[len(waiting) - count :]
    waiting[rows] = -np.inf
    return rows


def _squared(rows: Floats, centres: Floats) -> Floats:
    squared: Floats = np.float32(-2) * (rows @ centres.T)
    squared += np.einsum("ij,ij->i", rows, rows)[:, None]
    squared += np.einsum("ij,ij->i", centres, centres)
    return squared


def squared_to_nearest(embeddings: Floats, centres: Floats) -> Floats:
    """Return the squared distance of every row from the nearest centre."""
    factors = np.ascontiguousarray(np.float32(-2) * centres.T)
    centre_norms = np.einsum("ij,ij->i", centres, centres)
    squared = np.empty(len(embeddings), dtype=np.float32)

    def work(chunk: slice) -> None:
        part = np.asarray(embeddings[chunk])
        products = part @ factors
        products += centre_norms
        np.add(products.min(axis=1), np.einsum("ij,ij->i", part, part), out=squared[chunk])

    on_threads(work, len(embeddings), CHUNK_ROWS)
    return squared
