"""BADGE: samples on whose labels the model's gradients would be large and unlike.

Ash et al., "Deep batch active learning by diverse, uncertain gradient lower bounds", ICLR 2020,
algorithm 1.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fastlabel_core.query.candidates import Candidates
from fastlabel_core.query.chunks import on_all_cores
from fastlabel_core.query.d2_sampling import draw_apart
from fastlabel_core.query.distances import (
    Floats,
    Indices,
    drop_rounding,
    product_chunks,
    squared_norms,
)
from fastlabel_core.query.matrix_product import matrix_product
from fastlabel_core.query.options import StrategyOptions
from fastlabel_core.query.ranking import hardest
from fastlabel_core.query.rows import Rows
from fastlabel_core.query.strategy import Need, Query, Strategy


@dataclass(frozen=True, slots=True, eq=False)
class Gradients:
    """The gradients of the last layer, if every sample's predicted class were its label.

    That of a sample is the outer product of its residual ``q = p - e_argmax(p)`` and its embedding
    h. It is never built: the inner product of two of them is ``(q_x . q_y) (h_x . h_y)``.

    Parameters
    ----------
    embeddings : Rows, shape (n, d)
    probabilities : Rows, shape (n, C)
    norms : ndarray of float32, shape (n,)
        The squared lengths of the gradients.
    """

    embeddings: Rows
    probabilities: Rows
    norms: Floats

    def squared_distances(self, rows: Indices, centres: Indices) -> Floats:
        """Return the squared distance of each row's gradient from the nearest of the centres'."""
        embeddings, probabilities = self.embeddings.of(rows), self.probabilities.of(rows)
        centre_embeddings = self.embeddings[centres].T
        centre_residuals = residuals_of(self.probabilities[centres]).T
        half_norms = self.norms[centres] / np.float32(2)
        squared = self.norms[rows]

        def measure(chunk: slice) -> None:
            products = matrix_product(embeddings[chunk], centre_embeddings)
            products *= matrix_product(residuals_of(probabilities[chunk]), centre_residuals)
            products -= half_norms
            best = products.argmax(axis=1)
            scale = squared[chunk] + self.norms[centres[best]]
            squared[chunk] -= np.float32(2) * products[np.arange(len(best)), best]
            drop_rounding(squared[chunk], scale)

        width = max(len(centres), probabilities.shape[1])
        what = "samples" if len(rows) == len(self.norms) else ""
        on_all_cores(measure, product_chunks(embeddings, width), len(rows), what)
        return squared


def select_badge(
    candidates: Candidates, count: int, _options: StrategyOptions, generator: np.random.Generator
) -> Query:
    """Choose the sample of the largest gradient, then draw by the squared distance of gradients.

    The score of a sample is the length of its gradient.
    """
    norms = squared_norms(candidates.embeddings)
    for chunk in candidates.probabilities.chunks():
        residuals = residuals_of(candidates.probabilities[chunk])
        norms[chunk] *= np.einsum("ij,ij->i", residuals, residuals)
    gradients = Gradients(candidates.embeddings, candidates.probabilities, norms)
    largest = int(hardest(norms, 1, generator)[0])
    chosen = draw_apart(largest, count, len(norms), gradients.squared_distances, generator)
    return Query(chosen, np.sqrt(norms))


def residuals_of(probabilities: Floats) -> Floats:
    """Return ``p - e_argmax(p)`` for each row: the gradient with respect to the logits."""
    residuals = probabilities.copy()
    residuals[np.arange(len(residuals)), residuals.argmax(axis=1)] -= np.float32(1)
    return residuals


BADGE = Strategy(
    name="BADGE",
    select=select_badge,
    needs=frozenset({Need.PROBABILITIES, Need.EMBEDDINGS}),
    formula=(
        "g = (p - e_argmax(p)) outer h; choose the largest ||g||, then draw in proportion to the "
        "squared distance of g from the nearest chosen one"
    ),
    source="Ash et al., ICLR 2020, algorithm 1; seeding of Arthur and Vassilvitskii, SODA 2007",
    cost="two passes over the embeddings, and a few rows a draw",
)
