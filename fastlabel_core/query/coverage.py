"""How well samples are covered by others, and what one more would add."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fastlabel_core.query.chunks import on_all_cores
from fastlabel_core.query.distances import Floats
from fastlabel_core.query.gaussian_kernel import Directions, gaussian_kernel
from fastlabel_core.query.matrix_product import matrix_product

# A block of the kernel has so many columns at most, and so many elements: 4 MiB.
BLOCK_COLUMNS = 2048
BLOCK_SIZE = 2**20
CHOICES_AT_ONCE = 1024

Gains = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Coverage:
    """How well references are covered.

    Parameters
    ----------
    references : Directions, m of them
        Where it is measured.
    weights : ndarray of float32, shape (m,)
        How much the coverage of each counts.
    cover : ndarray of float32, shape (m,)
        The kernel between each and the nearest covering sample; 0 if there is none.
    radius : float
        Of the kernel.
    """

    references: Directions
    weights: Floats
    cover: Floats
    radius: float

    @classmethod
    def by(
        cls, covering: Directions, references: Directions, weights: Floats, radius: float
    ) -> Coverage:
        """Return how well some samples cover the references."""
        cover = np.zeros(len(references), dtype=np.float32)
        for part, columns in _blocks(slice(0, len(references)), len(covering)):
            kernel = gaussian_kernel(references[part], covering[columns], radius)
            np.maximum(cover[part], kernel.max(axis=1), out=cover[part])
        return cls(references, weights, cover, radius)

    def of(self, numbers: NDArray[np.intp]) -> Coverage:
        """Return the coverage of some references, by their numbers."""
        return Coverage(
            self.references[numbers], self.weights[numbers], self.cover[numbers], self.radius
        )

    def gains(self, choices: Directions, limit: Floats | None = None, what: str = "") -> Gains:
        """Return what each of some samples would add to the coverage.

        Parameters
        ----------
        choices : Directions, n of them
            The samples.
        limit : ndarray of float32, shape (m,), optional
            How much the coverage of each reference may grow at most.
        what : str, optional
            What to report the progress of. None is reported by default.

        Returns
        -------
        ndarray of float64, shape (n,)
        """
        gains = np.zeros(len(choices), dtype=np.float64)

        def add_up(chunk: slice) -> None:
            for part, columns in _blocks(chunk, len(self.references)):
                growth = gaussian_kernel(choices[part], self.references[columns], self.radius)
                growth -= self.cover[columns]
                np.maximum(growth, 0, out=growth)
                if limit is not None:
                    np.minimum(growth, limit[columns], out=growth)
                gains[part] += matrix_product(growth, self.weights[columns])

        starts = range(0, len(choices), CHOICES_AT_ONCE)
        chunks = [slice(start, min(start + CHOICES_AT_ONCE, len(choices))) for start in starts]
        on_all_cores(add_up, chunks, len(choices), what)
        return gains

    def nearer_to(self, choice: Directions) -> tuple[NDArray[np.intp], Floats]:
        """Return the references that one sample covers better, and how well it covers them."""
        kernel = gaussian_kernel(choice, self.references, self.radius)[0]
        nearer = np.flatnonzero(kernel > self.cover)
        return nearer, kernel[nearer]


def _blocks(rows: slice, columns: int) -> Iterator[tuple[slice, slice]]:
    """Yield the blocks in which to go through rows of a matrix, as slices of rows and columns."""
    width = min(columns, BLOCK_COLUMNS)
    if width == 0:
        return
    height = max(1, BLOCK_SIZE // width)
    for top in range(rows.start, rows.stop, height):
        for left in range(0, columns, width):
            yield slice(top, min(top + height, rows.stop)), slice(left, min(left + width, columns))
