"""An interval for a share that was counted in a random sample, exact for any size."""

from __future__ import annotations

import numpy as np

BISECTIONS = 60


def clopper_pearson(successes: int, trials: int, confidence: float = 0.95) -> tuple[float, float]:
    """Return an interval that covers the true share with at least this probability.

    Its ends are the shares at which as many successes, or more, and as many, or fewer, have a
    probability of ``(1 - confidence) / 2``. Source: Clopper and Pearson, *Biometrika*, 1934.

    Parameters
    ----------
    successes : int
        How many were counted, from 0 to `trials`.
    trials : int
        Among how many, at least 1.
    confidence : float, default 0.95
        Above 0 and below 1.

    Returns
    -------
    low, high : float
        0 and 1 at the most.

    Raises
    ------
    ValueError
        If a number lies outside its range.
    """
    if not (trials >= 1 and 0 <= successes <= trials and 0 < confidence < 1):
        raise ValueError(f"{successes} successes of {trials}, confidence {confidence}")
    tail = (1 - confidence) / 2
    low = 0.0 if successes == 0 else 1 - _upper(trials - successes, trials, tail)
    high = 1.0 if successes == trials else _upper(successes, trials, tail)
    return low, high


def _upper(successes: int, trials: int, tail: float) -> float:
    """Return the share at which at most so many successes have the probability `tail`."""
    counts = np.arange(successes + 1)
    steps = np.log((trials - counts[:-1]) / (counts[:-1] + 1))
    choices = np.concatenate([[0.0], np.cumsum(steps)])
    low, high = 0.0, 1.0
    for _ in range(BISECTIONS):
        share = (low + high) / 2
        logarithms = choices + counts * np.log(share) + (trials - counts) * np.log1p(-share)
        if np.exp(logarithms).sum() > tail:
            low = share
        else:
            high = share
    return (low + high) / 2
