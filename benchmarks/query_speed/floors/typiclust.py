"""The floor of TypiClust as it was published, with every cluster's neighbours in full."""

from __future__ import annotations

import numpy as np

from benchmarks.query_speed.data import Floats, Pool
from benchmarks.query_speed.floors.k_means import k_means
from benchmarks.query_speed.floors.result import Found
from benchmarks.query_speed.floors.threads import on_threads

CLUSTERS = 500
SMALLEST_CLUSTER = 5
NEIGHBOURS = 20


def typiclust(pool: Pool, count: int, seed: int) -> Found:
    """Cluster all unit rows to the end, then compare all pairs inside each chosen cluster.

    What the paper computes, by the fewest inner products that k-means' iterations allow; those of
    the pairs are small beside them. Less work is another clustering, so it is no bound for
    strategies that cluster a part of the rows.
    """
    labelled = pool.labelled_embeddings
    rows = np.concatenate([labelled, pool.embeddings])
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    clusters = min(len(labelled) + count, CLUSTERS)
    _, labels = k_means(rows, clusters, np.random.default_rng(seed))
    sizes = np.bincount(labels[len(labelled) :], minlength=clusters)
    covered = np.bincount(labels[: len(labelled)], minlength=clusters)
    is_small = sizes + covered < SMALLEST_CLUSTER
    order = np.lexsort((-sizes, covered, is_small))
    order = order[sizes[order] > 0][:count]
    members = [np.flatnonzero(labels[len(labelled) :] == cluster) for cluster in order]
    picks = np.empty(len(order), dtype=np.intp)

    def work(chunk: slice) -> None:
        for number in range(chunk.start, chunk.stop):
            inside = members[number]
            picks[number] = inside[_most_typical(rows[len(labelled) + inside])]

    on_threads(work, len(order), 1)
    return Found(picks)


def _most_typical(rows: Floats) -> int:
    """Return the unit row with the smallest mean distance from its 20 nearest."""
    squared = np.maximum(2 - 2 * (rows @ rows.T), 0)
    nearest = min(NEIGHBOURS + 1, len(rows))
    closest = np.partition(squared, nearest - 1, axis=1)[:, :nearest]
    return int(np.sqrt(closest).sum(axis=1).argmin())
