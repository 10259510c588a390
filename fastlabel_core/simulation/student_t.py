"""Student's t distribution, as far as an interval for a mean needs it."""

from __future__ import annotations

import math

BISECTIONS = 60


def t_quantile(degrees: int, confidence: float = 0.95) -> float:
    """Return the t that a variable of Student's distribution stays within, on both sides.

    Parameters
    ----------
    degrees : int
        Of freedom, at least 1.
    confidence : float, default 0.95
        The probability of ``-t`` to ``t``; above 0 and below 1.

    Raises
    ------
    ValueError
        If a number lies outside its range.
    """
    if not (degrees >= 1 and 0 < confidence < 1):
        raise ValueError(f"{degrees} degrees of freedom, confidence {confidence}")
    low, high = 0.0, math.pi / 2
    for _ in range(BISECTIONS):
        angle = (low + high) / 2
        if _probability_within(angle, degrees) < confidence:
            low = angle
        else:
            high = angle
    return math.sqrt(degrees) * math.tan((low + high) / 2)


def _probability_within(angle: float, degrees: int) -> float:
    """Return the probability of ``-t`` to ``t`` for ``t = sqrt(degrees) * tan(angle)``.

    A finite sum of powers of the cosine. Source: Abramowitz and Stegun, *Handbook of Mathematical
    Functions*, 1964, formulas 26.7.3 and 26.7.4.
    """
    is_odd = degrees % 2 == 1
    term = math.cos(angle) if is_odd else 1.0
    total = 0.0
    for power in range(3 if is_odd else 2, degrees + 1, 2):
        total += term
        term *= (power - 1) / power * math.cos(angle) ** 2
    if is_odd:
        return 2 / math.pi * (angle + math.sin(angle) * total)
    return math.sin(angle) * total
