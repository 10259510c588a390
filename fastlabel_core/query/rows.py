"""Rows of a matrix that may be larger than memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

CHUNK_BYTES = 16 * 2**20


class Matrix(Protocol):
    """What rows are read from: an array, a memory map, or what reads like one."""

    @property
    def shape(self) -> tuple[int, ...]:
        """Its shape; the first axis counts rows."""

    def __getitem__(self, chosen: Any) -> NDArray[np.floating]:
        """Read rows by a slice or by their numbers."""


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """Some of the rows of an array, read when they are asked for.

    Reads like an array along its first axis: ``rows[10:20]`` and ``rows[numbers]`` are arrays of
    float32, and ``np.asarray(rows)`` reads them all.

    Parameters
    ----------
    array : Matrix, shape (m, ...)
        Such as an array or a memory map.
    numbers : ndarray of intp, shape (n,), optional
        Which of its rows. All by default; read fastest where they count up.
    scales : ndarray of float32, shape (n,), optional
        What each row is multiplied by when it is read.
    origin : ndarray of float32, shape (...), optional
        What is then taken from each row.
    """

    array: Matrix
    numbers: NDArray[np.intp] | None = None
    scales: NDArray[np.float32] | None = None
    origin: NDArray[np.float32] | None = None

    def __len__(self) -> int:
        """Return the number of rows."""
        return self.array.shape[0] if self.numbers is None else len(self.numbers)

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape that they would have as an array."""
        return (len(self), *self.array.shape[1:])

    def __getitem__(self, chosen: slice | NDArray[np.intp]) -> NDArray[np.float32]:
        """Read rows by a slice, or by their numbers among these rows."""
        rows = self._read(chosen)
        if self.scales is not None:
            rows = rows * self.scales[chosen].reshape(-1, *[1] * (rows.ndim - 1))
        if self.origin is None:
            return rows
        return np.subtract(rows, self.origin, out=None if self.scales is None else rows)

    def __array__(
        self, dtype: np.dtype | None = None, copy: bool | None = None
    ) -> NDArray[np.generic]:
        """Read all rows."""
        return np.array(self[:], dtype=dtype, copy=copy)

    def of(self, numbers: NDArray[np.intp]) -> Rows:
        """Return some of these rows, by their numbers among them."""
        return Rows(
            self.array,
            numbers if self.numbers is None else self.numbers[numbers],
            None if self.scales is None else self.scales[numbers],
            self.origin,
        )

    def scaled(self, scales: NDArray[np.float32]) -> Rows:
        """Return these rows, whose origin is 0, each multiplied by a number when it is read."""
        return replace(self, scales=scales if self.scales is None else self.scales * scales)

    def seen_from(self, origin: NDArray[np.float32]) -> Rows:
        """Return these rows less another, which is taken from each when it is read."""
        return replace(self, origin=origin if self.origin is None else self.origin + origin)

    def chunks(self, chunk_bytes: int | None = None) -> Iterator[slice]:
        """Yield the slices in which to go through them, each of some 16 MiB unless told."""
        row_bytes = max(1, int(np.prod(self.shape[1:]))) * np.dtype(np.float32).itemsize
        step = max(1, (chunk_bytes or CHUNK_BYTES) // row_bytes)
        for start in range(0, len(self), step):
            yield slice(start, min(start + step, len(self)))

    def _read(self, chosen: slice | NDArray[np.intp]) -> NDArray[np.float32]:
        if self.numbers is None:
            return np.asarray(self.array[chosen], dtype=np.float32)
        numbers = self.numbers[chosen]
        is_run = isinstance(chosen, slice) and _is_run(numbers)
        place = slice(numbers[0], numbers[-1] + 1) if is_run else numbers
        return np.asarray(self.array[place], dtype=np.float32)


def _is_run(numbers: NDArray[np.intp]) -> bool:
    """Tell whether numbers count up by one, so that a slice reads them without a copy."""
    if len(numbers) == 0 or numbers[-1] - numbers[0] != len(numbers) - 1:
        return False
    return bool((numbers[1:] - numbers[:-1] == 1).all())
