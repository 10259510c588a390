"""scikit-learn's k-means, and the sample nearest to each of its means."""

from __future__ import annotations

import numpy as np
from sklearn.cluster import KMeans
from sklearn.metrics import pairwise_distances_argmin

from benchmarks.query_speed.data import Pool
from benchmarks.query_speed.peers.call import Call


def k_means(pool: Pool, count: int, seed: int) -> Call:
    """Cluster with its defaults: greedy k-means++ and Lloyd's iterations, once."""
    embeddings = np.array(pool.embeddings)

    def picks() -> np.ndarray:
        means = KMeans(n_clusters=count, random_state=seed).fit(embeddings).cluster_centers_
        return np.asarray(pairwise_distances_argmin(means, embeddings))

    return picks
