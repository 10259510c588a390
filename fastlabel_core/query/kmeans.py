"""k-means: centres, and which samples lie around each.

Greedy k-means++ seeding (Arthur and Vassilvitskii, SODA 2007, section 5) and Lloyd's iterations on
a random part of the rows, then Lloyd's iterations on all that are fitted, by matrix products in
float32.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fastlabel_core.events import report_progress
from fastlabel_core.query.chunks import on_all_cores
from fastlabel_core.query.d2_sampling import draw_in_proportion
from fastlabel_core.query.distances import (
    PRODUCT_BYTES,
    Floats,
    Indices,
    mean_of,
    nearest,
    squared_norms,
)
from fastlabel_core.query.matrix_product import matrix_product
from fastlabel_core.query.rows import Rows

# Centres are fitted to so many rows at most; of more, to a random part.
FITTED_ROWS = 131_072
# Seeds are drawn from a part of those: so many rows, or so many times the number of centres.
SEED_ROWS = 4096
SEED_ROWS_PER_CENTRE = 8
# Until an iteration lowers the mean squared distance by no more than this share of it.
TOLERANCE = 3e-4
ITERATIONS = 100


@dataclass(frozen=True, slots=True, eq=False)
class Clustering:
    """Rows around centres.

    Parameters
    ----------
    centres : ndarray of float32, shape (k, d)
    members : ndarray of intp, shape (n,)
        The number of each row's nearest centre.
    squared : ndarray of float32, shape (n,)
        Its squared distance from it.
    fitted : int
        To how many of the rows the centres were fitted.
    """

    centres: Floats
    members: NDArray[np.intp]
    squared: Floats
    fitted: int

    @property
    def approximations(self) -> tuple[str, ...]:
        """What was not computed to the letter, a sentence each."""
        rows = len(self.members)
        if self.fitted == rows:
            return ()
        return (
            f"the {len(self.centres):,} centres of k-means were fitted to {self.fitted:,} random "
            f"samples of {rows:,}",
        )


def cluster(
    rows: Rows, count: int, generator: np.random.Generator, weights: Floats | None = None
) -> Clustering:
    """Find centres, each the weighted mean of the rows that are closer to it than to the others.

    Parameters
    ----------
    rows : Rows, shape (n, d)
        At least one.
    count : int
        How many centres, from 1 to n. Some may coincide if rows do.
    generator : Generator
        Draws seeds.
    weights : ndarray of float32, shape (n,), optional
        0 or more. The same for all by default.

    Returns
    -------
    Clustering
    """
    mean = mean_of(rows)
    rows = rows.seen_from(mean)
    norms = squared_norms(rows)
    if weights is None or not weights.any():
        weights = np.ones(len(rows), dtype=np.float32)
    fitted = _random_part(len(rows), max(FITTED_ROWS, count), generator)
    seeding = fitted[_random_part(len(fitted), _seed_rows(count), generator)]
    part = rows.of(seeding)[:]
    centres = _seeds(part, weights[seeding], count, generator)
    centres, members, squared = _fit(Rows(part), norms[seeding], weights[seeding], centres)
    if len(seeding) < len(fitted):
        part_rows = rows if len(fitted) == len(rows) else Rows(rows.of(fitted)[:])
        centres, members, squared = _fit(part_rows, norms[fitted], weights[fitted], centres)
    if len(fitted) < len(rows):
        members, squared = nearest(rows, norms, centres)
    return Clustering(centres + mean, members, squared, len(fitted))


def _random_part(rows: int, size: int, generator: np.random.Generator) -> NDArray[np.intp]:
    """Return the numbers of `size` rows in ascending order; of all if there are no more."""
    if size >= rows:
        return np.arange(rows)
    return np.sort(generator.choice(rows, size, replace=False))


def _seed_rows(count: int) -> int:
    return max(SEED_ROWS, SEED_ROWS_PER_CENTRE * count)


def _seeds(rows: Floats, weights: Floats, count: int, generator: np.random.Generator) -> Floats:
    """Choose rows to start from: of a few drawn by squared distance, always the best."""
    norms = np.einsum("ij,ij->i", rows, rows)
    trials = 2 + int(np.log(count))
    chosen = np.empty(count, dtype=np.intp)
    closest = np.ones(len(rows), dtype=np.float32)
    for number in range(count):
        drawn = _draw(weights * closest, trials if number else 1, generator)
        squared = matrix_product(rows, rows[drawn].T)
        squared *= np.float32(-2)
        squared += norms[:, np.newaxis]
        squared += norms[drawn]
        np.maximum(squared, 0, out=squared)
        if number:
            np.minimum(squared, closest[:, np.newaxis], out=squared)
        best = matrix_product(weights, squared).argmin()
        chosen[number], closest = drawn[best], squared[:, best].copy()
        closest[drawn[best]] = 0
        report_progress("seeds", number + 1, count)
    return rows[chosen]


def _draw(weights: Floats, count: int, generator: np.random.Generator) -> NDArray[np.intp]:
    """Draw rows in proportion to their weights; evenly if all are 0."""
    cumulative = np.cumsum(weights, dtype=np.float64)
    if cumulative[-1] == 0:
        return generator.integers(len(weights), size=count)
    return draw_in_proportion(cumulative, count, generator)


def _fit(
    rows: Rows, norms: Floats, weights: Floats, centres: Floats
) -> tuple[Floats, Indices, Floats]:
    """Move centres to the means of their rows until that makes little difference.

    Returns
    -------
    centres : ndarray of float32, shape (k, d)
    members, squared : ndarray, shape (n,)
        The nearest of them to each row, and its squared distance.
    """
    sums = np.zeros(centres.shape, dtype=np.float64)
    members = np.full(len(rows), -1, dtype=np.intp)
    before = np.inf
    for iteration in range(ITERATIONS):
        report_progress("iterations", iteration)
        earlier = members
        members, squared = nearest(rows, norms, centres, what="")
        total = float(matrix_product(weights, squared))
        if before - total <= TOLERANCE * total:
            return centres, members, squared
        before = total
        changed = np.flatnonzero(members != earlier)
        moved, moved_weights = rows.of(changed), weights[changed]
        sums += _sums(moved, moved_weights, members[changed], len(centres))
        if iteration:
            sums -= _sums(moved, moved_weights, earlier[changed], len(centres))
        centres = _means(sums, np.bincount(members, weights, minlength=len(centres)), centres)
    return centres, *nearest(rows, norms, centres)


def _sums(rows: Rows, weights: Floats, members: Indices, centres: int) -> NDArray[np.float64]:
    """Return the weighted sum of each centre's rows, shape (centres, d)."""
    sums = np.zeros((centres, rows.shape[1]), dtype=np.float64)

    def add_up(chunk: slice) -> tuple[Indices, Floats]:
        order = np.argsort(members[chunk], kind="stable")
        ordered = members[chunk][order]
        starts = np.flatnonzero(np.diff(ordered, prepend=-1))
        weighted = rows[chunk][order]
        weighted *= weights[chunk][order][:, np.newaxis]
        return ordered[starts], np.add.reduceat(weighted, starts, axis=0)

    for present, part in on_all_cores(add_up, rows.chunks(PRODUCT_BYTES), len(rows), what=""):
        sums[present] += part
    return sums


def _means(sums: NDArray[np.float64], totals: NDArray[Any], centres: Floats) -> Floats:
    """Return the mean of each centre's rows; a centre without any stays where it is."""
    means = centres.copy()
    has_rows = totals > 0
    means[has_rows] = sums[has_rows] / totals[has_rows, np.newaxis]
    return means
