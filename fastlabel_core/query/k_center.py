"""Core-set: the samples that are farthest from all labelled and chosen ones.

Algorithm 1, *k-center-greedy*, of Sener and Savarese, "Active learning for convolutional neural
networks: a core-set approach", ICLR 2018.
"""

from __future__ import annotations

import numpy as np

from fastlabel_core.query.candidates import Candidates
from fastlabel_core.query.distances import Floats, nearest, squared_norms
from fastlabel_core.query.farthest_first import farthest_first
from fastlabel_core.query.options import StrategyOptions
from fastlabel_core.query.rows import Rows
from fastlabel_core.query.strategy import Need, Query, Strategy


def select_k_center(
    candidates: Candidates, count: int, _options: StrategyOptions, _generator: np.random.Generator
) -> Query:
    """Choose, one after the other, the sample farthest from all labelled and chosen ones.

    Without a labelled sample the first is the one closest to the mean of all, as hard as the
    second. The score of a chosen sample is its distance when it was chosen, that of another its
    distance in the end.
    """
    embeddings = candidates.embeddings
    norms = squared_norms(embeddings)
    labelled = candidates.labelled.embeddings
    if len(labelled):
        return _query(embeddings, norms, labelled, count)
    _, to_mean = nearest(embeddings, norms, _mean(embeddings)[np.newaxis])
    central = int(to_mean.argmin())
    query = _query(embeddings, norms, embeddings[central : central + 1], count)
    others = query.indices[query.indices != central][: count - 1]
    query.scores[central] = query.scores.max()
    return Query(np.concatenate([[central], others]), query.scores)


def _query(embeddings: Rows, norms: Floats, centres: Floats, count: int) -> Query:
    _, squared = nearest(embeddings, norms, centres)
    chosen, distances = farthest_first(embeddings, norms, squared, count)
    _, to_chosen = nearest(embeddings, norms, embeddings[chosen])
    scores = np.minimum(squared, to_chosen)
    scores[chosen] = distances
    return Query(chosen, np.sqrt(scores))


def _mean(rows: Rows) -> Floats:
    total = np.zeros(rows.shape[1], dtype=np.float64)
    for chunk in rows.chunks():
        total += rows[chunk].sum(axis=0, dtype=np.float64)
    mean: Floats = (total / len(rows)).astype(np.float32)
    return mean


K_CENTER_GREEDY = Strategy(
    name="KCenterGreedy",
    select=select_k_center,
    needs=frozenset({Need.EMBEDDINGS}),
    aliases=("CoreSet",),
    formula="repeat: choose argmax_x min_s ||x - s|| over the labelled and chosen samples s",
    source="Sener and Savarese, ICLR 2018, algorithm 1",
    cost="a matrix product of the pool with the labelled and with the chosen samples",
)
