"""The samples in the middle of as many clusters."""

from __future__ import annotations

import numpy as np

from fastlabel_core.query.candidates import Candidates
from fastlabel_core.query.kmeans import cluster
from fastlabel_core.query.options import StrategyOptions
from fastlabel_core.query.representatives import representatives
from fastlabel_core.query.strategy import Need, Query, Strategy


def select_by_kmeans(
    candidates: Candidates, count: int, _options: StrategyOptions, generator: np.random.Generator
) -> Query:
    """Choose the sample nearest to each of `count` centres, that of the largest cluster first.

    The score of a sample is ``1 / (1 + distance from its centre)``.
    """
    clustering = cluster(candidates.embeddings, count, generator)
    scores = np.float32(1) / (np.float32(1) + np.sqrt(clustering.squared))
    return Query(representatives(clustering, count), scores, clustering.approximations)


K_MEANS_SAMPLING = Strategy(
    name="KMeansSampling",
    select=select_by_kmeans,
    needs=frozenset({Need.EMBEDDINGS}),
    formula="k-means with a centre for each choice; choose argmin_x ||x - c|| for each centre c",
    source="Lloyd 1982; Arthur and Vassilvitskii, SODA 2007; as a query: Zhdanov 2019, section 3.1",
    cost="some ten matrix products of the pool, or of 131,072 of its samples, with the centres",
)
