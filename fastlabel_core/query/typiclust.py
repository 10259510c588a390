"""TypiClust: the most typical sample of each cluster that has no label yet.

Hacohen, Dekel and Weinshall, "Active learning on a budget: opposite strategies suit high and low
budgets", ICML 2022, algorithm 1, with the constants of its appendix.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from fastlabel_core.query.candidates import Candidates
from fastlabel_core.query.chunks import on_all_cores
from fastlabel_core.query.distances import Floats, Indices, inverse_norms, squared_norms
from fastlabel_core.query.kmeans import Clustering, cluster
from fastlabel_core.query.options import StrategyOptions
from fastlabel_core.query.rows import Rows
from fastlabel_core.query.stacked import Stacked
from fastlabel_core.query.strategy import Need, Query, Strategy
from fastlabel_core.query.typicality import squared_distances, typicality

# In a larger cluster, only those nearest to its centre are compared with each other.
CORE_ROWS = 2048


class TypiClustOptions(StrategyOptions):
    """Options of TypiClust."""

    neighbours: int = Field(
        default=20, ge=1, description="How many nearest neighbours a sample's typicality counts."
    )
    max_clusters: int = Field(default=500, ge=1, description="How many clusters at most.")


def select_typical(
    candidates: Candidates, count: int, options: TypiClustOptions, generator: np.random.Generator
) -> Query:
    """Choose the most typical sample of the clusters with the fewest labels, the largest first.

    There are as many clusters as labels and choices together, up to `max_clusters`. The score of a
    sample is its typicality if its cluster has its turn, else 0.
    """
    labelled = candidates.labelled.embeddings
    norms = [squared_norms(Rows(labelled)), squared_norms(candidates.embeddings)]
    scales = inverse_norms(np.concatenate(norms))
    rows = Rows(Stacked(labelled, candidates.embeddings)).scaled(scales)
    clusters = min(len(labelled) + count, options.max_clusters)
    clustering = cluster(rows, clusters, generator)
    turns = _turns(clustering.members, len(labelled), clusters, count)
    own_rows = _rows_by_cluster(clustering, len(labelled))
    asked, counts = np.unique(turns, return_counts=True)
    cores = [
        own_rows[number][: max(CORE_ROWS, wanted)]
        for number, wanted in zip(asked, counts, strict=True)
    ]

    def choose(turn: slice) -> tuple[Floats, Indices]:
        return most_typical(rows[cores[turn.start]], counts[turn.start], options.neighbours)

    scores = np.zeros(len(candidates), dtype=np.float32)
    chosen = np.empty(count, dtype=np.intp)
    one_by_one = [slice(place, place + 1) for place in range(len(asked))]
    typical = on_all_cores(choose, one_by_one, len(asked), "clusters")
    for number, core, (values, picks) in zip(asked, cores, typical, strict=True):
        scores[core - len(labelled)] = values
        chosen[turns == number] = core[picks] - len(labelled)
    cut = sum(len(core) < len(own_rows[number]) for number, core in zip(asked, cores, strict=True))
    approximations = clustering.approximations
    if cut:
        approximations += (
            f"typicality in {cut} of {len(asked)} clusters is that of the {CORE_ROWS:,} samples "
            "nearest to the centre, among each other; the others have score 0",
        )
    return Query(chosen, scores, approximations)


def most_typical(rows: Floats, count: int, neighbours: int) -> tuple[Floats, Indices]:
    """Return the typicality of each row of a cluster, and the most typical rows.

    A row that is chosen is no neighbour any more when the next is. In a small cluster, half of its
    rows count as neighbours.

    Parameters
    ----------
    rows : ndarray of float32, shape (m, d)
    count : int
        How many to choose, at most m.
    neighbours : int
        How many nearest neighbours count.
    """
    squared = squared_distances(rows)
    values = typicality(squared, _neighbours(len(rows), neighbours))
    chosen = np.array([values.argmax()])
    if count == 1:
        return values, chosen
    # A row has one neighbour fewer for each that is chosen, so no others than these ever count.
    kept = min(neighbours + count, len(rows))
    nearest_rows = np.argpartition(squared, kept - 1, axis=1)[:, :kept]
    for number in range(1, count):
        squared[:, chosen[-1]] = np.inf
        nearest = np.take_along_axis(squared, nearest_rows, axis=1)
        current = typicality(nearest, _neighbours(len(rows) - number, neighbours))
        current[chosen] = -1
        chosen = np.append(chosen, current.argmax())
    return values, chosen


def _neighbours(rows: int, wanted: int) -> int:
    """Return how many neighbours count in a cluster: half of its rows, if it is small."""
    return min(wanted, max(1, rows // 2))


def _turns(members: NDArray[np.intp], labelled: int, clusters: int, count: int) -> NDArray[np.intp]:
    """Return which cluster's turn it is, `count` times.

    The authors leave clusters of fewer than 5 samples out. As the largest come first, those are
    asked about only when all larger ones have a label; to ask there a second time instead loses
    accuracy in small pools.

    Parameters
    ----------
    members : ndarray of intp, shape (labelled + n,)
        The cluster of each labelled sample, then of each candidate.
    labelled, clusters : int
        How many there are.
    count : int
        At most n.
    """
    labels = np.bincount(members[:labelled], minlength=clusters)
    sizes = np.bincount(members, minlength=clusters)
    order = np.lexsort((-sizes, labels))
    unlabelled = (sizes - labels)[order]
    turns = [order[unlabelled > turn] for turn in range(min(count, int(unlabelled.max())))]
    return np.concatenate(turns)[:count]


def _rows_by_cluster(clustering: Clustering, labelled: int) -> list[NDArray[np.intp]]:
    """Return the rows of each cluster that are not labelled, the nearest to its centre first."""
    members, squared = clustering.members[labelled:], clustering.squared[labelled:]
    sizes = np.bincount(members, minlength=len(clustering.centres))
    order = np.lexsort((squared, members)) + labelled
    return np.split(order, np.cumsum(sizes)[:-1])


TYPICLUST = Strategy(
    name="TypiClust",
    select=select_typical,
    needs=frozenset({Need.EMBEDDINGS}),
    options=TypiClustOptions,
    formula=(
        "k-means on unit embeddings; for each cluster, those with the fewest labels and then the "
        "largest first: choose the largest inverse mean distance to the nearest neighbours"
    ),
    source="Hacohen, Dekel and Weinshall, ICML 2022, algorithm 1",
    cost="some ten matrix products of the pool, or of 131,072 of its samples, with the centres; "
    "distances inside the clusters that are asked about",
)
