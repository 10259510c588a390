"""Which classes a model takes for which."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ConfusedPair:
    """A class that is taken for another.

    Parameters
    ----------
    true, predicted : str
        The two.
    samples : int
        How many of the one are predicted as the other.
    support : int
        How many there are of the one.
    """

    true: str
    predicted: str
    samples: int
    support: int


@dataclass(frozen=True, slots=True)
class Confusion:
    """How often each class is predicted as each.

    Parameters
    ----------
    counts : mapping of (str, str) to int
        Samples by their true and their predicted label; pairs without a sample are left out.
    """

    counts: Mapping[tuple[str, str], int]

    @property
    def classes(self) -> tuple[str, ...]:
        """Every label that is true or predicted for a sample, sorted."""
        return tuple(sorted({label for pair in self.counts for label in pair}))

    def matrix(self) -> list[list[int]]:
        """Return the counts with a row for each true label and a column for each predicted one."""
        return [
            [self.counts.get((true, predicted), 0) for predicted in self.classes]
            for true in self.classes
        ]

    def most_confused(self, most: int) -> list[ConfusedPair]:
        """Return the pairs of different labels with the most samples, the first first.

        Parameters
        ----------
        most : int
            How many at most. Of equally many samples, the labels decide.
        """
        support: Counter[str] = Counter()
        for (true, _), samples in self.counts.items():
            support[true] += samples
        pairs = [
            ConfusedPair(true, predicted, samples, support[true])
            for (true, predicted), samples in self.counts.items()
            if true != predicted
        ]
        return sorted(pairs, key=lambda pair: (-pair.samples, pair.true, pair.predicted))[:most]


def confusion(true: Sequence[str], predicted: Sequence[str]) -> Confusion:
    """Count samples by their true and their predicted label.

    Parameters
    ----------
    true, predicted : sequence of str, of one length
        The labels of the same samples.
    """
    return Confusion(Counter(zip(true, predicted, strict=True)))
