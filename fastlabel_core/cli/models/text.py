"""How facts about models look on the terminal."""

from __future__ import annotations


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
