"""``fastlabel simulate``: its flags, what it says, and how it is stopped and taken up."""

import os
import signal
import subprocess
import sys
import time

import pytest

from fastlabel_core.cli import run_command
from fastlabel_core.cli import simulate as cli
from fastlabel_core.errors import UsageError
from fastlabel_core.simulation import ChosenStrategy, Failed, Plan, Simulated, Sources
from fastlabel_core.simulation.play import play
from fastlabel_core.simulation.result import RunResult

SLOW = """
import time
from words_model import WordsModel


class Slow(WordsModel):
    def train_model(self, df_train, df_val, work_dir, is_first_train, options):
        time.sleep(0.5)
        return super().train_model(df_train, df_val, work_dir, is_first_train, options)
"""
DEADLINE = 120


@pytest.fixture
def asked(monkeypatch, capsys, tmp_path):
    """Return a function that runs the command with a simulation that only says what it was asked.

    It returns the status, stdout, stderr, and what `simulate` was called with.
    """
    monkeypatch.chdir(tmp_path)

    def ask(*arguments, outcome=None):
        calls = []

        def simulate(*given, listeners, **named):
            calls.append((*given, named))
            return outcome or Simulated([], [], "the page\n")

        monkeypatch.setattr("fastlabel_core.simulation.simulate", simulate)
        status = run_command(lambda **given: cli.command(list(arguments), **given))
        return status, *capsys.readouterr(), *calls

    return ask


def test_the_defaults(asked):
    status, output, error, (plan, sources, folder, named) = asked("--plugin", "words")
    assert (status, error) == (0, "")
    assert output == (
        "the page\n\nthe curves: simulation/curve.svg, every round: simulation/results.csv\n"
    )
    settings = {"name": "simulation", "plugin": "words"}
    strategies = (ChosenStrategy(name="LeastConfidence"),)
    assert plan == Plan(settings=settings, strategies=strategies)
    assert sources == Sources(cli.Path("exp_dir/input"), None, None)
    assert (folder, named) == ("simulation", {"jobs": None})


def test_every_flag_arrives(asked):
    *_, (plan, sources, folder, named) = asked(
        *("--model", "m", "--input-dir", "in", "--truth", "t.csv", "--test", "e.csv"),
        *("--test-size", "0.3", "--output-dir", "out", "--strategy", "BADGE"),
        *("--strategy", "MarginSampling:prefilter=5000,balance=true", "--seeds", "3"),
        *("--labels", "40", "--query-cnt", "7", "--rounds", "4", "--val-size", "0.1"),
        *("--error-rate", "0.2", "--option", "epochs=2", "--option", "device=cpu"),
        *("--repository", "models", "--disable", "trace", "--jobs", "2"),
    )
    assert plan.model_dump() == {
        "settings": {
            "name": "simulation",
            "plugin": None,
            "model": "m",
            "strategy": "LeastConfidence",
            "strategy_options": {},
            "query_cnt": 7,
            "round_limit": 4,
            "val_size": 0.1,
            "random_seed": 0,
            "options": {"epochs": 2, "device": "cpu"},
            "repository": "models",
            "classes": (),
            "disable": ("trace",),
        },
        "strategies": (
            {"name": "BADGE", "options": {}},
            {"name": "MarginSampling", "options": {"prefilter": 5000, "balance": True}},
        ),
        "seeds": 3,
        "labels": 40,
        "error_rate": 0.2,
        "test_size": 0.3,
    }
    assert sources == Sources(cli.Path("in"), cli.Path("t.csv"), cli.Path("e.csv"))
    assert (folder, named) == ("out", {"jobs": 2})


def test_an_option_of_a_strategy_without_a_value(asked):
    status, _, error = asked("--strategy", "BADGE:balance")
    assert status == UsageError.exit_status
    assert error == (
        "error: --strategy 'balance' is not NAME=VALUE, such as --strategy "
        "MarginSampling:prefilter=5000\n"
    )


@pytest.mark.parametrize("flag", ["--error-rate", "--test-size"])
@pytest.mark.parametrize("value", ["nan", "1.5", "-0.1"])
def test_a_share_that_is_none(asked, flag, value):
    status, _, error, *calls = asked(flag, value)
    assert (status, calls) == (UsageError.exit_status, [])
    assert f"Invalid value for '{flag}': " in error
    assert value in error


def test_runs_that_failed_are_told_after_the_table(asked, tmp_path):
    failed = [
        Failed("BADGE", 1, "PluginFailure: no", tmp_path / "log 1"),
        Failed("BADGE", 2, "its process ended with exit status -9", None),
    ]
    status, output, error, _ = asked(outcome=Simulated([], failed, "the page\n"))
    assert status == 1
    assert output.startswith("the page\n")
    assert error == (
        "error: the tables lack what failed:\n"
        f"  BADGE, seed 1: PluginFailure: no; see {tmp_path}/log 1\n"
        f"  BADGE, seed 2: its process ended with exit status -9\n"
        "  The same command again tries only these.\n"
    )


@pytest.fixture
def start(data_set, install_plugin, words_plugin):
    """Return a function that starts the command with a slow model, in a process group of its own.

    It plays two seeds of chance at a time.
    """
    site = install_plugin("slow", SLOW, attribute="Slow")

    def started():
        return subprocess.Popen(
            [
                *(sys.executable, "-m", "fastlabel_core", "simulate", "--plugin", "slow"),
                *("--input-dir", data_set.input, "--output-dir", data_set.output),
                *("--strategy", "RandomSampling", "--seeds", "2", "--jobs", "2"),
                *("--query-cnt", "6", "--rounds", "3", "--val-size", "0"),
            ],
            env={**os.environ, "PYTHONPATH": f"{site}{os.pathsep}{words_plugin}"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    return started


def wait_until(condition):
    """Wait until something is so, and fail if that takes too long."""
    deadline = time.monotonic() + DEADLINE
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def is_gone(group):
    """Tell whether every process of a group has ended."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return True
    return False


@pytest.mark.parametrize("way", [signal.SIGINT, signal.SIGKILL])
def test_a_simulation_that_was_stopped_is_taken_up(data_set, run, plan, start, way):
    places = [data_set.folder.run("RandomSampling", seed) for seed in (0, 1)]
    stopped = start()
    wait_until(lambda: all(place.progress.exists() for place in places))
    if way == signal.SIGINT:
        # As a terminal does: to the processes of the runs too.
        os.killpg(stopped.pid, way)
    else:
        stopped.send_signal(way)
    _, error = stopped.communicate(timeout=DEADLINE)
    # No process is left behind, even where nobody could end them.
    wait_until(lambda: is_gone(stopped.pid))
    assert not any(place.result.exists() for place in places)
    if way == signal.SIGINT:
        assert stopped.returncode == 130
        assert error.endswith("\nStopped. The same command again goes on from here.\n")

    again = start()
    output, error = again.communicate(timeout=DEADLINE)
    assert again.returncode == 0, error
    assert output.startswith("| strategy       | seeds |")
    curves = [RunResult.read(place.result).points for place in places]
    settings = plan.settings.model_copy(update={"plugin": "words"})
    for seed, place in enumerate(places):
        place.result.unlink()
        play(run("RandomSampling", seed, settings=settings), lambda _: None)
        expected = RunResult.read(place.result).points
        assert [(each.labels, each.correct) for each in curves[seed]] == [
            (each.labels, each.correct) for each in expected
        ]
