"""Progress as the user sees it: exact lines, a clock that is told the time."""

import io

import numpy as np
import pytest
from rich.console import Console
from rich.progress import Progress as RichProgress

from fastlabel_core.cli.narration import duration, progress_text
from fastlabel_core.cli.terminal import Bars, Lines, Pace, terminal_listener
from fastlabel_core.events import (
    Approximated,
    EpochEnded,
    Progress,
    SampleUnreadable,
    StepEnded,
    StepStarted,
    Warned,
)


class Log:
    """Hears events at given times; keeps the lines."""

    def __init__(self):
        self.now = 0.0
        self.lines = []
        self.hear = Lines(self.lines.append, lambda: self.now)

    def at(self, now, event):
        self.now = now
        self.hear(event)


@pytest.fixture
def log():
    return Log()


@pytest.mark.parametrize(
    ("event", "line"),
    [
        (StepEnded("train", 3.25), "train: done in 3.2 s"),
        (StepEnded("predict", 3725.0), "predict: done in 1 h 2 min"),
        (EpochEnded(3, {"loss": 0.123456, "val_accuracy": 1.0}),
         "epoch 3: loss 0.1235, val_accuracy 1"),
        (EpochEnded(3, {"lr": 1e-5, "samples": 12345, "val_loss": None, "note": "ok"}),
         "epoch 3: lr 1e-05, samples 12,345, val_loss None, note ok"),
        (EpochEnded(4, {"loss": np.float32(0.5)}), "epoch 4: loss 0.5"),
        (EpochEnded(4, {}), "epoch 4"),
        (Warned("no [red] weights :cat:"), "warning: no [red] weights :cat:"),
        (Approximated("half of the pool"), "approximated: half of the pool"),
        (SampleUnreadable("a1", "no such file"), "unreadable: a1: no such file"),
    ],
)  # fmt: skip
def test_a_line_for_each(log, event, line):
    log.at(0, event)
    assert log.lines == [line]


def test_the_start_of_a_step_is_silent(log):
    log.at(0, StepStarted("train"))
    assert log.lines == []


def test_progress_every_five_seconds(log):
    log.at(0, StepStarted("predict"))
    for second in range(13):
        log.at(second, Progress("samples", 4096 * second, 1_000_000))
    assert log.lines == [
        "predict: 20,480 of 1,000,000 samples, 4,096 samples/s, 3 min 59 s left",
        "predict: 40,960 of 1,000,000 samples, 4,096 samples/s, 3 min 54 s left",
    ]


def test_what_was_done_before_a_kill_is_not_counted_in_the_rate(log):
    log.at(0, StepStarted("predict"))
    log.at(0, Progress("samples", 900, 1000))
    log.at(10, Progress("samples", 950, 1000))
    assert log.lines == ["predict: 950 of 1,000 samples, 5 samples/s, 10 s left"]


def test_progress_without_an_end(log):
    log.at(0, StepStarted("read"))
    log.at(0, Progress("rows", 0, None))
    log.at(8, Progress("rows", 1_000_000, None))
    assert log.lines == ["read: 1,000,000 rows, 125,000 rows/s"]


def test_nothing_is_told_of_a_rate_seen_for_a_moment(log):
    """The step before took long; the first two counts of this one come in one tick."""
    log.at(100, StepStarted("predict"))
    log.at(100, Progress("samples", 0, 100))
    log.at(100, Progress("samples", 50, 100))
    log.at(104.9, Progress("samples", 60, 100))
    assert log.lines == []
    log.at(105, Progress("samples", 75, 100))
    assert log.lines == ["predict: 75 of 100 samples, 15 samples/s, 1.7 s left"]


def test_nothing_is_told_while_nothing_is_done(log):
    log.at(0, StepStarted("train"))
    for second in (0, 10, 20):
        log.at(second, Progress("batches", 0, 40))
    assert log.lines == []


def test_the_same_count_again_is_no_new_beginning(log):
    log.at(0, StepStarted("predict"))
    for second in (0, 4, 4, 10):
        log.at(second, Progress("samples", 10 * second, 200))
    assert log.lines == ["predict: 100 of 200 samples, 10 samples/s, 10 s left"]


def test_of_quick_epochs_the_first_and_the_last_are_told(log):
    for epoch in range(1, 12):
        log.at(epoch * 0.25, EpochEnded(epoch, {}))
    log.at(3.0, StepEnded("train", 3.0))
    assert log.lines == ["epoch 1", "epoch 5", "epoch 9", "epoch 11", "train: done in 3.0 s"]


def test_a_slow_last_epoch_is_told_once(log):
    log.at(0.0, EpochEnded(1, {}))
    log.at(5.0, EpochEnded(2, {}))
    log.at(5.0, StepEnded("train", 5.0))
    assert log.lines == ["epoch 1", "epoch 2", "train: done in 5.0 s"]


def test_every_epoch_has_a_rate_of_its_own(log):
    """Each begins at 1 again, and runs at ten batches a second after a slow first one."""
    log.at(0, StepStarted("train"))
    for batch in range(1, 5):
        log.at(batch, Progress("batches", batch, 200))
    for batch in range(1, 62):
        log.at(100 + (batch - 1) / 10, Progress("batches", batch, 200))
    assert log.lines == ["train: 51 of 200 batches, 10 batches/s, 15 s left"]


