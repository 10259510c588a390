"""k-means among the uncertain samples, where the more uncertain weigh more."""

from __future__ import annotations

import numpy as np
from pydantic import Field

from fastlabel_core.query.candidates import Candidates
from fastlabel_core.query.kmeans import cluster
from fastlabel_core.query.options import StrategyOptions
from fastlabel_core.query.ranking import hardest
from fastlabel_core.query.representatives import representatives
from fastlabel_core.query.strategy import Need, Query, Strategy
from fastlabel_core.query.uncertainty import margin, scores_of


class WeightedKMeansOptions(StrategyOptions):
    """Options of WeightedKMeans."""

    beta: int = Field(
        default=50,
        ge=1,
        description="Cluster so many samples for each that is chosen, the most uncertain ones.",
    )


def select_by_weighted_kmeans(
    candidates: Candidates,
    count: int,
    options: WeightedKMeansOptions,
    generator: np.random.Generator,
) -> Query:
    """Choose the sample nearest to each of `count` centres of the most uncertain samples.

    The score of a sample is its margin uncertainty.
    """
    uncertainty = scores_of(candidates.probabilities, margin)
    kept = np.sort(hardest(uncertainty, options.beta * count, generator))
    clustering = cluster(candidates.embeddings.of(kept), count, generator, uncertainty[kept])
    chosen = kept[representatives(clustering, count)]
    return Query(chosen, uncertainty, clustering.approximations)


WEIGHTED_K_MEANS = Strategy(
    name="WeightedKMeans",
    select=select_by_weighted_kmeans,
    needs=frozenset({Need.PROBABILITIES, Need.EMBEDDINGS}),
    options=WeightedKMeansOptions,
    formula=(
        "k-means, each sample weighted by 1 - (p1 - p2), on the beta * count samples of the "
        "largest weight; choose argmin_x ||x - c|| for each centre c"
    ),
    source="Zhdanov, arXiv:1901.05954, 2019, section 3.2",
    cost="one pass over the probabilities; k-means on beta samples for each that is chosen",
)
