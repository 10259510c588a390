"""Lengths of embeddings, and how far they lie apart."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from fastlabel_core.errors import PluginResultError
from fastlabel_core.query.chunks import CACHE_BYTES, on_all_cores
from fastlabel_core.query.matrix_product import matrix_product
from fastlabel_core.query.rows import Rows

Floats = NDArray[np.float32]
Indices = NDArray[np.intp]

# Of a matrix product, so that what is done with it finds it in the cache.
PRODUCT_BYTES = 8 * 2**20

# What rounding may leave of the squared distance between a sample and its copy, as a share of
# their squared lengths.
ROUNDING = np.float32(4e-6)


def squared_norms(rows: Rows) -> Floats:
    """Return the squared length of every row, shape (n,).

    Raises
    ------
    PluginResultError
        If a row holds NaN, an infinity, or numbers whose squares float32 can't hold; names it.
    """
    norms = np.empty(len(rows), dtype=np.float32)

    def measure(chunk: slice) -> None:
        part = rows[chunk]
        with np.errstate(over="ignore", invalid="ignore"):
            np.einsum("ij,ij->i", part, part, out=norms[chunk])

    on_all_cores(measure, rows.chunks(CACHE_BYTES), len(rows))
    unsound = np.flatnonzero(~np.isfinite(norms))
    if len(unsound):
        row = unsound[0] if rows.numbers is None else rows.numbers[unsound[0]]
        raise PluginResultError(
            f"{len(unsound)} embeddings hold NaN, infinity or too large numbers, the first of "
            f"them in row {row}; the model's predict gave them"
        )
    return norms


def mean_of(rows: Rows) -> Floats:
    """Return the mean of the rows, shape (d,).

    What depends on distances alone is the same when all rows are seen from their mean, but then
    rounding is a share of how far they lie apart, not of how far they lie from zero.

    Raises
    ------
    PluginResultError
        As `squared_norms` does.
    """

    def add_up(chunk: slice) -> Floats:
        with np.errstate(over="ignore", invalid="ignore"):
            total: Floats = rows[chunk].sum(axis=0)
        return total

    sums = np.array(on_all_cores(add_up, rows.chunks(), len(rows)), dtype=np.float64)
    if not np.isfinite(sums).all():
        squared_norms(rows)
    mean: Floats = (sums.sum(axis=0) / len(rows)).astype(np.float32)
    return mean


def inverse_norms(norms: Floats) -> Floats:
    """Return ``1 / length`` for every squared length; 0 for 0, so that a zero row stays zero."""
    inverse = np.zeros_like(norms)
    np.divide(np.float32(1), np.sqrt(norms), out=inverse, where=norms > 0)
    return inverse


def unit_length(rows: Rows) -> Rows:
    """Return the rows at length 1, scaled when they are read; a zero row stays zero."""
    return rows.scaled(inverse_norms(squared_norms(rows)))


def unit_rows(rows: Floats) -> Floats:
    """Return the rows at length 1; a zero row stays zero."""
    inverse = inverse_norms(np.einsum("ij,ij->i", rows, rows))
    return rows * inverse[:, np.newaxis]


def nearest(
    rows: Rows, norms: Floats, centres: Floats, what: str = "samples"
) -> tuple[NDArray[np.intp], Floats]:
    """Return which of some centres is the nearest to every row, and its squared distance.

    Worked out as ``|x|^2 - 2 max_c (x.c - |c|^2 / 2)``. What is no more than rounding counts as 0.

    Parameters
    ----------
    rows : Rows, shape (n, d)
    norms : ndarray of float32, shape (n,)
        The squared lengths of the rows.
    centres : ndarray of float32, shape (k, d)
        At least one.
    what : str, default "samples"
        What the rows are, for the progress; empty to report none.

    Returns
    -------
    numbers : ndarray of intp, shape (n,)
        Of two centres at the same distance the first.
    squared : ndarray of float32, shape (n,)
    """
    numbers = np.empty(len(rows), dtype=np.intp)
    squared = np.empty(len(rows), dtype=np.float32)
    transposed = np.ascontiguousarray(centres.T)
    centre_norms = np.einsum("ij,ij->i", centres, centres)
    half_norms = centre_norms / np.float32(2)

    def measure(chunk: slice) -> None:
        products = matrix_product(rows[chunk], transposed)
        products -= half_norms
        best = products.argmax(axis=1)
        numbers[chunk] = best
        highest = products[np.arange(len(best)), best]
        squared[chunk] = norms[chunk] - np.float32(2) * highest
        drop_rounding(squared[chunk], norms[chunk] + centre_norms[best])

    on_all_cores(measure, product_chunks(rows, len(centres)), len(rows), what)
    return numbers, squared


def product_chunks(rows: Rows, centres: int) -> Iterator[slice]:
    """Yield the slices in which to multiply rows with so many centres."""
    row_bytes = max(1, rows.shape[1]) * np.dtype(np.float32).itemsize
    share = row_bytes / max(row_bytes, centres * np.dtype(np.float32).itemsize)
    return rows.chunks(max(1, int(PRODUCT_BYTES * share)))


def drop_rounding(squared: Floats, scale: Floats | np.float32) -> None:
    """Set to 0, in place, squared distances that are no more than rounding."""
    squared[squared <= ROUNDING * scale] = 0
