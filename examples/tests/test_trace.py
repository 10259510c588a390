"""The extension ``trace`` as a user has it: installed, in rounds through the command line."""

import csv
import json
import signal
import subprocess
import sys
from itertools import pairwise
from multiprocessing import get_context

import pytest

PIECE_ROWS = 4096
RUN = "from fastlabel_core.cli.run import main\nmain()\n"
FAILING = """
import fastlabel_bayes
def train_model(self, df_train):
    raise ValueError("no such letters")
fastlabel_bayes.BayesModel.train_model = train_model
"""
KILLED = """
import os, signal
from fastlabel_bayes import BayesModel, hookimpl
whole = BayesModel.predict
@hookimpl
def predict(self, df_img):
    # The validation set, and the first piece of the pool.
    if len(df_img) in (60, 4096):
        return whole(self, df_img)
    os.kill(os.getpid(), signal.SIGKILL)
BayesModel.predict = predict
"""
# The steps of a round as its report names them, and the hooks that are wrapped, in their order.
BEFORE_TRAINING = ["B step read", "E step read", "B step split", "E step split"]
TRAINING = [
    *("B step load", "E step load"),
    *("B step train", "B hook train_model", "E hook train_model", "E step train"),
    *("B step save", "E step save"),
]
PIECE = ["B hook predict", "E hook predict"]
VALIDATION = ["B step validate", *PIECE, "E step validate"]
END = [
    *("E step predict", "B step query", "E step query", "E hook query_hard_example"),
    *("B step write", "E step write"),
]


def command(folder, *arguments, status=0):
    """Run Python in `folder`; return what it says, and check that it ends with `status`."""
    finished = subprocess.run(
        [sys.executable, *arguments], cwd=folder, capture_output=True, text=True, check=False
    )
    assert finished.returncode == status, finished.stderr
    return finished.stderr


def run_bayes(folder, name, *arguments, code="", status=0):
    """Run a round with work and output folders of its own, and `code` before it."""
    folders = ("--output-dir", f"{name}/output", "--work-dir", f"{name}/work")
    return command(
        folder, "-c", code + RUN, "--plugin", "bayes", *folders, *arguments, status=status
    )


def read_trace(folder, name):
    return json.loads((folder / name / "work" / "plugin" / "trace.json").read_text())


def outline(events):
    """Return the phases, categories and names of the durations, in the order of the file."""
    return [f"{one['ph']} {one['cat']} {one['name']}" for one in events if one["ph"] in "BE"]


def durations(events):
    """Match each end with the last beginning that is open; return the pairs."""
    open_, pairs = [], []
    for event in events:
        if event["ph"] == "B":
            open_.append(event)
        elif event["ph"] == "E":
            pairs.append((open_.pop(), event))
    assert open_ == []
    return pairs


