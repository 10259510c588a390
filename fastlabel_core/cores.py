"""How many cores to compute on."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_share: ContextVar[int | None] = ContextVar("fastlabel_core_share", default=None)


def core_count() -> int:
    """Return how many cores to use: all that this process may, or its share inside `sharing`."""
    share = _share.get()
    if share is not None:
        return share
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextmanager
def sharing(count: int) -> Iterator[None]:
    """Let `core_count` return `count` inside the block, while other processes use the rest."""
    token = _share.set(count)
    try:
        yield
    finally:
        _share.reset(token)
