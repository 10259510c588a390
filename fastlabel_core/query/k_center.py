"""Core-set: the samples that are farthest from all labelled and chosen ones.

Algorithm 1, *k-center-greedy*, of Sener and Savarese, "Active learning for convolutional neural
networks: a core-set approach", ICLR 2018.
"""

from __future__ import annotations

import numpy as np

from fastlabel_core.query.candidates import Candidates
from fastlabel_core.query.distances import mean_of, nearest, squared_norms
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
    mean = mean_of(candidates.embeddings)
    embeddings = candidates.embeddings.seen_from(mean)
    norms = squared_norms(embeddings)
    if len(candidates.labelled):
        squared_norms(Rows(candidates.labelled.embeddings))
        first = np.empty(0, dtype=np.intp)
        labelled = candidates.labelled.embeddings - mean
    else:
        first = np.array([norms.argmin()])
        labelled = embeddings[first]
    _, squared = nearest(embeddings, norms, labelled)
    # It is chosen already.
    squared[first] = -1
    others, distances = farthest_first(embeddings, norms, squared, count - len(first))
    chosen = np.concatenate([first, others])
    _, to_chosen = nearest(embeddings, norms, embeddings[chosen])
    scores = np.minimum(squared, to_chosen)
    scores[others] = distances
    scores[first] = scores.max(initial=0)
    return Query(chosen, np.sqrt(scores))


K_CENTER_GREEDY = Strategy(
    name="KCenterGreedy",
    select=select_k_center,
    needs=frozenset({Need.EMBEDDINGS}),
    aliases=("CoreSet",),
    formula="repeat: choose argmax_x min_s ||x - s|| over the labelled and chosen samples s",
    source="Sener and Savarese, ICLR 2018, algorithm 1",
    cost="a matrix product of the pool with the labelled and with the chosen samples",
)