def assert_monotone(events):
    """Check that the times in each thread never go back."""
    for thread in {(event["pid"], event["tid"]) for event in events}:
        times = [event["ts"] for event in events if (event["pid"], event["tid"]) == thread]
        assert times == sorted(times)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Write the docstrings demo, with a pool of two pieces, and run a round."""
    folder = tmp_path_factory.mktemp("trace")
    command(folder, "-m", "fastlabel_core", "demo", "docstrings")
    with (folder / "exp_dir" / "input" / "input_unlabel.csv").open("a", newline="") as file:
        csv.writer(file).writerows([f"more-{number}", "letters"] for number in range(PIECE_ROWS))
    run_bayes(folder, "whole")
    return folder


@pytest.fixture(scope="module")
def report(folder):
    return json.loads((folder / "whole" / "output" / "report.json").read_text())


@pytest.fixture(scope="module")
def events(folder):
    return read_trace(folder, "whole")


def test_the_fields_of_the_format(events):
    """Of every event the fields that all share, and of each phase those of its own."""
    assert {event["ph"] for event in events} == {"M", "B", "E", "C"}
    for event in events:
        assert isinstance(event["name"], str)
        assert all(type(event[field]) is int for field in ("ts", "pid", "tid"))
        if event["ph"] == "C":
            assert [type(value) for value in event["args"].values()] == [float]
    assert len({event["pid"] for event in events}) == 1
    names = [event for event in events if event["ph"] == "M"]
    assert [(one["name"], one["args"]) for one in names] == [
        ("process_name", {"name": "fastlabel"})
    ]


def test_steps_and_hooks_are_nested(events, report):
    assert report["counts"]["pool"] > PIECE_ROWS
    assert outline(events) == [
        *BEFORE_TRAINING,
        *TRAINING,
        *VALIDATION,
        *("B hook query_hard_example", "B step predict", *PIECE, *PIECE),
        *END,
    ]


def test_a_piece_of_the_pool_is_a_prediction(events, report):
    sizes = [
        (one["name"], one["args"]["samples"])
        for one in events
        if one["ph"] == "B" and one["cat"] == "hook"
    ]
    pool = report["counts"]["pool"]
    assert -(-pool // PIECE_ROWS) == 2
    assert sizes == [
        ("train_model", report["counts"]["training"]),
        ("predict", report["counts"]["validation"]),
        ("query_hard_example", pool),
        ("predict", PIECE_ROWS),
        ("predict", pool - PIECE_ROWS),
    ]


def test_the_microseconds_are_those_of_the_report(events, report):
    """The core's own clock starts after a step's beginning is told and stops before its end is."""
    assert_monotone(events)
    seconds = {
        (begin["cat"], begin["name"]): (end["ts"] - begin["ts"]) / 1e6
        for begin, end in durations(events)
    }
    assert {name for kind, name in seconds if kind == "step"} == set(report["seconds"])
    for step, core in report["seconds"].items():
        assert core - 1e-5 <= seconds["step", step] <= core + 5
    assert 0 < seconds["hook", "train_model"] <= seconds["step", "train"]
    assert 0 < seconds["hook", "predict"] <= seconds["step", "predict"]


def test_the_times_are_those_of_the_day(folder, events):
    """So the runs of a killed round stand in their order, even with a new start of the machine."""
    written = (folder / "whole" / "work" / "plugin" / "trace.json").stat().st_mtime
    assert events[-1]["ts"] / 1e6 == pytest.approx(written, abs=5)


def test_memory_at_every_event(events):
    for event, next_event in pairwise(events):
        assert event["ph"] == "C" or (next_event["ph"], next_event["ts"]) == ("C", event["ts"])
    counters = [event for event in events if event["ph"] == "C"]
    assert {event["name"] for event in counters} == {"resident memory"}
    # Python with pandas takes more than a hundred.
    assert all(20 < event["args"]["MiB"] < 20_000 for event in counters)


def test_disabled_it_leaves_nothing(folder):
    run_bayes(folder, "disabled", "--disable", "trace")
    assert (folder / "disabled" / "work" / "plugin").is_dir()
    assert list((folder / "disabled").rglob("trace.json")) == []


def test_a_model_that_fails_leaves_a_whole_trace(folder):
    said = run_bayes(folder, "failed", code=FAILING, status=1)
    assert (
        "error: plugin 'bayes' (fastlabel-bayes 0.1.0) failed in train_model: "
        "ValueError: no such letters\n"
    ) in said
    events = read_trace(folder, "failed")
    assert_monotone(events)
    assert outline(events) == [
        *BEFORE_TRAINING,
        *TRAINING[:5],
    ]


def test_a_killed_round_goes_on_in_the_same_trace(folder):
    run_bayes(folder, "killed", code=KILLED, status=-signal.SIGKILL)
    killed = read_trace(folder, "killed")
    assert outline(killed) == [
        *BEFORE_TRAINING,
        *TRAINING,
        *VALIDATION,
        *("B hook query_hard_example", "B step predict", *PIECE, "B hook predict"),
    ]
    run_bayes(folder, "killed")
    events = read_trace(folder, "killed")
    assert events[: len(killed)] == killed
    resumed = events[len(killed) :]
    assert outline(resumed) == [
        *BEFORE_TRAINING,
        *VALIDATION,
        *("B hook query_hard_example", "B step predict", *PIECE),
        *END,
    ]
    assert [len({event["pid"] for event in run}) for run in (killed, resumed, events)] == [1, 1, 2]
    assert killed[-1]["ts"] < resumed[0]["ts"]
    assert_monotone(events)


def test_an_epoch_with_metrics_that_are_no_numbers(tmp_path):
    from fastlabel_trace import Trace

    from fastlabel_core import EpochEnded

    trace = Trace()
    (hear,) = trace.add_listeners()
    training = trace.train_model(["a", "b"], tmp_path)
    next(training)
    hear(EpochEnded(3, {"loss": float("nan"), "accuracy": 0.5}))
    training.close()
    events = json.loads((tmp_path / "trace.json").read_text(), parse_constant=pytest.fail)
    (epoch,) = [event for event in events if event["ph"] == "i"]
    assert (epoch["name"], epoch["s"]) == ("epoch 3", "t")
    assert epoch["args"] == {"loss": "nan", "accuracy": "0.5"}


def test_processes_write_one_after_another(tmp_path):
    from fastlabel_trace import append

    path = tmp_path / "trace.json"
    numbers = range(20_000)
    with get_context("spawn").Pool(4) as pool:
        pool.starmap(append, [(path, [{"ts": number}]) for number in numbers], chunksize=1000)
    assert sorted(event["ts"] for event in json.loads(path.read_text())) == list(numbers)


def test_the_help_does_not_wait_for_psutil(tmp_path):
    script = (
        "import sys; from fastlabel_core.cli import fastlabel, run_command; "
        "run_command(lambda **how: fastlabel(['--help'], **how)); "
        "print(*sys.modules, file=sys.stderr)"
    )
    modules = command(tmp_path, "-c", script).split()
    assert "fastlabel_trace" in modules
    assert "psutil" not in modules
