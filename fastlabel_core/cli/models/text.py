"""How facts about models look on the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def align(rows: Sequence[Sequence[str]]) -> Iterable[str]:
    """Return a line for each row, with its cells below those of the row before."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        yield "  ".join(cells).rstrip()


def shorten(text: str, length: int = 60) -> str:
    """Return `text`, cut where it is longer than `length`."""
    return text if len(text) <= length else f"{text[: length - 3]}..."


def spell_size(size: int) -> str:
    """Write a number of bytes as a person reads it, such as ``43.1 MB``."""
    if size < 1000:
        return f"{size} B"
    amount = float(size)
    for unit in ("kB", "MB", "GB"):
        amount /= 1000
        if amount < 999.95:
            return f"{amount:.1f} {unit}"
    return f"{amount / 1000:.1f} TB"
