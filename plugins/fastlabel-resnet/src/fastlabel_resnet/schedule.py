"""The learning rate over the steps of a training, and when to stop."""

from __future__ import annotations

import math
from collections.abc import Sequence

_WARM_UP_SHARE = 0.1


def learning_rate(step: int, steps: int, highest: float, final_share: float) -> float:
    """Return the learning rate of `step`, counted from 0, out of `steps`.

    It rises linearly over the first tenth of the steps, and falls by half a cosine from `highest`
    to ``highest * final_share`` at the last.
    """
    warm_up = int(steps * _WARM_UP_SHARE)
    if step < warm_up:
        return highest * (step + 1) / (warm_up + 1)
    fallen = (step - warm_up) / max(1, steps - 1 - warm_up)
    return highest * (final_share + (1 - final_share) * (1 + math.cos(math.pi * fallen)) / 2)


def best_epoch(losses: Sequence[float], min_delta: float) -> int:
    """Return the epoch, counted from 1, whose loss none later lowers by more than `min_delta`."""
    best = 1
    for epoch, loss in enumerate(losses, start=1):
        if loss < losses[best - 1] - min_delta:
            best = epoch
    return best


def is_finished(losses: Sequence[float], epochs: int, patience: int, min_delta: float) -> bool:
    """Return whether a training that saw these losses ends here."""
    if len(losses) >= epochs:
        return True
    if not losses or patience == 0:
        return False
    return len(losses) - best_epoch(losses, min_delta) >= patience
