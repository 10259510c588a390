"""Progress: what a round tells while it runs.

The round and its plugins emit events; listeners hear them. A listener is any callable that takes
an event: the terminal's is in `cli`, the round's own is its `journal`, an extension adds one by
the hook `add_listeners`. Who emits need not know who listens, so no hook carries a callback.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from time import perf_counter
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class StepStarted:
    """A step of the round begins, such as ``"train"``."""

    step: str


@dataclass(frozen=True, slots=True)
class StepEnded:
    """A step of the round is complete."""

    step: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Progress:
    """So many of something are done in the present step; `total` is None when it isn't known."""

    what: str
    done: int
    total: int | None


@dataclass(frozen=True, slots=True)
class EpochEnded:
    """The model went once through its training set; metrics as the field names them."""

    epoch: int
    metrics: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Warned:
    """Something the user should know, and that stands in the report."""

    message: str


@dataclass(frozen=True, slots=True)
class Approximated:
    """What a strategy did not compute to the letter of its formula; it stands in the report."""

    message: str


@dataclass(frozen=True, slots=True)
class SampleUnreadable:
    """A labelled sample whose input can't be read was left out."""

    sample_id: str
    reason: str


Event: TypeAlias = (
    StepStarted | StepEnded | Progress | EpochEnded | Warned | Approximated | SampleUnreadable
)
Listener: TypeAlias = Callable[[Event], None]

_listeners: ContextVar[tuple[Listener, ...]] = ContextVar("fastlabel_listeners", default=())


def emit(event: Event) -> None:
    """Tell `event` to everyone who listens in this context, in the order in which they came."""
    for listener in _listeners.get():
        listener(event)


@contextmanager
def listening(*listeners: Listener) -> Iterator[None]:
    """Let `listeners` hear what is emitted inside the block, after those already there."""
    token = _listeners.set((*_listeners.get(), *listeners))
    try:
        yield
    finally:
        _listeners.reset(token)


@contextmanager
def step(name: str) -> Iterator[None]:
    """Say that a step of the round begins, and when it is complete how long it took."""
    emit(StepStarted(name))
    started = perf_counter()
    yield
    emit(StepEnded(name, perf_counter() - started))


def report_progress(what: str, done: int, total: int | None = None) -> None:
    """Say that `done` of `total` are done, for example ``report_progress("batches", 3, 40)``."""
    emit(Progress(what, done, total))


def report_epoch(epoch: int, metrics: Mapping[str, float]) -> None:
    """Say that `epoch` (counted from 1) is complete, with its metrics."""
    emit(EpochEnded(epoch, metrics))


def report_warning(message: str) -> None:
    """Warn the user; the message also stands in ``report.json``."""
    emit(Warned(message))


def report_approximation(message: str) -> None:
    """Say what was approximated; the message also stands in ``report.json``."""
    emit(Approximated(message))


def report_unreadable(sample_id: str, reason: str) -> None:
    """Say that a sample of the training or validation set was left out, and why.

    Samples of the pool are told by `Predictions.errors` instead.
    """
    emit(SampleUnreadable(sample_id, reason))
