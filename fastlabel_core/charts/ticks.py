"""Round numbers for an axis."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence


def round_ticks(low: float, high: float, *, most: int = 6, whole: bool = False) -> list[float]:
    """Return round numbers, evenly apart, that enclose a range.

    The step is 1, 2 or 5 times a power of ten: the smallest with which they are few enough.

    Parameters
    ----------
    low, high : float
        The range; `low` is at most `high`.
    most : int, default 6
        How many there may be, at least 3.
    whole : bool, default False
        Whole numbers only.
    """
    # Between floats that are nearly the same there is no room for ticks.
    if math.isclose(low, high):
        low, high = (low - 1, high + 1) if whole else _around(low)
    least = math.floor(math.log10((high - low) / most))
    steps = (
        (digit, exponent)
        for exponent in itertools.count(max(least, 0) if whole else least)
        for digit in (1, 2, 5)
    )
    enclosing = (_enclosing(low, high, *step) for step in steps)
    return next(ticks for ticks in enclosing if len(ticks) <= most)


def tick_labels(ticks: Sequence[float]) -> list[str]:
    """Return numbers with as many decimals as their steps need, and commas at thousands."""
    step = ticks[1] - ticks[0]
    decimals = max(0, -math.floor(math.log10(step) + 1e-9))
    return [f"{tick:,.{decimals}f}" for tick in ticks]


def _around(value: float) -> tuple[float, float]:
    margin = abs(value) / 10 or 1.0
    if 0 <= value <= 1:
        # It may be a share, of which there are none below and above.
        return max(0.0, value - margin), min(1.0, value + margin)
    return value - margin, value + margin


def _enclosing(low: float, high: float, digit: int, exponent: int) -> list[float]:
    step = digit * 10.0**exponent
    # A hair of tolerance, or 0.3 / 0.1 would ask for one more.
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [float(f"{count * digit}e{exponent}") for count in range(first, last + 1)]
