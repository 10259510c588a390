"""The floor of k-means picks: greedy k-means++, Lloyd's iterations, the nearest samples."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from benchmarks.query_speed.data import Floats, Pool
from benchmarks.query_speed.floors.result import Found
from benchmarks.query_speed.floors.threads import on_threads

CHUNK_ROWS = 2048
# scikit-learn's defaults.
ITERATIONS = 300
TOLERANCE = 1e-4
SEED_ROWS = 16_384


def k_means_picks(pool: Pool, count: int, seed: int) -> Found:
    """Cluster all rows to the end, then take the row nearest to each mean.

    Lloyd's result up to rounding, to scikit-learn's default tolerance, with as few inner products
    as its iterations allow: a row is compared with the means again only when
    Hamerly's bounds (SDM 2010) can't rule out that its nearest has changed, and sums follow the
    rows that moved.
    """
    embeddings = np.asarray(pool.embeddings)
    means, _ = k_means(embeddings, count, np.random.default_rng(seed))
    return Found(nearest_rows(embeddings, means))


def k_means(
    embeddings: Floats, count: int, generator: np.random.Generator
) -> tuple[Floats, NDArray[np.intp]]:
    """Return the means, shape (count, d), and the number of each row's."""
    norms = _norms(embeddings)
    means = embeddings[_seeds(embeddings, norms, count, generator)]
    variance = float(norms.mean() - np.square(embeddings.mean(axis=0, dtype=np.float64)).sum())
    tolerance = TOLERANCE * variance / embeddings.shape[1]
    labels = np.zeros(len(embeddings), dtype=np.intp)
    upper = np.empty(len(embeddings), dtype=np.float32)
    lower = np.empty(len(embeddings), dtype=np.float32)
    everything = np.arange(len(embeddings))
    _compare(embeddings, norms, means, everything, labels, upper, lower)
    sums = np.zeros((count, embeddings.shape[1]), dtype=np.float64)
    _add_moved(sums, embeddings, everything, None, labels)
    for _ in range(ITERATIONS):
        sizes = np.bincount(labels, minlength=count)
        moved_means = np.where(sizes[:, None] > 0, sums / np.maximum(sizes, 1)[:, None], means)
        moved_means = moved_means.astype(np.float32)
        shifts = np.linalg.norm(moved_means - means, axis=1)
        means = moved_means
        if np.square(shifts).sum() <= tolerance:
            break
        upper += shifts[labels]
        lower -= shifts.max()
        doubtful = np.flatnonzero(upper > lower)
        before = labels[doubtful]
        _compare(embeddings, norms, means, doubtful, labels, upper, lower)
        has_moved = labels[doubtful] != before
        if not has_moved.any():
            break
        _add_moved(sums, embeddings, doubtful[has_moved], before[has_moved], labels)
    return means, labels


def nearest_rows(embeddings: Floats, means: Floats) -> NDArray[np.intp]:
    """Return the row nearest to each mean, none of them twice."""
    nearness = np.empty((len(embeddings), len(means)), dtype=np.float32)
    half_norms = np.einsum("ij,ij->i", embeddings, embeddings) / 2

    def work(chunk: slice) -> None:
        np.matmul(embeddings[chunk], means.T, out=nearness[chunk])
        nearness[chunk] -= half_norms[chunk, None]

    on_threads(work, len(embeddings), CHUNK_ROWS)
    rows: list[int] = []
    for mean in range(len(means)):
        rows.append(int(nearness[:, mean].argmax()))
        nearness[rows[-1]] = -np.inf
    return np.array(rows)


def _norms(embeddings: Floats) -> Floats:
    norms = np.empty(len(embeddings), dtype=np.float32)

    def work(chunk: slice) -> None:
        np.einsum("ij,ij->i", embeddings[chunk], embeddings[chunk], out=norms[chunk])

    on_threads(work, len(embeddings), CHUNK_ROWS)
    return norms


def _compare(
    embeddings: Floats,
    norms: Floats,
    means: Floats,
    rows: NDArray[np.intp],
    labels: NDArray[np.intp],
    upper: Floats,
    lower: Floats,
) -> None:
    """Set the nearest mean of some rows, their distance from it, and that from the second."""
    factors = np.ascontiguousarray(-2 * means.T)
    mean_norms = np.einsum("ij,ij->i", means, means)
    is_all = len(rows) == len(embeddings)

    def work(chunk: slice) -> None:
        some = rows[chunk]
        products = (embeddings[chunk] if is_all else embeddings[some]) @ factors
        products += mean_norms
        places = np.arange(len(some))
        best = products.argmin(axis=1)
        first = products[places, best]
        products[places, best] = np.inf
        labels[some] = best
        upper[some] = np.sqrt(np.maximum(first + norms[some], 0))
        lower[some] = np.sqrt(np.maximum(products.min(axis=1) + norms[some], 0))

    on_threads(work, len(rows), CHUNK_ROWS)


def _add_moved(
    sums: NDArray[np.float64],
    embeddings: Floats,
    rows: NDArray[np.intp],
    before: NDArray[np.intp] | None,
    labels: NDArray[np.intp],
) -> None:
    """Add rows to the sums of the clusters that they are in, and take them from those before."""
    for start in range(0, len(rows), CHUNK_ROWS):
        some = rows[start : start + CHUNK_ROWS]
        places = np.arange(len(some))
        signs = np.zeros((len(some), len(sums)), dtype=np.float32)
        signs[places, labels[some]] = 1
        if before is not None:
            signs[places, before[start : start + CHUNK_ROWS]] -= 1
        sums += signs.T @ embeddings[some]


def _seeds(
    embeddings: Floats, norms: Floats, count: int, generator: np.random.Generator
) -> NDArray[np.intp]:
    """Return rows by greedy k-means++, scikit-learn's start: of a few drawn by D^2 the best.

    On a random part of the rows, so that it stays in the cache: the iterations after it see all.
    """
    part = generator.choice(len(embeddings), min(SEED_ROWS, len(embeddings)), replace=False)
    rows, part_norms = embeddings[part], norms[part]
    trials = 2 + int(np.log(count))
    first = int(generator.integers(len(part)))
    seeds = [first]
    closest = _squared(rows, part_norms, rows[first : first + 1])[:, 0]
    while len(seeds) < count:
        upper = np.cumsum(closest, dtype=np.float64)
        drawn = np.searchsorted(upper, generator.random(trials) * upper[-1], side="right")
        drawn = np.minimum(drawn, len(part) - 1)
        squared = np.minimum(_squared(rows, part_norms, rows[drawn]), closest[:, None])
        best = int(squared.sum(axis=0).argmin())
        seeds.append(int(drawn[best]))
        closest = np.ascontiguousarray(squared[:, best])
    return part[seeds]


def _squared(rows: Floats, norms: Floats, centres: Floats) -> Floats:
    squared = np.empty((len(rows), len(centres)), dtype=np.float32)
    factors = -2 * centres.T
    centre_norms = np.einsum("ij,ij->i", centres, centres)

    def work(chunk: slice) -> None:
        np.matmul(rows[chunk], factors, out=squared[chunk])
        squared[chunk] += norms[chunk, None]
        squared[chunk] += centre_norms

    on_threads(work, len(rows), CHUNK_ROWS)
    return np.maximum(squared, 0, out=squared)
