"""How typical a sample is: how close its nearest neighbours are."""

from __future__ import annotations

import numpy as np

from fastlabel_core.query.chunks import CACHE_BYTES
from fastlabel_core.query.distances import Floats, drop_rounding
from fastlabel_core.query.matrix_product import matrix_product
from fastlabel_core.query.rows import Rows

# So that a sample with copies has a finite typicality; as the authors of TypiClust do.
LEAST_DISTANCE = np.float32(1e-5)


def squared_distances(rows: Floats) -> Floats:
    """Return the squared distance of each row from each other, infinite from itself.

    Parameters
    ----------
    rows : ndarray of float32, shape (m, d)

    Returns
    -------
    ndarray of float32, shape (m, m)
    """
    norms = np.einsum("ij,ij->i", rows, rows)
    squared = matrix_product(rows, rows.T)
    squared *= np.float32(-2)
    scale = np.float32(2) * norms.max(initial=0)
    for chunk in Rows(squared).chunks(CACHE_BYTES):
        # Added in one go: else rounding would tell the distance of two rows from that back.
        squared[chunk] += norms + norms[chunk, np.newaxis]
        drop_rounding(squared[chunk], scale)
    np.fill_diagonal(squared, np.inf)
    return squared


def typicality(squared: Floats, neighbours: int) -> Floats:
    """Return the inverse mean distance of each row from its nearest neighbours, shape (m,).

    Equation 1 of Hacohen, Dekel and Weinshall, ICML 2022.

    Parameters
    ----------
    squared : ndarray of float32, shape (m, r)
        Squared distances from r other rows; infinite where a row isn't a neighbour.
    neighbours : int
        How many count; all that there are, if fewer. Without any, a row is not typical: 0.
    """
    neighbours = min(neighbours, squared.shape[1])
    values = np.zeros(len(squared), dtype=np.float32)
    if neighbours == 0:
        return values
    for chunk in Rows(squared).chunks(CACHE_BYTES):
        part = squared[chunk]
        if neighbours < part.shape[1]:
            part = np.partition(part, neighbours - 1, axis=1)[:, :neighbours]
        distance = np.sqrt(part).mean(axis=1)
        values[chunk] = np.float32(1) / (distance + LEAST_DISTANCE)
    return values
