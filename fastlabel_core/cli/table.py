"""Tables on the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence


def align(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Return a line for each row, with its cells below those of the row before."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return (pad(row, widths) for row in rows)


def align_right(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Return the same with cells that end below each other, as numbers should."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        yield "  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True))


def pad(row: Sequence[str], widths: Sequence[int]) -> str:
    """Return the line of one row, whose cells are as wide as `widths` says."""
    cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
    return "  ".join(cells).rstrip()
