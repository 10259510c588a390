"""Keeping samples that are nearly the same out of one batch."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from fastlabel_core.query.chunks import on_all_cores
from fastlabel_core.query.distances import Floats, product_chunks, unit_rows
from fastlabel_core.query.matrix_product import matrix_product
from fastlabel_core.query.rows import Rows

# So that a sample and its copy, whose cosine rounding leaves below 1, count as the same.
ROUNDING = np.float32(1e-5)


def unlike_earlier(embeddings: Floats, earlier: Floats, similarity: float) -> NDArray[np.bool_]:
    """Tell for each row whether it is unlike all of `earlier` and all kept rows before it.

    Parameters
    ----------
    embeddings : ndarray of float32, shape (k, d)
        The hardest first.
    earlier : ndarray of float32, shape (j, d)
        Chosen already.
    similarity : float
        The cosine from which two rows are near-duplicates. Two zero rows always are.

    Returns
    -------
    ndarray of bool, shape (k,)
    """
    unit = unit_rows(embeddings)
    is_kept: NDArray[np.bool_] = ~_any_alike(unit, unit_rows(earlier), similarity)
    is_like: NDArray[np.bool_] = _are_alike(unit, unit, similarity)
    for row in range(1, len(unit)):
        is_kept[row] &= not (is_like[row, :row] & is_kept[:row]).any()
    return is_kept


def unlike_any(rows: Rows, chosen: Floats, similarity: float) -> NDArray[np.bool_]:
    """Tell for each of `rows`, shape (n, d), whether it is unlike all of `chosen`, shape (k, d)."""
    unit = unit_rows(chosen)
    is_unlike = np.ones(len(rows), dtype=np.bool_)

    def compare(chunk: slice) -> None:
        is_unlike[chunk] = ~_any_alike(unit_rows(rows[chunk]), unit, similarity)

    on_all_cores(compare, product_chunks(rows, len(chosen)), len(rows))
    return is_unlike


def _any_alike(left: Floats, right: Floats, similarity: float) -> NDArray[np.bool_]:
    alike: NDArray[np.bool_] = np.any(_are_alike(left, right, similarity), axis=1)
    return alike


def _are_alike(left: Floats, right: Floats, similarity: float) -> NDArray[np.bool_]:
    is_close = matrix_product(left, right.T) >= np.float32(similarity) - ROUNDING
    are_zero = ~(np.any(left, axis=1, keepdims=True) | np.any(right, axis=1))
    alike: NDArray[np.bool_] = is_close | are_zero
    return alike
