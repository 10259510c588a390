"""Going through many rows chunk by chunk, on all cores."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor

from fastlabel_core.events import report_progress

# Small enough for a core's cache, large enough that starting on one costs nothing beside it.
CACHE_BYTES = 2 * 2**20


def on_all_cores(work: Callable[[slice], None], chunks: Iterable[slice], total: int) -> None:
    """Call `work` for every chunk, on as many threads as there are cores, and report progress.

    Meant for array operations that release the interpreter's lock and use one core. Matrix
    products use all of them by themselves, so those don't belong here.

    Parameters
    ----------
    work : callable
        Takes a slice. The chunks must not depend on each other.
    chunks : iterable of slice
        Ascending.
    total : int
        The number of rows, for the progress.
    """
    with ThreadPoolExecutor(core_count()) as threads:
        tasks = [(chunk, threads.submit(work, chunk)) for chunk in chunks]
        try:
            for chunk, task in tasks:
                task.result()
                report_progress("samples", chunk.stop, total)
        finally:
            for _, task in tasks:
                task.cancel()


def core_count() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