def test_a_step_begins_anew(log):
    log.at(0, StepStarted("read"))
    log.at(0, Progress("rows", 0, 100))
    log.at(10, StepStarted("write"))
    log.at(10, Progress("rows", 0, 100))
    log.at(20, Progress("rows", 50, 100))
    assert log.lines == ["write: 50 of 100 rows, 5 rows/s, 10 s left"]


def test_nothing_is_told_twice(log):
    for _ in range(3):
        log.at(0, Warned("beware"))
        log.at(0, Approximated("a part"))
        log.at(0, SampleUnreadable("a1", "gone"))
        log.at(0, StepEnded("train", 1.0))
    assert log.lines == [
        "warning: beware",
        "approximated: a part",
        "unreadable: a1: gone",
        *["train: done in 1.0 s"] * 3,
    ]


def test_many_unreadable_samples_do_not_flood(log):
    for number in range(1000):
        log.at(0, SampleUnreadable(f"a{number}", "gone"))
    log.at(0, Warned("still heard"))
    assert log.lines == [
        *[f"unreadable: a{number}: gone" for number in range(10)],
        "unreadable: more of them; report.json will hold them all",
        "warning: still heard",
    ]


@pytest.mark.parametrize(
    ("rate", "text"),
    [
        (0.025, "3 of 4 batches, 0.025 batches/s, 40 s left"),
        (1 / 3, "3 of 4 batches, 0.33 batches/s, 3.0 s left"),
        (10, "3 of 4 batches, 10 batches/s, 0.1 s left"),
        (12345.6, "3 of 4 batches, 12,346 batches/s, 0.0 s left"),
    ],
)
def test_rates(rate, text):
    assert progress_text("batches", 3, 4, rate) == text


def test_more_than_all():
    assert progress_text("batches", 6, 4, 1.0) == "6 of 4 batches, 1 batches/s, 0.0 s left"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0.0 s"),
        (9.94, "9.9 s"),
        (10, "10 s"),
        (59.4, "59 s"),
        (59.6, "1 min 0 s"),
        (125, "2 min 5 s"),
        (3599.9, "1 h 0 min"),
        (90061, "25 h 1 min"),
    ],
)
def test_durations(seconds, text):
    assert duration(seconds) == text


def test_a_pace_is_what_it_says():
    assert Pace(1.0, 2, 3) == Pace(began=1.0, first=2, last=3)


@pytest.fixture
def shown(monkeypatch, capsys):
    """Make standard error a terminal of 100 columns; call it for what is written there."""
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "100")
    return lambda: capsys.readouterr().err


def test_bars_print_what_the_lines_do(shown):
    with terminal_listener() as listener:
        assert isinstance(listener, Bars)
        listener(StepStarted("train"))
        listener(Progress("batches", 1000, 4000))
        listener(Warned("no [red] weights :cat:"))
        listener(StepEnded("train", 2.0))
    written = shown()
    assert "warning: no [red] weights :cat:\n" in written
    assert "train: done in 2.0 s\n" in written


def bars():
    progress = RichProgress(console=Console(file=io.StringIO(), width=80))
    return Bars(progress, lambda: 0.0), progress


def tasks(progress):
    return [
        (task.description, task.completed, task.total, task.fields["amount"])
        for task in progress.tasks
    ]


def test_bars_show_the_step_and_what_is_done():
    listener, progress = bars()
    listener(StepStarted("predict"))
    listener(Progress("samples", 4096, 1_000_000))
    listener(Progress("rows", 5, None))
    assert tasks(progress) == [
        ("predict", 0, None, ""),
        ("  samples", 4096, 1_000_000, "4,096 of 1,000,000"),
        ("  rows", 5, None, "5"),
    ]
    listener(StepEnded("predict", 1.0))
    assert tasks(progress) == []


def test_a_step_that_failed_leaves_no_bar():
    listener, progress = bars()
    listener(StepStarted("train"))
    listener(Progress("batches", 1, 2))
    listener(StepStarted("save"))
    assert tasks(progress) == [("save", 0, None, "")]


def test_a_bar_begins_anew_with_each_epoch():
    listener, progress = bars()
    listener(StepStarted("train"))
    for done in (1, 40):
        listener(Progress("batches", done, 40))
    assert progress.tasks[1].finished
    listener(Progress("batches", 1, 40))
    assert not progress.tasks[1].finished
    assert tasks(progress)[1] == ("  batches", 1, 40, "1 of 40")


def test_a_log_gets_lines(capsys, monkeypatch):
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    long = "x" * 300
    with terminal_listener() as listener:
        assert isinstance(listener, Lines)
        listener(Warned(f"[bold] :cat: {long}"))
    assert capsys.readouterr().err == f"warning: [bold] :cat: {long}\n"


def test_a_dumb_terminal_gets_lines(shown, monkeypatch):
    monkeypatch.setenv("TERM", "dumb")
    with terminal_listener() as listener:
        assert isinstance(listener, Lines)
