"""The strategy VariationRatio: samples about whose label passes with dropout disagree most."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from fastlabel_core import Candidates, DropoutOptions, Need, Query, Strategy


class VariationRatioOptions(DropoutOptions):
    """What every strategy that looks at dropout has, and one option more."""

    least_sure_first: bool = Field(
        default=False,
        description="Of samples with the same ratio, choose the one of the lowest mean "
        "probability first, instead of one at random.",
    )


def variation_ratio(passes: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the share of the passes that don't give the commonest label, for each sample.

    `passes` are probabilities of shape (samples, passes, classes).
    """
    labels = passes.argmax(axis=2)
    votes = np.stack([(labels == label).sum(axis=1) for label in range(passes.shape[2])])
    ratio: NDArray[np.float32] = 1 - votes.max(axis=0) / np.float32(passes.shape[1])
    return ratio


def select_by_variation(
    candidates: Candidates,
    count: int,
    options: VariationRatioOptions,
    generator: np.random.Generator,
) -> Query:
    """Choose the samples of the highest variation ratio."""
    scores = np.empty(len(candidates), dtype=np.float32)
    among_ties = generator.random(len(candidates))
    for chunk in candidates.dropout.chunks():
        passes = candidates.dropout[chunk]
        scores[chunk] = variation_ratio(passes)
        if options.least_sure_first:
            among_ties[chunk] = -passes.mean(axis=1).max(axis=1)
    hardest_first = np.lexsort((among_ties, scores))[::-1]
    return Query(hardest_first[:count], scores)


VARIATION_RATIO = Strategy(
    name="VariationRatio",
    select=select_by_variation,
    needs=frozenset({Need.DROPOUT}),
    options=VariationRatioOptions,
    formula="score = 1 - f / T, where f of the T passes agree on the commonest label",
    source="Freeman, Elementary Applied Statistics, 1965; with dropout Gal, Islam and Ghahramani, "
    "ICML 2017",
    cost="one pass over the probabilities of all passes",
)
