"""The floors' way through a pool: two threads, each with its own chunk in its own cache.

The process that runs a floor gets a BLAS of one thread, so matrix products go this way too.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

THREADS = 2


def on_threads(work: Callable[[slice], None], rows: int, step: int) -> None:
    """Call `work` for every chunk of `step` rows."""
    chunks = [slice(start, min(start + step, rows)) for start in range(0, rows, step)]
    with ThreadPoolExecutor(THREADS) as threads:
        for _ in threads.map(work, chunks):
            pass
