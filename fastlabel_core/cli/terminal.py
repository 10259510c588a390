"""The terminal's listener: bars where there is a terminal, plain lines in a log."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)

from fastlabel_core import events
from fastlabel_core.events import Event, Listener

SECONDS_BETWEEN_LINES = 5.0


@contextmanager
def terminal_listener() -> Iterator[Listener]:
    """Yield a listener that shows a round's progress on standard error."""
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    if not console.is_terminal:
        yield Lines(lambda line: console.print(line, markup=False), monotonic)
        return
    columns = (
        TextColumn("  {task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as progress:
        yield Bars(progress)


class Lines:
    """Prints a line for each step, epoch and warning, and every five seconds for progress.

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
        self._step = ""
        self._began: dict[str, tuple[float, int]] = {}
        self._last_line = clock()

    def __call__(self, event: Event) -> None:
        """Hear an event of the round."""
        match event:
            case events.StepStarted(step):
                self._step = step
                self._began.clear()
            case events.Progress(what, done, total):
                self._progress(what, done, total)
            case _:
                line = describe(event)
                if line:
                    self._write(line)

    def _progress(self, what: str, done: int, total: int | None) -> None:
        now = self._clock()
        began, first = self._began.setdefault(what, (now, done))
        if done < first:
            self._began[what] = (now, done)
        if now - self._last_line < SECONDS_BETWEEN_LINES or done <= first:
            return
        self._last_line = now
        rate = (done - first) / (now - began)
        self._write(f"{self._step}: {progress_text(what, done, total, rate)}")


class Bars:
    """Shows a bar for whatever makes progress in the present step, and prints what is done.

    Parameters
    ----------
    progress : rich.progress.Progress
        Started.
    """

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._bars: dict[str, TaskID] = {}

    def __call__(self, event: Event) -> None:
        """Hear an event of the round."""
        match event:
            case events.StepStarted() | events.StepEnded():
                for bar in self._bars.values():
                    self._progress.remove_task(bar)
                self._bars.clear()
            case events.Progress(what, done, total):
                if what not in self._bars:
                    self._bars[what] = self._progress.add_task(what, total=total)
                self._progress.update(self._bars[what], completed=done, total=total)
        line = describe(event)
        if line:
            self._progress.console.print(line, markup=False)


def describe(event: Event) -> str:
    """Return the line that tells an event, or an empty string if none does."""
    match event:
        case events.StepEnded(step, seconds):
            return f"{step}: done in {seconds:.1f} s"
        case events.EpochEnded(epoch, metrics):
            figures = ", ".join(f"{name} {value:.4g}" for name, value in metrics.items())
            return f"epoch {epoch}: {figures}"
        case events.Warned(message):
            return f"warning: {message}"
        case events.SampleUnreadable(sample_id, reason):
            return f"unreadable: {sample_id}: {reason}"
    return ""


def progress_text(what: str, done: int, total: int | None, rate: float) -> str:
    """Say how much is done, how fast, and how long the rest will take at this rate."""
    if total is None:
        return f"{done:,} {what}, {rate:,.0f} {what}/s"
    left = (total - done) / rate
    return f"{done:,} of {total:,} {what}, {rate:,.1f} {what}/s, {duration(left)} left"


def duration(seconds: float) -> str:
    """Return a length of time as people say it, such as ``2 min 5 s``."""
    minutes, seconds = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min {seconds} s" if minutes else f"{seconds} s"
