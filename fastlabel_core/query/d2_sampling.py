"""Drawing rows in proportion to their squared distance from all drawn ones, exactly and lazily.

This is the seeding of k-means++ (Arthur and Vassilvitskii, SODA 2007). Done to the letter it goes
through all rows after every draw. But a new centre can only bring rows closer, so a squared
distance that was right once stays an upper bound: a row drawn in proportion to such bounds, and
kept with the probability of its true squared distance over its bound, is drawn in proportion to its
true one. Only the rows that are drawn are ever measured; where too many are turned down, all bounds
are brought up to date.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from fastlabel_core.events import report_progress
from fastlabel_core.query.distances import Floats, Indices

# Takes rows and centres by their numbers; returns each row's squared distance from the nearest of
# the centres.
Measure: TypeAlias = Callable[[Indices, Indices], Floats]

TRIALS = 16
# Measuring a row by itself takes some hundred times as long as when all are measured.
ROWS_PER_TRIAL = 100


def draw_apart(
    first: int, count: int, rows: int, measure: Measure, generator: np.random.Generator
) -> Indices:
    """Draw rows without replacement, each in proportion to its squared distance from those before.

    Where every row coincides with a drawn one, the rest is drawn evenly.

    Parameters
    ----------
    first : int
        The row that is taken to begin with.
    count : int
        How many in all, from 1 to `rows`.
    rows : int
        How many there are.
    measure : callable
        Returns squared distances.
    generator : Generator
        Draws.

    Returns
    -------
    ndarray of intp, shape (count,)
        In the order in which they were drawn.
    """
    chosen = np.empty(count, dtype=np.intp)
    chosen[0] = first
    everything = np.arange(rows)
    bounds = np.full(rows, np.inf, dtype=np.float32)
    done, measured = 1, 0
    while done < count:
        np.minimum(bounds, measure(everything, chosen[measured:done]), out=bounds)
        measured = done
        bounds[chosen[:done]] = 0
        cumulative = np.cumsum(bounds, dtype=np.float64)
        if cumulative[-1] == 0:
            rest = np.setdiff1d(everything, chosen[:done])
            chosen[done:] = generator.choice(rest, count - done, replace=False)
            break
        trials, patience = 0, max(TRIALS, rows // ROWS_PER_TRIAL)
        while done < count and trials < patience:
            drawn = draw_in_proportion(cumulative, TRIALS, generator)
            trials += len(drawn)
            kept = _first_kept(drawn, bounds, chosen[:done], measured, measure, generator)
            if kept is not None:
                chosen[done] = kept
                done += 1
                report_progress("picks", done, count)
    return chosen


def draw_in_proportion(
    cumulative: NDArray[np.float64], count: int, generator: np.random.Generator
) -> Indices:
    """Draw rows, some maybe several times, in proportion to weights whose running sum is given."""
    places = generator.random(count) * cumulative[-1]
    drawn: Indices = np.searchsorted(cumulative, places, side="right")
    return drawn


def _first_kept(
    drawn: Indices,
    bounds: Floats,
    chosen: Indices,
    measured: int,
    measure: Measure,
    generator: np.random.Generator,
) -> int | None:
    """Return the first of the drawn rows that is kept, or None if all are turned down."""
    squared = bounds[drawn]
    if measured < len(chosen):
        squared = np.minimum(squared, measure(drawn, chosen[measured:]))
    squared[np.isin(drawn, chosen)] = 0
    # A draw from an even distribution is below 1, so a distance of 0 is never kept.
    is_kept = generator.random(len(drawn)) * bounds[drawn] < squared
    return int(drawn[is_kept.argmax()]) if is_kept.any() else None
