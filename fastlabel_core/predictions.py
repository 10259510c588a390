"""What a model says of samples, and what it may be asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Wanted:
    """What `predict` is asked for besides probabilities.

    Parameters
    ----------
    embeddings : bool, default False
        Whether to give `Predictions.embeddings`.
    dropout_passes : int, default 0
        How many passes with dropout to give in `Predictions.dropout`; 0 for none.
    dropout_rate : float, default 0.5
        The share of the features that each pass drops, from above 0 to below 1.
    """

    embeddings: bool = False
    dropout_passes: int = 0
    dropout_rate: float = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class Predictions:
    """The probability of every class for every sample, in the order of the samples.

    Every array may be a memory map. Its rows are finite, save those named in `errors`, which are
    ignored.

    Parameters
    ----------
    classes : sequence of str, length C
        The labels that the model knows; column c of `probabilities` belongs to ``classes[c]``.
        Empty while the model has not been trained, which can give embeddings alone.
    probabilities : ndarray of float32, shape (n, C)
        Every row sums to one.
    errors : mapping of int to str, optional
        Row number to the reason why that sample's input can't be read. Empty by default.
    embeddings : ndarray of float32, shape (n, d), optional
        Where the samples lie in the model's eyes: samples that it takes for alike are close.
    dropout : ndarray of float32, shape (n, T, C), optional
        The probabilities of T passes, each of which drops other features.
    """

    classes: Sequence[str]
    probabilities: NDArray[np.float32]
    errors: Mapping[int, str] = field(default_factory=dict)
    embeddings: NDArray[np.float32] | None = None
    dropout: NDArray[np.float32] | None = None

    def __len__(self) -> int:
        """Return the number of samples."""
        return len(self.probabilities)
