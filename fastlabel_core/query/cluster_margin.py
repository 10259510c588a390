"""ClusterMargin: samples of small margin, each from another cluster, small clusters first.

Source: Citovsky et al., *Batch Active Learning at Scale*, NeurIPS 2021, arXiv:2107.14263: cluster
the whole pool by average linkage (algorithm 1), take the samples of the smallest margin, ten times
as many as are wanted, sort their clusters by how many of these each holds, and go round the
clusters, the smallest first, drawing one at random from each until there are enough (algorithm 2).

The paper cuts the clustering at a given distance. Distances between embeddings have no common
scale, so here the cut is made where as many clusters are left as give each ten rows on average;
`distance` cuts as the paper does. Clusters of one size come in random order.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from fastlabel_core.query.average_linkage import average_linkage
from fastlabel_core.query.candidates import Candidates
from fastlabel_core.query.distances import Floats, squared_norms
from fastlabel_core.query.options import StrategyOptions
from fastlabel_core.query.ranking import hardest
from fastlabel_core.query.strategy import Need, Query, Strategy
from fastlabel_core.query.uncertainty import margin, scores_of

# Clustering needs 4 bytes for each pair of rows: 400 MB.
MOST_ROWS = 10_000


class ClusterMarginOptions(StrategyOptions):
    """The options of ClusterMargin."""

    pool_per_choice: int = Field(
        default=10,
        ge=1,
        description="Choose among so many samples of the smallest margin for each hard example.",
    )
    cluster_size: float = Field(
        default=10.0, ge=1, description="How many samples a cluster has on average."
    )
    distance: float | None = Field(
        default=None,
        gt=0,
        description="Merge clusters whose embeddings lie so close on average, instead of aiming "
        "for a size.",
    )


def select_by_cluster(
    candidates: Candidates,
    count: int,
    options: ClusterMarginOptions,
    generator: np.random.Generator,
) -> Query:
    """Choose samples of small margin, going round their clusters."""
    embeddings, total = candidates.embeddings, len(candidates)
    squared_norms(embeddings)
    scores = scores_of(candidates.probabilities, margin)
    wanted = min(total, options.pool_per_choice * count)
    unsure = np.sort(hardest(scores, wanted, generator))
    if total <= MOST_ROWS:
        clusters = average_linkage_clusters(embeddings[:], options)[unsure]
        parts = 1
    else:
        parts = -(-wanted // MOST_ROWS)
        clusters = _cluster_parts(embeddings[unsure], parts, options, generator)
    places = round_robin(clusters, count, generator)
    return Query(unsure[places], scores, tuple(_approximations(total, wanted, parts)))


def average_linkage_clusters(embeddings: Floats, options: ClusterMarginOptions) -> NDArray[np.intp]:
    """Return the cluster number of each embedding, shape (n,)."""
    merges = average_linkage(embeddings)
    if options.distance is not None:
        return merges.up_to(options.distance)
    return merges.until_left(int(np.ceil(len(embeddings) / options.cluster_size)))


def round_robin(
    clusters: NDArray[np.intp], count: int, generator: np.random.Generator
) -> NDArray[np.intp]:
    """Return places in the order in which they are drawn.

    Parameters
    ----------
    clusters : ndarray of intp, shape (n,)
        The cluster at each place.
    count : int
        How many to draw: one from every cluster in turn, the smallest first, as long as it has any.
    generator : Generator
        Draws in each cluster, and puts clusters of one size in order.
    """
    _, numbers, sizes = np.unique(clusters, return_inverse=True, return_counts=True)
    by_size = np.lexsort((generator.permutation(len(sizes)), sizes))
    rank_of_cluster = np.empty_like(by_size)
    rank_of_cluster[by_size] = np.arange(len(sizes))
    rank = rank_of_cluster[numbers]
    shuffled = generator.permutation(len(clusters))
    grouped = shuffled[np.argsort(rank[shuffled], kind="stable")]
    starts = np.cumsum(sizes[by_size]) - sizes[by_size]
    turn = np.arange(len(clusters)) - starts[rank[grouped]]
    return grouped[np.lexsort((rank[grouped], turn))][:count]


def _cluster_parts(
    embeddings: Floats, parts: int, options: ClusterMarginOptions, generator: np.random.Generator
) -> NDArray[np.intp]:
    """Cluster equal random parts one by one; no two parts share a cluster number."""
    clusters = np.empty(len(embeddings), dtype=np.intp)
    found = 0
    for part in np.array_split(generator.permutation(len(embeddings)), parts):
        clusters[part] = found + average_linkage_clusters(embeddings[part], options)
        found = clusters[part].max() + 1
    return clusters


def _approximations(total: int, wanted: int, parts: int) -> Iterator[str]:
    if total > MOST_ROWS:
        yield (
            f"only the {wanted:,} samples of the smallest margin were clustered, not all {total:,}"
        )
    if parts > 1:
        yield f"they were clustered in {parts:,} parts, drawn at random, each by itself"


CLUSTER_MARGIN = Strategy(
    name="ClusterMargin",
    select=select_by_cluster,
    needs=frozenset({Need.PROBABILITIES, Need.EMBEDDINGS}),
    options=ClusterMarginOptions,
    formula="the pool_per_choice * count samples of the smallest p1 - p2, in clusters of "
    "average linkage; one at random from each cluster in turn, the smallest first; the score is "
    "1 - (p1 - p2)",
    source="Citovsky et al., NeurIPS 2021, arXiv:2107.14263",
    cost="one pass over the probabilities and the embeddings; then the square of the "
    "samples that are clustered, in time and in memory: at most 400 MB",
)
