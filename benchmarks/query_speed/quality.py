"""How good picks are, measured alike for everybody after the clock has stopped."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from benchmarks.query_speed.data import Floats, Pool

CHUNK_ROWS = 8192
NEIGHBOURS = 20


def typicality(pool: Pool, picks: NDArray[np.intp]) -> float:
    """Return the mean typicality of the picks: ``1 / mean distance`` to the 20 nearest of the pool.

    The rows are brought to length 1; a pick is no neighbour of its own.
    """
    picked = _unit_rows(pool.embeddings[picks])
    nearest = np.full((len(picks), NEIGHBOURS + 1), np.inf, dtype=np.float32)
    for start in range(0, len(pool.embeddings), CHUNK_ROWS):
        part = _unit_rows(pool.embeddings[start : start + CHUNK_ROWS])
        squared = np.concatenate([nearest, 2 - 2 * (picked @ part.T)], axis=1)
        nearest = np.partition(squared, NEIGHBOURS, axis=1)[:, : NEIGHBOURS + 1]
    others = np.sort(nearest, axis=1)[:, 1:]
    return float((1 / np.sqrt(np.maximum(others, 0)).mean(axis=1)).mean())


def squared_distance_from_means(pool: Pool, picks: NDArray[np.intp]) -> float:
    """Return the mean squared distance of all rows from the nearest of the clusters' means.

    The clusters are what is nearest to each pick.
    """
    means = np.zeros((len(picks), pool.embeddings.shape[1]), dtype=np.float64)
    sizes = np.zeros(len(picks), dtype=np.intp)
    centres = pool.embeddings[picks]
    for part, labels, _ in _nearest(pool.embeddings, centres):
        signs = labels[:, np.newaxis] == np.arange(len(picks))
        means += signs.astype(np.float32).T @ part
        sizes += np.bincount(labels, minlength=len(picks))
    means /= np.maximum(sizes, 1)[:, np.newaxis]
    totals = [
        squared.sum(dtype=np.float64)
        for _, _, squared in _nearest(pool.embeddings, means.astype(np.float32))
    ]
    return float(sum(totals) / len(pool.embeddings))


QUALITIES: MappingProxyType[str, Callable[[Pool, NDArray[np.intp]], float]] = MappingProxyType(
    {
        "typicality": typicality,
        "squared distance from means": squared_distance_from_means,
    }
)


def _unit_rows(rows: Floats) -> Floats:
    unit: Floats = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return unit


def _nearest(
    embeddings: Floats, centres: Floats
) -> Iterator[tuple[Floats, NDArray[np.intp], Floats]]:
    """Yield some rows, the number of each one's nearest centre, and its squared distance."""
    norms = np.einsum("ij,ij->i", centres, centres)
    for start in range(0, len(embeddings), CHUNK_ROWS):
        part = np.asarray(embeddings[start : start + CHUNK_ROWS])
        products = norms - 2 * (part @ centres.T)
        squared = products.min(axis=1) + np.einsum("ij,ij->i", part, part)
        yield part, products.argmin(axis=1), squared
