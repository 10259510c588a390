"""The terminal's listener: bars where there is a terminal, plain lines in a log."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import monotonic

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from fastlabel_core import events
from fastlabel_core.events import Event, Listener

SECONDS_BETWEEN_LINES = 5.0
UNREADABLE_SHOWN = 10


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
        yield Bars(progress)


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
        self._narrator = Narrator()
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
        line = self._narrator.line(event)
        if line:
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
    """

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._narrator = Narrator()
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
        line = self._narrator.line(event)
        if line:
            self._progress.console.print(line, markup=False)

    def _clear(self) -> None:
        for bar in self._bars.values():
            self._progress.remove_task(bar)
        self._bars.clear()

    def _show(self, what: str, done: int, total: int | None) -> None:
        if what not in self._bars:
            self._bars[what] = self._progress.add_task(what, total=total, amount="")
        bar = self._bars[what]
        if done < self._progress.tasks[self._progress.task_ids.index(bar)].completed:
            self._progress.reset(bar)
        self._progress.update(bar, completed=done, total=total, amount=amount(done, total))


class Narrator:
    """Tells events in lines; nothing twice, and of many unreadable samples only the first."""

    def __init__(self) -> None:
        self._told: set[str] = set()
        self._unreadable = 0

    def line(self, event: Event) -> str:
        """Return the line that tells an event, or an empty string."""
        text = describe(event)
        if not isinstance(event, events.Warned | events.SampleUnreadable):
            return text
        if text in self._told:
            return ""
        self._told.add(text)
        if isinstance(event, events.SampleUnreadable):
            self._unreadable += 1
            if self._unreadable == UNREADABLE_SHOWN + 1:
                return "unreadable: more of them; report.json will hold them all"
            if self._unreadable > UNREADABLE_SHOWN:
                return ""
        return text


def describe(event: Event) -> str:
    """Return the line that tells an event, or an empty string if none does."""
    match event:
        case events.StepEnded(step, seconds):
            return f"{step}: done in {duration(seconds)}"
        case events.EpochEnded(epoch, metrics):
            figures = ", ".join(f"{name} {figure(value)}" for name, value in metrics.items())
            return f"epoch {epoch}: {figures}" if figures else f"epoch {epoch}"
        case events.Warned(message):
            return f"warning: {message}"
        case events.SampleUnreadable(sample_id, reason):
            return f"unreadable: {sample_id}: {reason}"
    return ""


def progress_text(what: str, done: int, total: int | None, rate: float) -> str:
    """Say how much is done, how fast, and how long the rest will take at this rate."""
    speed = f"{rate:,.0f}" if rate >= 10 else f"{rate:.2g}"
    text = f"{amount(done, total)} {what}, {speed} {what}/s"
    if total is None:
        return text
    return f"{text}, {duration(max(0, total - done) / rate)} left"


def amount(done: int, total: int | None) -> str:
    """Return how much is done, such as ``4,096 of 1,000,000``."""
    return f"{done:,}" if total is None else f"{done:,} of {total:,}"


def figure(value: object) -> str:
    """Return a metric with four digits; one that is no number, as it is."""
    try:
        return f"{value:,}" if isinstance(value, int) else f"{value:.4g}"
    except (TypeError, ValueError):
        return str(value)


def duration(seconds: float) -> str:
    """Return a length of time as people say it, such as ``4.2 s`` or ``2 min 5 s``."""
    if seconds < 10:
        return f"{seconds:.1f} s"
    minutes, seconds = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min {seconds} s" if minutes else f"{seconds} s"
