"""Going through many rows chunk by chunk, on all cores."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

from threadpoolctl import threadpool_limits

from fastlabel_core.cores import core_count
from fastlabel_core.events import report_progress

Result = TypeVar("Result")

# Small enough for a core's cache, large enough that starting on one costs nothing beside it.
CACHE_BYTES = 2**20


def on_all_cores(
    work: Callable[[slice], Result], chunks: Iterable[slice], total: int, what: str = "samples"
) -> list[Result]:
    """Call `work` for every chunk, on as many threads as it has cores, and report progress.

    Meant for array operations, which release the interpreter's lock, and inside `one_blas_thread`
    for matrix products too.

    Parameters
    ----------
    work : callable
        Takes a slice. The chunks must not depend on each other.
    chunks : iterable of slice
        Ascending.
    total : int
        The number of rows, for the progress.
    what : str, default "samples"
        What the rows are, for the progress; empty to report none.

    Returns
    -------
    list
        What `work` returned for each chunk, in their order.
    """
    chunks = list(chunks)
    results = []
    for chunk, result in zip(chunks, _results(work, chunks), strict=True):
        results.append(result)
        if what:
            report_progress(what, chunk.stop, total)
    return results


@contextmanager
def one_blas_thread() -> Iterator[None]:
    """Let each matrix product use one core inside the block, so that several can run at a time.

    BLAS would divide every product among all cores and wait for the slowest of them: that leaves
    cores idle between products, and takes several times as long where others use the machine.
    """
    with threadpool_limits(limits=1, user_api="blas"):
        yield


def _results(work: Callable[[slice], Result], chunks: list[slice]) -> Iterator[Result]:
    """Yield what `work` returns for each chunk; for a single one, starting threads takes longer."""
    if len(chunks) == 1:
        yield work(chunks[0])
        return
    with ThreadPoolExecutor(core_count()) as threads:
        tasks = [threads.submit(work, chunk) for chunk in chunks]
        try:
            for task in tasks:
                yield task.result()
        finally:
            for task in tasks:
                task.cancel()
