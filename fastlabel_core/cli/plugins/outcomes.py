"""What becomes of the checks of a plugin."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Iterable, Iterator
from contextlib import redirect_stdout
from dataclasses import dataclass
from time import perf_counter
from typing import Literal

from fastlabel_core.cli.plugins.trial import Trial
from fastlabel_core.errors import FastlabelError, describe_cause
from fastlabel_core.events import Event, SampleUnreadable, listening
from fastlabel_core.samples import SAMPLE_ID
from fastlabel_core.testing.contract import BrokenPromiseError, Check, Subject, promise


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a check.

    Parameters
    ----------
    check, promise : str
        Its name, and what it holds a plugin to.
    outcome : {"ok", "broken", "failed"}
        Whether the plugin keeps the promise, breaks it, or raised an error of another kind.
    seconds : float
        How long it took.
    message, traceback : str
        What is wrong, and where that was found; empty if nothing is.
    """

    check: str
    promise: str
    outcome: Literal["ok", "broken", "failed"]
    seconds: float
    message: str
    traceback: str


def run_checks(checks: Iterable[Check], trial: Trial) -> Iterator[Outcome]:
    """Run checks one after the other, each with a subject of its own.

    What a plugin prints meanwhile goes to standard error.
    """
    for check in checks:
        with trial.new_subject() as subject, redirect_stdout(sys.stderr):
            outcome = _run(check, subject)
        yield outcome


def _run(check: Check, subject: Subject) -> Outcome:
    started = perf_counter()
    error = _raised(check, subject)
    return Outcome(
        check=check.__name__,
        promise=promise(check),
        outcome="ok" if error is None else _kind(error),
        seconds=perf_counter() - started,
        message="" if error is None else _message(error),
        traceback="" if error is None else "".join(traceback.format_exception(error)),
    )


def _raised(check: Check, subject: Subject) -> BaseException | None:
    heard: list[Event] = []
    try:
        with listening(heard.append):
            check(subject)
    # A plugin may raise anything, and one broken check must not hide the others.
    except (Exception, SystemExit) as error:  # noqa: BLE001
        _note_unreadable(error, heard, subject)
        return error
    return None


def _note_unreadable(error: BaseException, heard: Iterable[Event], subject: Subject) -> None:
    """Add to an error that samples which should be readable are not, which may be its cause."""
    reasons = {each.sample_id: each.reason for each in heard if isinstance(each, SampleUnreadable)}
    unread = [sample_id for sample_id in subject.samples[SAMPLE_ID] if sample_id in reasons]
    if unread:
        error.add_note(
            f"it could not read {len(unread)} of {len(subject.samples)} samples, such as "
            f"{unread[0]!r} ({reasons[unread[0]]}); --samples FILE.csv gives others"
        )


def _kind(error: BaseException) -> Literal["broken", "failed"]:
    return "broken" if _is_told(error) else "failed"


def _message(error: BaseException) -> str:
    """Return what an error says, with its kind where it isn't one of fastlabel's own."""
    text = str(error) if _is_told(error) else describe_cause(error)
    return "\n".join([text, *getattr(error, "__notes__", ())])


def _is_told(error: BaseException) -> bool:
    """Tell whether the error's message says all: who, what, and how to mend it."""
    return isinstance(error, BrokenPromiseError | FastlabelError)
