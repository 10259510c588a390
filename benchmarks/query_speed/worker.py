"""A process that does one job: ``python -m benchmarks.query_speed.worker JOB``, JOB in JSON.

It prints a line of JSON when the work begins, one when it ends, and one with what was found.
"""

from __future__ import annotations

import json
import sys
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from benchmarks.query_speed.data import FEATURES, Pool
from benchmarks.query_speed.job import Job, Side
from benchmarks.query_speed.quality import QUALITIES


@dataclass(frozen=True, slots=True, eq=False)
class Chosen:
    """What a contender chose."""

    rows: NDArray[np.intp]
    approximations: Sequence[str] = ()


def main(job: Job) -> None:
    """Do the job."""
    pool = _pool(job)
    work, mapped_bytes = _prepared(job, pool)
    _say({"event": "begins"})
    started = perf_counter()
    chosen = work()
    seconds = perf_counter() - started
    _say({"event": "ends"})
    if len(np.unique(chosen.rows)) != job.count and job.contender.side is not Side.PEER:
        raise RuntimeError(f"{job.contender.name} chose {len(np.unique(chosen.rows))} rows")
    quality = QUALITIES[job.quality](pool, np.asarray(chosen.rows)) if job.quality else None
    _say(
        {
            "event": "found",
            "seconds": seconds,
            "mapped_bytes": mapped_bytes,
            "approximations": list(chosen.approximations),
            "quality": quality,
        }
    )


def _pool(job: Job) -> Pool:
    pool = Pool.open(Path(job.folder)).head(job.rows)
    _warm(pool)
    if job.has_labels:
        return pool
    classes = pool.probabilities.shape[1]
    return replace(
        pool,
        labelled_embeddings=np.empty((0, FEATURES), dtype=np.float32),
        labelled_probabilities=np.empty((0, classes), dtype=np.float32),
        labels=np.empty(0, dtype=np.intp),
    )


def _warm(pool: Pool) -> None:
    """Bring the files into the system's cache, so that no run waits for the disk."""
    for array in (pool.embeddings, pool.probabilities, pool.dropout):
        if array.size:
            array.reshape(-1)[:: 4096 // array.itemsize].sum()


def _prepared(job: Job, pool: Pool) -> tuple[Callable[[], Chosen], int]:
    """Return what is to be timed, and the size of the arrays that it needs.

    Each side is imported when it is its turn: the peers' environment has no fastlabel, and
    fastlabel's has no peers.
    """
    name = job.contender.name
    if job.contender.side is Side.OURS:
        from benchmarks.query_speed.ours import prepared

        ours = prepared(name, job.contender.options, pool, job.count, job.seed)

        def choose() -> Chosen:
            batch = ours.call()
            return Chosen(batch.rows, batch.approximations)

        return choose, ours.mapped_bytes
    if job.contender.side is Side.FLOOR:
        from benchmarks.query_speed.floors import FLOORS

        return (lambda: Chosen(FLOORS[name](pool, job.count, job.seed).rows)), 0
    from benchmarks.query_speed.peers import prepared as prepared_peer

    call = prepared_peer(name, pool, job.count, job.seed)
    return (lambda: Chosen(np.asarray(call()))), 0


def _say(event: dict[str, object]) -> None:
    print(json.dumps(event), flush=True)


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    main(Job.from_json(json.loads(sys.argv[1])))
