"""Where a round's seconds and memory go: an extension that traces a round.

It wraps the model's hooks and hears the round's steps and epochs. They stand in ``trace.json`` in
the work folder that hooks are given, ``exp_dir/work/plugin``: an array in the Trace Event Format,
which https://ui.perfetto.dev and chrome://tracing open. A round that ends before it trains leaves
none, and a step that failed has no end in it. The memory is what is resident at each event, so a
peak between two of them is not seen.
"""

import json
import os
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Sized
from contextlib import contextmanager
from fcntl import LOCK_EX, flock
from pathlib import Path
from threading import get_native_id

from fastlabel_core import EpochEnded, Event, StepEnded, StepStarted, hookimpl

Wrapper = Generator[None, object, object]
TraceEvent = dict[str, object]


class Trace:
    """The trace of one round; every round makes an instance of its own."""

    def __init__(self) -> None:
        # Monotonic, and yet one clock for all runs of a round that was killed.
        self._clock_start = time.time_ns() - time.perf_counter_ns()
        # Only hooks are given a folder; what comes before the first of them is held.
        self._path: Path | None = None
        self._held: list[TraceEvent] = []

    @hookimpl(wrapper=True)
    def train_model(self, df_train: Sized, work_dir: Path) -> Wrapper:
        self._write_to(work_dir / "trace.json")
        with self._span("train_model", len(df_train)):
            return (yield)

    @hookimpl(wrapper=True)
    def query_hard_example(self, df_img: Sized, work_dir: Path) -> Wrapper:
        # Where a killed round that had trained its model goes on.
        self._write_to(work_dir / "trace.json")
        with self._span("query_hard_example", len(df_img)):
            return (yield)

    @hookimpl(wrapper=True)
    def predict(self, df_img: Sized) -> Wrapper:
        with self._span("predict", len(df_img)):
            return (yield)

    @hookimpl
    def add_listeners(self) -> list[Callable[[Event], None]]:
        self._record({"ph": "M", "name": "process_name", "args": {"name": "fastlabel"}})
        return [self._hear]

    def _hear(self, event: Event) -> None:
        match event:
            case StepStarted(step):
                self._record({"ph": "B", "name": step, "cat": "step"})
            case StepEnded(step):
                self._record({"ph": "E", "name": step, "cat": "step"})
            case EpochEnded(epoch, metrics):
                values = {name: str(value) for name, value in metrics.items()}
                self._record({"ph": "i", "name": f"epoch {epoch}", "s": "t", "args": values})
            case _:
                self._record()

    @contextmanager
    def _span(self, hook: str, samples: int) -> Iterator[None]:
        self._record({"ph": "B", "name": hook, "cat": "hook", "args": {"samples": samples}})
        try:
            yield
        finally:
            self._record({"ph": "E", "name": hook, "cat": "hook"})

    def _record(self, *events: TraceEvent) -> None:
        """Record events as of now, and the memory with them."""
        # Here, for `fastlabel --help` imports every extension.
        import psutil

        resident = round(psutil.Process().memory_info().rss / 2**20, 1)
        memory: TraceEvent = {"ph": "C", "name": "resident memory", "args": {"MiB": resident}}
        microseconds = (self._clock_start + time.perf_counter_ns()) // 1000
        now = {"ts": microseconds, "pid": os.getpid(), "tid": get_native_id()}
        dated = [{**event, **now} for event in (*events, memory)]
        if self._path is None:
            self._held += dated
        else:
            append(self._path, dated)

    def _write_to(self, path: Path) -> None:
        if self._path is None:
            self._path = path
            append(path, self._held)


def append(path: Path, events: Iterable[TraceEvent]) -> None:
    """Add to the array in a file in one write, so that a killed round leaves a whole one."""
    lines, end = ",\n".join(map(json.dumps, events)).encode(), b"\n]\n"
    path.touch()
    with path.open("r+b", buffering=0) as file:
        # An extension may predict the pool in several threads or processes.
        flock(file, LOCK_EX)
        size = file.seek(0, os.SEEK_END)
        file.seek(max(size - len(end), 0))
        file.write((b",\n" if size else b"[\n") + lines + end)
