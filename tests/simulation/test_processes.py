"""What the process of a run has of its own, and what it shares."""

import os
import subprocess
import sys

import pytest

from fastlabel_core.simulation.processes import RunEnded, play_in_processes

OPEN = """
import os
import numpy as np
from fastlabel_core.cores import core_count
from words_model import WordsModel


class Open(WordsModel):
    def train_model(self, df_train, df_val, work_dir, is_first_train, options):
        safe = os.environ.get("PYTHONSAFEPATH")
        raise ValueError(
            f"({os.environ['GREETING']} {safe} {core_count()} {np.random.random()} {os.getppid()})"
        )
"""


@pytest.fixture
def told(run, plan, install_plugin):
    """Return a function that plays two runs at a time, and returns what their processes tell."""
    install_plugin("open", OPEN, attribute="Open")
    settings = plan.settings.model_copy(update={"plugin": "open"})
    runs = [run("RandomSampling", seed, settings=settings) for seed in (0, 1)]

    def tell(threads=1):
        ended = [each for each in play_in_processes(runs, 2, threads) if isinstance(each, RunEnded)]
        ended.sort(key=lambda each: each.run.seed)
        return [each.failure.rpartition("(")[2].rstrip(")").split() for each in ended]

    return tell


def test_the_environment_of_now(told, monkeypatch):
    """Not that of the first simulation, with which the server of processes began."""
    monkeypatch.delenv("PYTHONSAFEPATH", raising=False)
    for greeting in ("hello", "goodbye"):
        monkeypatch.setenv("GREETING", greeting)
        assert [each[:2] for each in told()] == [[greeting, "None"]] * 2
    assert "PYTHONSAFEPATH" not in os.environ


def test_its_share_of_the_cores(told, monkeypatch):
    monkeypatch.setenv("GREETING", "hello")
    assert [each[2] for each in told(threads=7)] == ["7", "7"]


def test_chance_of_its_own_where_nobody_sets_a_seed(told, monkeypatch):
    monkeypatch.setenv("GREETING", "hello")
    first, second = (each[3] for each in told())
    assert first != second


@pytest.mark.skipif(sys.platform != "linux", reason="Only there are processes copies of another.")
def test_processes_are_copies_of_one(told, monkeypatch):
    monkeypatch.setenv("GREETING", "hello")
    (first,), (second,) = (each[4:] for each in told())
    assert first == second
    assert int(first) != os.getpid()


def test_files_in_the_working_folder_are_not_imported(data_set, words_plugin, tmp_path):
    """Whatever they are called."""
    folder = tmp_path / "working folder"
    folder.mkdir()
    for name in ("numpy.py", "fastlabel_core.py", "graphlib.py"):
        (folder / name).write_text("raise SystemExit('the wrong module')\n")
    script = data_set.input / "script.py"
    script.write_text(
        "from pathlib import Path\n"
        "from fastlabel_core.campaign import Settings\n"
        "from fastlabel_core.simulation import Plan, Sources, simulate\n"
        "if __name__ == '__main__':\n"
        "    settings = Settings(name='w', plugin='words', query_cnt=6, round_limit=1)\n"
        "    plan = Plan(settings=settings, strategies=(), seeds=1)\n"
        f"    sources = Sources(Path({str(data_set.input)!r}))\n"
        f"    simulate(plan, sources, {str(data_set.output)!r})\n"
    )
    ended = subprocess.run(
        [sys.executable, script],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(words_plugin)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    assert data_set.folder.run("RandomSampling", 0).result.exists()
