"""How alike two samples are: 1 for the same direction, towards 0 the farther apart."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fastlabel_core.query.chunks import CACHE_BYTES
from fastlabel_core.query.distances import Floats, unit_rows
from fastlabel_core.query.matrix_product import matrix_product
from fastlabel_core.query.rows import Rows


@dataclass(frozen=True, slots=True, eq=False)
class Directions:
    """Embeddings at length 1, or 0 for a zero row, and their squared lengths.

    Parameters
    ----------
    rows : ndarray of float32, shape (n, d)
        At length 1 or 0.
    squares : ndarray of float32, shape (n,)
        As float32 has them: their rounding is that of the products they are subtracted from.
    """

    rows: Floats
    squares: Floats

    @classmethod
    def of(cls, embeddings: Rows) -> Directions:
        """Return the directions of embeddings."""
        rows = np.empty(embeddings.shape, dtype=np.float32)
        squares = np.empty(len(rows), dtype=np.float32)
        for chunk in embeddings.chunks(CACHE_BYTES):
            rows[chunk] = unit_rows(embeddings[chunk])
            np.einsum("ij,ij->i", rows[chunk], rows[chunk], out=squares[chunk])
        return cls(rows, squares)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.rows)

    def __getitem__(self, chosen: slice | NDArray[np.intp]) -> Directions:
        """Return some of them."""
        return Directions(self.rows[chosen], self.squares[chosen])


def squared_distances(left: Directions, right: Directions) -> Floats:
    """Return ``||l - r||^2`` for all pairs, shape (i, j); the rounding error is some 1e-6."""
    distances = matrix_product(left.rows, right.rows.T)
    distances *= np.float32(-2)
    distances += left.squares[:, np.newaxis]
    distances += right.squares
    return np.maximum(distances, 0, out=distances)


def gaussian_kernel(left: Directions, right: Directions, radius: float) -> Floats:
    """Return ``exp(-||l - r||^2 / radius^2)`` for all pairs, shape (i, j)."""
    kernel = squared_distances(left, right)
    kernel *= np.float32(-1 / radius**2)
    return np.exp(kernel, out=kernel)
