"""Choosing more of the classes that have few labels."""

from __future__ import annotations

import heapq

import numpy as np
from numpy.typing import NDArray

from fastlabel_core.query.candidates import Candidates
from fastlabel_core.query.strategy import Query, Select
from fastlabel_core.query.uncertainty import Probabilities


def balanced(select: Select) -> Select:
    """Return a `select` that gives each predicted class its share; see `allocate`.

    The base strategy runs inside each predicted class. Source: small-text's ``ClassBalancer``;
    the shares fill the class with the fewest labels first.
    """

    def select_balanced(
        candidates: Candidates, count: int, options: object, generator: np.random.Generator
    ) -> Query:
        predicted = predicted_classes(candidates)
        classes = candidates.probabilities.shape[1]
        known = candidates.labelled.labels[candidates.labelled.labels >= 0]
        turns = allocate(
            np.bincount(known, minlength=classes), np.bincount(predicted, minlength=classes), count
        )
        scores = np.empty(len(candidates), dtype=np.float32)
        indices = np.empty(count, dtype=np.intp)
        approximations: list[str] = []
        for number in np.unique(predicted):
            members = np.flatnonzero(predicted == number)
            places = np.flatnonzero(turns == number)
            query = select(candidates.of(members), max(1, len(places)), options, generator)
            scores[members] = query.scores
            indices[places] = members[query.indices[: len(places)]]
            approximations += query.approximations
        return Query(indices, scores, tuple(dict.fromkeys(approximations)))

    return select_balanced


def allocate(
    labelled: NDArray[np.intp], available: NDArray[np.intp], count: int
) -> NDArray[np.intp]:
    """Return whose turn it is, `count` times: always that of the class with the fewest labels.

    Those given count as labels. A class with no sample left is passed over; of two with equally
    few labels, the one that has more samples left comes first, then the first.

    Parameters
    ----------
    labelled, available : ndarray of int, shape (C,)
        How many labels, and how many candidates, each class has.
    count : int
        At most the sum of `available`.

    Returns
    -------
    ndarray of intp, shape (count,)
        Numbers of classes.
    """
    queue = [
        (int(labels), -int(left), number)
        for number, (labels, left) in enumerate(zip(labelled, available, strict=True))
        if left > 0
    ]
    heapq.heapify(queue)
    turns = np.empty(count, dtype=np.intp)
    for turn in range(count):
        labels, left, number = queue[0]
        turns[turn] = number
        if left == -1:
            heapq.heappop(queue)
        else:
            heapq.heapreplace(queue, (labels + 1, left + 1, number))
    return turns


def predicted_classes(candidates: Candidates) -> NDArray[np.intp]:
    """Return the number of each candidate's most probable class, shape (n,)."""
    predicted = np.empty(len(candidates), dtype=np.intp)
    for chunk in candidates.probabilities.chunks():
        probabilities: Probabilities = candidates.probabilities[chunk]
        predicted[chunk] = probabilities.argmax(axis=1)
    return predicted
