"""MaxHerding: the samples that together lie nearest to all others.

Needs no trained model, only embeddings, and is made for the first labels of all. Source: Bae, Noh
and Sutherland, *Generalized Coverage for More Robust Low-Budget Active Learning*, ECCV 2024,
arXiv:2407.12212. From there the objective, and the Gaussian kernel on embeddings at length 1. From
the authors' code, github.com/BorealisAI/uherding, that the kernel has no 2 in its denominator:
``exp(-(distance / radius)^2)``. The paper's radius is 1, chosen for pictures; here it is larger.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from fastlabel_core.query.candidates import Candidates
from fastlabel_core.query.distances import Floats
from fastlabel_core.query.herding import RADIUS, HerdingOptions, herd
from fastlabel_core.query.strategy import Need, Query, Strategy


class MaxHerdingOptions(HerdingOptions):
    """The options of MaxHerding."""

    radius: float = Field(
        default=RADIUS,
        ge=0.01,
        le=100,
        description="How far a sample covers others: at this distance between embeddings of "
        "length 1, which is at most 2, the coverage has fallen from 1 to 0.37. The paper's is 1.",
    )


def select_by_coverage(
    candidates: Candidates,
    count: int,
    options: MaxHerdingOptions,
    generator: np.random.Generator,
) -> Query:
    """Choose the samples by which the mean coverage of the pool grows most."""

    def weigh(numbers: NDArray[np.intp]) -> Floats:
        return np.ones(len(numbers), dtype=np.float32)

    return herd(candidates, count, options, generator, options.radius, weigh)


MAX_HERDING = Strategy(
    name="MaxHerding",
    select=select_by_coverage,
    needs=frozenset({Need.EMBEDDINGS}),
    options=MaxHerdingOptions,
    formula="choose s where mean_x max(k(x, s) - max_t k(x, t), 0) is greatest, t the labelled and "
    "chosen samples, k(x, s) = exp(-|x - s|^2 / radius^2) on embeddings of length 1; the score is "
    "that mean before the first choice",
    source="Bae, Noh and Sutherland, ECCV 2024, arXiv:2407.12212",
    cost="one pass over the embeddings; then references times candidates, and less than that "
    "again for each tenfold of the hard examples",
)
