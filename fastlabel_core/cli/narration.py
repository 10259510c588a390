"""The events of a round in words."""

from __future__ import annotations

from collections.abc import Callable

from fastlabel_core import events
from fastlabel_core.events import Event

SECONDS_BETWEEN_EPOCHS = 1.0
UNREADABLE_SHOWN = 10


class Narrator:
    """Tells events in lines: no message twice, and not more than a reader can follow.

    Of epochs that end within a second it tells the first, and the last of a step; of unreadable
    samples the first ten.

    Parameters
    ----------
    clock : callable
        Returns seconds.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._told: set[str] = set()
        self._unreadable = 0
        self._epoch_told = float("-inf")
        self._epoch_held: list[str] = []

    def lines(self, event: Event) -> list[str]:
        """Return the lines that tell an event; none if there is nothing to tell."""
        text = describe(event)
        match event:
            case events.EpochEnded():
                return self._epoch(text)
            case events.StepEnded():
                held, self._epoch_held = self._epoch_held, []
                return [*held, text]
            case events.Warned() | events.Approximated() | events.SampleUnreadable() if (
                text in self._told
            ):
                return []
            case events.Warned() | events.Approximated():
                self._told.add(text)
            case events.SampleUnreadable():
                self._told.add(text)
                return self._one_of_many(text)
        return [text] if text else []

    def _epoch(self, text: str) -> list[str]:
        if self._clock() - self._epoch_told < SECONDS_BETWEEN_EPOCHS:
            self._epoch_held = [text]
            return []
        self._epoch_told = self._clock()
        self._epoch_held = []
        return [text]

    def _one_of_many(self, text: str) -> list[str]:
        self._unreadable += 1
        if self._unreadable <= UNREADABLE_SHOWN:
            return [text]
        if self._unreadable == UNREADABLE_SHOWN + 1:
            return ["unreadable: more of them; report.json will hold them all"]
        return []


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
        case events.Approximated(message):
            return f"approximated: {message}"
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
