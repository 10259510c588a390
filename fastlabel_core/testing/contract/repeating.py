"""Training again: after an interruption, and beside another model."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from fastlabel_core.events import Event, listening
from fastlabel_core.testing.contract.answers import BrokenPromiseError, require_same
from fastlabel_core.testing.contract.subject import Subject


def interrupted_training_ends_the_same(subject: Subject) -> None:
    """Training that is stopped, and taken up with the work folder it left, ends the same.

    It is stopped at the first and the middle one of the events that it emits, and after its end,
    before anything is saved.
    """
    undisturbed = subject.new_model()
    heard: list[Event] = []
    with listening(heard.append):
        undisturbed.train(*subject.train_and_validation())
    expected, events = undisturbed.predict(subject.pool), len(heard)
    for stop in sorted({1, (events + 1) // 2, events + 1} - {0}):
        when = f"at event {stop} of {events}" if stop <= events else "after its end"
        work_dir = subject.new_folder(f"stopped {when}")
        _train_until(subject, work_dir, stop, when)
        model = subject.new_model(work_dir=work_dir)
        model.train(*subject.train_and_validation())
        require_same(
            expected,
            model.predict(subject.pool),
            f"when training was stopped {when} and taken up again",
        )


def two_models_share_nothing(subject: Subject) -> None:
    """Of two models at once in a process, neither's training shows in the other."""
    first = subject.trained_model()
    expected = first.predict(subject.pool)
    following = [*subject.classes[1:], subject.classes[0]]
    names = {label: f"{other} 2" for label, other in zip(subject.classes, following, strict=True)}
    second = subject.trained_model(subject.renamed(names))
    second.predict(subject.pool)
    require_same(expected, first.predict(subject.pool), "when another model was trained meanwhile")
    saved = subject.saved_model(first)
    one, other = subject.new_model(saved), subject.new_model(saved)
    expected = other.predict(subject.pool)
    one.train(*subject.train_and_validation(subject.renamed(names)))
    require_same(
        expected,
        other.predict(subject.pool),
        "when a model that was loaded from the same folder was trained meanwhile",
    )


class _Stopped(KeyboardInterrupt):
    """A stop as Ctrl-C makes it, which no plugin should take for an error of its own."""


@dataclass
class _StopAt:
    """A listener that stops training at its n-th event."""

    remaining: int

    def __call__(self, event: Event) -> None:  # noqa: ARG002
        self.remaining -= 1
        if self.remaining == 0:
            raise _Stopped


def _train_until(subject: Subject, work_dir: Path, stop: int, when: str) -> None:
    """Train, and stop at an event; raise `BrokenPromiseError` if training goes on."""
    stop_at = _StopAt(stop)
    try:
        with listening(stop_at):
            subject.new_model(work_dir=work_dir).train(*subject.train_and_validation())
    except _Stopped:
        return
    if stop_at.remaining <= 0:
        raise BrokenPromiseError(
            f"train_model was stopped {when}, as by Ctrl-C, and returned as if it had ended; let "
            "the KeyboardInterrupt pass"
        )
