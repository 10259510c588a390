"""Doing a job in a process of its own, and watching its memory and its time.

Memory is the resident memory that belongs to no file (``RssAnon`` in ``/proc``), read every few
milliseconds while the work goes on, less what the process held when it began: what the work takes
beyond the mapped arrays and the imports. A peak shorter than that may be missed. Where there is no
``/proc`` it is not measured.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread
from time import perf_counter
from typing import Any

from benchmarks.query_speed.job import Finding, Job, Side

CORES = 2
INTERVAL = 0.004
# Numerical libraries read how many threads to start from one of these.
THREAD_VARIABLES = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Limits:
    """When a process is stopped."""

    seconds: float
    memory_bytes: int


def use_two_cores() -> None:
    """Keep this process, and those that it starts, to two cores where the system can."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:CORES])


def measured(job: Job, limits: Limits, python: str = sys.executable) -> Finding:
    """Do a job once, in a process of its own."""
    process = subprocess.Popen(
        [python, "-m", "benchmarks.query_speed.worker", json.dumps(job.as_json())],
        cwd=ROOT,
        env=_environment(job.contender.side),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    watch = _Watch(process, limits)
    assert process.stdout is not None
    found: dict[str, Any] = {}
    for line in process.stdout:
        event = json.loads(line)
        if event["event"] == "begins":
            watch.start()
        elif event["event"] == "ends":
            watch.stop()
        else:
            found = event
    errors = process.communicate()[1]
    watch.stop()
    if watch.failure or process.returncode:
        why = watch.failure or _last_line(errors) or f"exit status {process.returncode}"
        return Finding(seconds=float("inf"), peak_bytes=watch.peak_bytes, failure=why)
    return Finding(
        seconds=found["seconds"],
        peak_bytes=watch.peak_bytes,
        mapped_bytes=found["mapped_bytes"],
        approximations=tuple(found["approximations"]),
        quality=found["quality"],
    )


class _Watch:
    """Reads a process's memory from a thread, and stops the process at its limits."""

    def __init__(self, process: subprocess.Popen[str], limits: Limits) -> None:
        self.process = process
        self.limits = limits
        self.failure = ""
        self.peak_bytes: int | None = None
        self._is_over = Event()
        self._thread = Thread(target=self._look, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._is_over.set()
        if self._thread.is_alive():
            self._thread.join()

    def _look(self) -> None:
        before = _memory_of_no_file(self.process.pid)
        began = perf_counter()
        while not self._is_over.is_set():
            now = _memory_of_no_file(self.process.pid)
            if now is not None and before is not None:
                self.peak_bytes = max(self.peak_bytes or 0, now - before)
                if now > self.limits.memory_bytes:
                    self._end(f"over {self.limits.memory_bytes / 1e9:.0f} GB")
            if perf_counter() - began > self.limits.seconds:
                self._end(f"over {self.limits.seconds:.0f} s")
            self._is_over.wait(INTERVAL)

    def _end(self, why: str) -> None:
        self.failure = why
        self.process.kill()
        self._is_over.set()


def _memory_of_no_file(process_id: int) -> int | None:
    try:
        status = Path(f"/proc/{process_id}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return None
    for line in status.splitlines():
        if line.startswith("RssAnon:"):
            return int(line.split()[1]) * 1024
    return None


def _environment(side: Side) -> dict[str, str]:
    """Return this environment with the threads set; the floors bring threads of their own."""
    threads = "1" if side is Side.FLOOR else str(CORES)
    return {**os.environ, "OMP_WAIT_POLICY": "passive", **dict.fromkeys(THREAD_VARIABLES, threads)}


def _last_line(text: str) -> str:
    lines = text.strip().splitlines()
    return lines[-1] if lines else ""
