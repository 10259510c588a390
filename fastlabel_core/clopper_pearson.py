"""An interval for a share that was counted in a random sample, exact for any size."""

from __future__ import annotations

import numpy as np

# The probability that is left out at either end.
TAIL = 0.025
BISECTIONS = 60


def clopper_pearson(successes: int, trials: int) -> tuple[float, float]:
    """Return an interval that covers the true share with a probability of at least 95 %.

    Its ends are the shares at which as many successes or more, and as many or fewer, have a
    probability of 2.5 %. Source: Clopper and Pearson, *Biometrika*, 1934.

    Parameters
    ----------
    successes : int
        How many were counted, from 0 to `trials`.
    trials : int
        Among how many, at least 1.

    Returns
    -------
    low, high : float
        From 0 to 1; 0 if there was no success, 1 if there was nothing else.

    Raises
    ------
    ValueError
        If a number lies outside its range.
    """
    if not (trials >= 1 and 0 <= successes <= trials):
        raise ValueError(f"{successes} successes in {trials} trials")
    low = 0.0 if successes == 0 else 1 - _upper(trials - successes, trials)
    high = 1.0 if successes == trials else _upper(successes, trials)
    return low, high


def _upper(successes: int, trials: int) -> float:
    """Return the share at which at most so many successes have the probability of a tail."""
    counts = np.arange(successes + 1)
    steps = np.log((trials - counts[:-1]) / (counts[:-1] + 1))
    choices = np.concatenate([[0.0], np.cumsum(steps)])
    low, high = 0.0, 1.0
    for _ in range(BISECTIONS):
        share = (low + high) / 2
        logarithms = choices + counts * np.log(share) + (trials - counts) * np.log1p(-share)
        if np.exp(logarithms).sum() > TAIL:
            low = share
        else:
            high = share
    return (low + high) / 2
