"""Events: who hears what, in which order, and until when."""

import threading

import pytest

from fastlabel_core import (
    report_approximation,
    report_epoch,
    report_progress,
    report_unreadable,
    report_warning,
)
from fastlabel_core.events import (
    Approximated,
    EpochEnded,
    Progress,
    SampleUnreadable,
    StepEnded,
    StepStarted,
    Warned,
    emit,
    listening,
    step,
)


def test_what_is_reported():
    heard = []
    with listening(heard.append):
        report_progress("batches", 3, 40)
        report_progress("rows", 5)
        report_epoch(2, {"loss": 0.5})
        report_warning("beware")
        report_approximation("of a part")
        report_unreadable("a1", "gone")
    assert heard == [
        Progress("batches", 3, 40),
        Progress("rows", 5, None),
        EpochEnded(2, {"loss": 0.5}),
        Warned("beware"),
        Approximated("of a part"),
        SampleUnreadable("a1", "gone"),
    ]


def test_nobody_needs_to_listen():
    report_warning("unheard")


def test_order_and_nesting():
    heard = []
    with listening(lambda event: heard.append(1), lambda event: heard.append(2)):
        emit(Warned("a"))
        with listening(lambda event: heard.append(3)):
            emit(Warned("b"))
        with listening():
            emit(Warned("c"))
    emit(Warned("d"))
    assert heard == [1, 2, 1, 2, 3, 1, 2]


def test_gone_after_an_error():
    heard = []
    with listening(heard.append):
        with pytest.raises(OSError, match="inner"), listening(heard.append):
            raise OSError("inner")
        emit(Warned("once"))
    emit(Warned("never"))
    assert heard == [Warned("once")]


def test_what_a_listener_raises_reaches_who_emits():
    heard = []

    def raising(event):
        raise RuntimeError("deaf")

    with listening(heard.append, raising, heard.append), pytest.raises(RuntimeError, match="deaf"):
        emit(Warned("a"))
    assert heard == [Warned("a")]


def test_another_thread_does_not_hear():
    heard = []
    with listening(heard.append):
        thread = threading.Thread(target=report_warning, args=["elsewhere"])
        thread.start()
        thread.join()
    assert heard == []


def test_a_step_is_timed(monkeypatch):
    times = iter([10.0, 12.5])
    monkeypatch.setattr("fastlabel_core.events.perf_counter", lambda: next(times))
    heard = []
    with listening(heard.append), step("train"):
        report_warning("within")
    assert heard == [StepStarted("train"), Warned("within"), StepEnded("train", 2.5)]


def test_a_step_that_fails_does_not_end():
    heard = []
    with listening(heard.append), pytest.raises(OSError, match="full"), step("train"):
        raise OSError("full")
    assert heard == [StepStarted("train")]
