"""What a learning curve says: accuracies, its area, and the labels that it takes to an accuracy."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np


def accuracies_with(
    budgets: Sequence[int], labels: Sequence[int], accuracies: Sequence[float]
) -> list[float]:
    """Return what a curve, drawn as straight lines, comes to with some numbers of labels.

    Parameters
    ----------
    budgets : sequence of int
        The numbers of labels, from the first to the last of `labels`.
    labels : sequence of int, ascending, length n >= 1
    accuracies : sequence of float, length n
    """
    return [float(each) for each in np.interp(budgets, labels, accuracies)]


def area_under(labels: Sequence[float], accuracies: Sequence[float]) -> float:
    """Return the area under a curve by the trapezoidal rule, divided by the span of its labels.

    So it is the mean accuracy over the labels spent, from 0 to 1. A curve of one point has no span;
    its area is the accuracy there, to which the mean over a shrinking span tends.

    Parameters
    ----------
    labels : sequence of float, ascending, length n >= 1
    accuracies : sequence of float, length n
    """
    points = list(zip(labels, accuracies, strict=True))
    if len(points) == 1:
        return accuracies[0]
    area = sum(
        (after - before) * (accuracy + next_accuracy) / 2
        for (before, accuracy), (after, next_accuracy) in pairwise(points)
    )
    return area / (labels[-1] - labels[0])


def labels_to_reach(
    accuracy: float, labels: Sequence[float], accuracies: Sequence[float]
) -> float | None:
    """Return the fewest labels at which a curve, drawn as straight lines, has an accuracy.

    Parameters
    ----------
    accuracy : float
        The one to reach.
    labels : sequence of float, ascending, length n >= 1
    accuracies : sequence of float, length n

    Returns
    -------
    float or None
        The first of `labels` if the curve begins there or above; None if it never gets there.
    """
    points = list(zip(labels, accuracies, strict=True))
    if accuracies[0] >= accuracy:
        return labels[0]
    for (before, lower), (after, higher) in pairwise(points):
        if higher >= accuracy:
            return before + (after - before) * (accuracy - lower) / (higher - lower)
    return None
