"""Choosing, one after the other, the row that is farthest from all chosen ones, exactly and lazily.

A new centre can only bring rows closer, so a distance that was right once stays an upper bound.
Only the rows with the highest bounds are kept up to date: as long as the farthest of them is beyond
every other row's bound, it is the farthest of all.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from fastlabel_core.events import report_progress
from fastlabel_core.query.distances import Floats, nearest
from fastlabel_core.query.rows import Rows

# How many rows are kept up to date at first. Twice as many, whenever none of them is the farthest.
WORKING_ROWS = 4096


def farthest_first(
    rows: Rows, norms: Floats, squared: Floats, count: int
) -> tuple[NDArray[np.intp], Floats]:
    """Return the rows that are chosen, and their squared distances when they were.

    Parameters
    ----------
    rows : Rows, shape (n, d)
        To choose from.
    norms : ndarray of float32, shape (n,)
        Their squared lengths.
    squared : ndarray of float32, shape (n,)
        Their squared distances from the nearest centre that there is already.
    count : int
        How many to choose, at most n.

    Returns
    -------
    chosen : ndarray of intp, shape (count,)
        Of rows that are equally far, any.
    distances : ndarray of float32, shape (count,)
        Squared, never rising.
    """
    bounds = squared.copy()
    chosen = np.empty(count, dtype=np.intp)
    distances = np.empty(count, dtype=np.float32)
    centres = np.empty((count, rows.shape[1]), dtype=np.float32)
    done, size = 0, WORKING_ROWS
    while done < count:
        working, beyond = _highest(bounds, size)
        part, part_norms = Rows(rows[working]), norms[working]
        current = bounds[working]
        if done:
            current = _closer(current, part, part_norms, centres[:done])
        found = done
        while done < count and current.max() >= max(beyond, 0):
            best = current.argmax()
            chosen[done], distances[done] = working[best], current[best]
            centres[done] = part.array[best]
            current = _closer(current, part, part_norms, centres[done : done + 1])
            # Never again, also where nothing but copies of chosen rows is left.
            current[best] = -1
            done += 1
            report_progress("picks", done, count)
        bounds[working] = current
        size = WORKING_ROWS if done > found else 2 * size
    return chosen, distances


def _highest(bounds: Floats, size: int) -> tuple[NDArray[np.intp], float]:
    """Return the `size` rows with the highest bounds, ascending, and the highest bound beside."""
    if size >= len(bounds):
        return np.arange(len(bounds)), -np.inf
    order = np.argpartition(bounds, len(bounds) - size - 1)
    beside = len(bounds) - size - 1
    return np.sort(order[beside + 1 :]), float(bounds[order[beside]])


def _closer(squared: Floats, rows: Rows, norms: Floats, centres: Floats) -> Floats:
    _, to_centres = nearest(rows, norms, centres, what="")
    # A chosen row stays below all others.
    closer: Floats = np.minimum(squared, to_centres)
    return closer
