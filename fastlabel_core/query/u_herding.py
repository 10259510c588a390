"""UHerding: the samples that together lie nearest to all those of which the model is unsure.

With few labels a calibrated model is unsure of everything, and the choice is that of MaxHerding;
with many the radius shrinks, and the choice becomes that of MarginSampling. Source: Bae, Oliveira
and Sutherland, *Uncertainty Herding: One Active Learning Method for All Label Budgets*, ICLR 2025,
arXiv:2412.20644. From there the objective, the uncertainty ``1 - (p1 - p2)`` of probabilities
scaled by a temperature, that this has the smallest expected calibration error, and that the radius
is the smallest distance between two labelled samples.

From the authors' code, github.com/BorealisAI/uherding: a distance of 0 is no such distance, and
without a label all samples count the same. Theirs trains another model on a part of the labels to
find the temperature on the rest; here it is found on the validation set, which the model has not
seen either.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from fastlabel_core.query.calibration import calibrating_temperature, scaled
from fastlabel_core.query.candidates import Candidates, Labelled
from fastlabel_core.query.distances import Floats
from fastlabel_core.query.gaussian_kernel import Directions, squared_distances
from fastlabel_core.query.herding import RADIUS, HerdingOptions, herd
from fastlabel_core.query.rows import Rows
from fastlabel_core.query.strategy import Need, Query, Strategy
from fastlabel_core.query.uncertainty import Probabilities, margin, scores_of

# Below it, rounding decides how far apart two embeddings of length 1 are: they count as one.
SAME = np.float32(2e-5)
ROWS_AT_ONCE = 1024


def select_by_uncertain_coverage(
    candidates: Candidates, count: int, options: HerdingOptions, generator: np.random.Generator
) -> Query:
    """Choose the samples by which the coverage of uncertain samples grows most."""
    labelled = candidates.labelled
    temperature = _temperature(labelled)

    def uncertainty(probabilities: Probabilities) -> Floats:
        return margin(scaled(probabilities, temperature))

    known = len(labelled) - candidates.chosen

    def weigh(numbers: NDArray[np.intp]) -> Floats:
        if known == 0:
            return np.ones(len(numbers), dtype=np.float32)
        return scores_of(candidates.probabilities.of(numbers), uncertainty)

    radius = smallest_distance(labelled.embeddings[:known])
    query = herd(candidates, count, options, generator, radius, weigh)
    return Query(
        query.indices, query.scores, (*_uncalibrated(labelled, known), *query.approximations)
    )


def smallest_distance(embeddings: Floats) -> float:
    """Return the smallest distance between two embeddings at length 1, those apart at all.

    It is the radius of MaxHerding where there are no two such.
    """
    directions = Directions.of(Rows(embeddings))
    smallest = np.float32(np.inf)
    for start in range(0, len(directions), ROWS_AT_ONCE):
        part = slice(start, start + ROWS_AT_ONCE)
        distances = squared_distances(directions[part], directions[: part.stop])
        apart = distances[distances > SAME]
        smallest = min(smallest, apart.min(initial=np.inf))
    return float(np.sqrt(smallest)) if np.isfinite(smallest) else RADIUS


def _temperature(labelled: Labelled) -> float:
    held_out = labelled.is_validation
    if not held_out.any():
        return 1.0
    return calibrating_temperature(labelled.probabilities[held_out], labelled.labels[held_out])


def _uncalibrated(labelled: Labelled, known: int) -> tuple[str, ...]:
    if known == 0 or labelled.is_validation.any():
        return ()
    return (
        "the temperature is 1, because there is no validation set to calibrate the probabilities "
        "on; a val_size above 0 makes one",
    )


U_HERDING = Strategy(
    name="UHerding",
    select=select_by_uncertain_coverage,
    needs=frozenset({Need.PROBABILITIES, Need.EMBEDDINGS}),
    options=HerdingOptions,
    aliases=("UncertaintyHerding",),
    formula="choose s where mean_x u(x) max(k(x, s) - max_t k(x, t), 0) is greatest, t the "
    "labelled and chosen samples, k(x, s) = exp(-|x - s|^2 / radius^2) on embeddings of length 1, "
    "radius the smallest distance between two labelled ones, u = 1 - (p1 - p2) of the "
    "probabilities at the temperature that calibrates them; the score is that mean before the "
    "first choice",
    source="Bae, Oliveira and Sutherland, ICLR 2025, arXiv:2412.20644",
    cost="that of MaxHerding, and the distances between all labelled samples",
)
