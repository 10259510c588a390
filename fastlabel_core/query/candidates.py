"""What a strategy sees of the pool and of the labels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fastlabel_core.query.rows import Rows


@dataclass(frozen=True, slots=True, eq=False)
class Labelled:
    """The samples that have a label.

    Parameters
    ----------
    labels : ndarray of intp, shape (L,)
        The column of each label in the probabilities; -1 for one that the model doesn't know.
    probabilities : ndarray of float32, shape (L, C)
        As the model predicts them.
    embeddings : ndarray of float32, shape (L, d)
        Where they lie. Where nothing needs them, the samples are not predicted, and both arrays
        have no width.
    is_validation : ndarray of bool, shape (L,)
        True for those that the model was not trained on.
    """

    labels: NDArray[np.intp]
    probabilities: NDArray[np.float32]
    embeddings: NDArray[np.float32]
    is_validation: NDArray[np.bool_]

    def __len__(self) -> int:
        """Return the number of samples."""
        return len(self.labels)

    @classmethod
    def none(cls, classes: int = 0, features: int = 0) -> Labelled:
        """Return no sample at all, of a model with so many classes and features."""
        return cls(
            labels=np.empty(0, dtype=np.intp),
            probabilities=np.empty((0, classes), dtype=np.float32),
            embeddings=np.empty((0, features), dtype=np.float32),
            is_validation=np.empty(0, dtype=np.bool_),
        )


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """The samples that a strategy chooses from, all of them readable, and the labelled ones.

    What a strategy doesn't declare to need may be missing.

    Parameters
    ----------
    probabilities : Rows, shape (n, C)
        Of every class for every candidate; C is 0 while there is no trained model.
    embeddings : Rows, shape (n, d)
        Where the candidates lie; d is 0 where nothing needs them.
    dropout : Rows, shape (n, T, C)
        The probabilities of T passes with dropout; T is 0 where nothing needs them.
    labelled : Labelled
        The samples that have a label, and last those of the batch that are chosen already.
    chosen : int, default 0
        How many of the labelled are only chosen; their predicted class counts as their label.
    """

    probabilities: Rows
    embeddings: Rows
    dropout: Rows
    labelled: Labelled
    chosen: int = 0

    def __len__(self) -> int:
        """Return the number of candidates."""
        return len(self.probabilities)

    def of(self, numbers: NDArray[np.intp]) -> Candidates:
        """Return some of these candidates, by their ascending numbers among them."""
        if len(numbers) == len(self):
            return self
        return Candidates(
            self.probabilities.of(numbers),
            self.embeddings.of(numbers),
            self.dropout.of(numbers),
            self.labelled,
            self.chosen,
        )
