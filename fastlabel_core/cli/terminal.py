"""The terminal's listener: bars where there is a terminal, plain lines in a log."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import monotonic

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from fastlabel_core import events
from fastlabel_core.cli.narration import Narrator, amount, progress_text
from fastlabel_core.events import Event, Listener

SECONDS_BETWEEN_LINES = 5.0


@contextmanager
def terminal_listener() -> Iterator[Listener]:
    """Yield a listener that shows a round's progress on standard error."""
    console = Console(stderr=True, highlight=False, emoji=False, soft_wrap=True)
    if not console.is_interactive:
        yield Lines(lambda line: console.print(line, markup=False), monotonic)
        return
    columns = (
        TextColumn("  {task.description}", markup=False),
        BarColumn(),
        TextColumn("{task.fields[amount]}", markup=False),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as progress:
        yield Bars(progress, monotonic)


@dataclass(slots=True)
class Pace:
    """Since when something makes progress, and how far it has come.

    Parameters
    ----------
    began : float
        The time of the first count.
    first, last : int
        The first and the latest count.
    """

    began: float
    first: int
    last: int


class Lines:
    """Prints what a narrator tells, and a line of progress every five seconds.

    Parameters
    ----------
    write : callable
        Takes a line.
    clock : callable
        Returns seconds.
    """

    def __init__(self, write: Callable[[str], None], clock: Callable[[], float]) -> None:
        self._write = write
        self._clock = clock
        self._narrator = Narrator(clock)
        self._step = ""
        self._paces: dict[str, Pace] = {}
        self._last_line = clock()

    def __call__(self, event: Event) -> None:
        """Hear an event of the round."""
        match event:
            case events.StepStarted(step):
                self._step = step
                self._paces.clear()
            case events.Progress(what, done, total):
                self._progress(what, done, total)
        for line in self._narrator.lines(event):
            self._write(line)

    def _progress(self, what: str, done: int, total: int | None) -> None:
        now = self._clock()
        pace = self._paces.get(what)
        if pace is None or done < pace.last:
            self._paces[what] = Pace(now, done, done)
            return
        pace.last = done
        seconds = now - pace.began
        if min(seconds, now - self._last_line) < SECONDS_BETWEEN_LINES or done == pace.first:
            return
        self._last_line = now
        rate = (done - pace.first) / seconds
        self._write(f"{self._step}: {progress_text(what, done, total, rate)}")


class Bars:
    """Shows a bar for the present step and what makes progress in it, and prints what is done.

    Parameters
    ----------
    progress : rich.progress.Progress
        Started; its columns may show a task's field ``amount``.
    clock : callable
        Returns seconds.
    """

    def __init__(self, progress: Progress, clock: Callable[[], float]) -> None:
        self._progress = progress
        self._narrator = Narrator(clock)
        self._bars: dict[str, TaskID] = {}

    def __call__(self, event: Event) -> None:
        """Hear an event of the round."""
        match event:
            case events.StepStarted(step):
                self._clear()
                self._bars[step] = self._progress.add_task(step, total=None, amount="")
            case events.StepEnded():
                self._clear()
            case events.Progress(what, done, total):
                self._show(f"  {what}", done, total)
        for line in self._narrator.lines(event):
            self._progress.console.print(line, markup=False)

    def _clear(self) -> None:
        for bar in self._bars.values():
            self._progress.remove_task(bar)
        self._bars.clear()

    def _show(self, what: str, done: int, total: int | None) -> None:
        if what not in self._bars:
            self._bars[what] = self._progress.add_task(what, total=total, amount="")
        bar = self._bars[what]
        task = self._progress.tasks[self._progress.task_ids.index(bar)]
        if done < task.completed or total != task.total:
            self._progress.reset(bar)
        self._progress.update(bar, completed=done, total=total, amount=amount(done, total))
