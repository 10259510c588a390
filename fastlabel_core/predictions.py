"""What a model says of samples."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Predictions:
    """The probability of every class for every sample, in the order of the samples.

    Parameters
    ----------
    classes : sequence of str, length C
        The labels that the model knows; column c of `probabilities` belongs to ``classes[c]``.
    probabilities : ndarray of float32, shape (n, C)
        Every row is finite and sums to one, save the rows named in `errors`, which are ignored.
        May be a memory map.
    errors : mapping of int to str, optional
        Row number to the reason why that sample's input can't be read. Empty by default.
    """

    classes: Sequence[str]
    probabilities: NDArray[np.float32]
    errors: Mapping[int, str] = field(default_factory=dict)

    def __len__(self) -> int:
        """Return the number of samples."""
        return len(self.probabilities)
