"""How counts are put into words."""

from __future__ import annotations


def counted(count: int, one: str, many: str) -> str:
    """Return a count with its noun, such as ``1 label`` or ``1,642 labels``."""
    return f"{count:,} {one if count == 1 else many}"
