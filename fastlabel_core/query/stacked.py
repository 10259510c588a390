"""Two matrices read as one, without a copy of both."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fastlabel_core.query.rows import Rows


@dataclass(frozen=True, slots=True, eq=False)
class Stacked:
    """The rows of one matrix, and after them those of another.

    Parameters
    ----------
    first : ndarray of float32, shape (m, d)
    second : Rows, shape (n, d)
    """

    first: NDArray[np.float32]
    second: Rows

    def __len__(self) -> int:
        """Return the number of rows of both."""
        return len(self.first) + len(self.second)

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape that they would have as an array."""
        return (len(self), *self.second.shape[1:])

    def __getitem__(self, chosen: slice | NDArray[np.intp]) -> NDArray[np.float32]:
        """Read rows by a slice that counts up by one, or by their numbers."""
        border = len(self.first)
        if isinstance(chosen, slice):
            start, stop, _ = chosen.indices(len(self))
            stop = max(start, stop)
            if start >= border:
                return self.second[start - border : stop - border]
            if stop <= border:
                return self.first[start:stop]
            chosen = np.arange(start, stop)
        rows = np.empty((len(chosen), *self.shape[1:]), dtype=np.float32)
        is_first = chosen < border
        if is_first.any():
            rows[is_first] = self.first[chosen[is_first]]
        rows[~is_first] = self.second[chosen[~is_first] - border]
        return rows
