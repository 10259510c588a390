"""Whole simulations, in processes of their own."""

import os
import shutil
import subprocess
import sys

import pytest

from fastlabel_core import run_round
from fastlabel_core.errors import Failure, LockedError, StrategyError, UsageError
from fastlabel_core.simulation import ChosenStrategy, Failed, simulate, simulating
from fastlabel_core.simulation.play import play
from fastlabel_core.simulation.processes import RunEnded
from fastlabel_core.simulation.result import RunResult

MOODY = """
import os
from threadpoolctl import threadpool_info
from words_model import WordsModel


class Moody(WordsModel):
    def train_model(self, df_train, df_val, work_dir, is_first_train, options):
        used = {each["num_threads"] for each in threadpool_info()}
        print("threads:", os.environ["OMP_NUM_THREADS"], used, flush=True)
        if options.random_seed == 1:
            raise ValueError("one is no number")
        return super().train_model(df_train, df_val, work_dir, is_first_train, options)
"""
CHOOSY = """
from words_model import WordsModel


class Choosy(WordsModel):
    def query_hard_example(self, df_img, query_cnt):
        raise NotImplementedError
"""


def curves(folder):
    """Return every run's curve without its seconds."""
    results = map(RunResult.read, sorted(folder.path.glob("runs/*/*.json")))
    return {
        (result.strategy, result.seed): [(point.labels, point.correct) for point in result.points]
        for result in results
    }


def with_plugin(plan, name):
    return plan.model_copy(update={"settings": plan.settings.model_copy(update={"plugin": name})})


def test_two_strategies(data_set, plan, run, heard):
    """The same to the bit as in this process, and nothing is done twice."""
    one_seed = plan.model_copy(update={"seeds": 1})
    simulated = simulate(one_seed, data_set.sources, data_set.output, jobs=2, listeners=[heard])
    in_processes = curves(data_set.folder)
    assert heard.progress == {"rounds": (6, 6), "runs": (2, 2)}
    assert heard.warnings == []
    assert simulated.failed == []
    titles = [summary.strategy for summary in simulated.summaries]
    assert titles == ["RandomSampling", "MarginSampling"]
    assert sorted(path.name for path in data_set.output.iterdir()) == [
        ".lock",
        "curve.csv",
        "curve.svg",
        "results.csv",
        "runs",
        "samples.csv",
        "simulation.json",
        "summary.csv",
        "summary.md",
        "test.csv",
    ]
    assert simulated.page == data_set.folder.report.read_text()

    before = {path: path.stat().st_mtime_ns for path in data_set.folder.path.glob("runs/*/*")}
    assert len(before) == 2
    assert simulate(one_seed, data_set.sources, data_set.output, jobs=2) == simulated
    assert {path: path.stat().st_mtime_ns for path in before} == before

    shutil.rmtree(data_set.output / "runs")
    for strategy in titles:
        play(run(strategy, 0), lambda _: None)
    assert curves(data_set.folder) == in_processes
    ends = [in_processes[title, 0][-1][1] / 30 for title in titles]
    last = [summary.budgets[-1] for summary in simulated.summaries]
    assert [each.accuracy.mean for each in last] == ends
    assert last[1].difference.mean == pytest.approx(ends[1] - ends[0])
    assert simulated.summaries[1].budgets[0].difference.mean == 0


def test_a_run_that_fails_is_named_and_leaves_the_others(
    data_set, plan, install_plugin, monkeypatch, heard
):
    install_plugin("moody", MOODY, attribute="Moody")
    monkeypatch.setattr(simulating, "core_count", lambda: 6)
    moody = with_plugin(plan, "moody").model_copy(update={"strategies": ()})
    simulated = simulate(moody, data_set.sources, data_set.output, jobs=2, listeners=[heard])
    reason = (
        "PluginFailure: plugin 'moody' (acme-moody 1.0) failed in train_model: ValueError: one is "
        "no number"
    )
    log = data_set.folder.run("RandomSampling", 1).log
    assert simulated.failed == [Failed("RandomSampling", 1, reason, log)]
    assert heard.warnings == [f"RandomSampling, seed 1 failed: {reason}"]
    first, *_, last = log.read_text().splitlines()
    assert first == "threads: 3 {3}"
    assert last.endswith("failed in train_model: ValueError: one is no number")
    assert [summary.seeds for summary in simulated.summaries] == [1]
    assert heard.progress == {"rounds": (6, 6), "runs": (2, 2)}
    assert list(curves(data_set.folder)) == [("RandomSampling", 0)]


@pytest.mark.parametrize("has_log", [True, False])
def test_where_every_run_fails(data_set, plan, monkeypatch, has_log):
    log = data_set.folder.run("RandomSampling", 0).log

    def fail(runs, jobs, threads):
        for run in runs:
            log.parent.mkdir(parents=True)
            log.write_text("no space left" if has_log else "")
            yield RunEnded(run, "the disk is full")

    monkeypatch.setattr(simulating, "play_in_processes", fail)
    with pytest.raises(Failure) as raised:
        simulate(
            plan.model_copy(update={"strategies": (), "seeds": 1}),
            data_set.sources,
            data_set.output,
        )
    see = f"; see {log}" if has_log else ""
    assert str(raised.value) == f"no run could be finished: the disk is full{see}"


@pytest.mark.parametrize(
    ("end", "reason"),
    [
        ("sys.exit(0)", "its process ended with exit status 0 and left no result"),
        ("os._exit(3)", "its process ended with exit status 3 and left no result"),
        (
            "os.kill(os.getpid(), 9)",
            "its process was killed by SIGKILL, as a system does that runs out of memory; play "
            "fewer at a time (--jobs)",
        ),
    ],
)
def test_a_process_that_ends_without_a_result(data_set, plan, install_plugin, end, reason):
    source = MOODY.replace('raise ValueError("one is no number")', end).replace(
        "import os", "import os, sys"
    )
    install_plugin("moody", source.replace("        print(", "        # print("), attribute="Moody")
    moody = with_plugin(plan, "moody").model_copy(update={"strategies": ()})
    simulated = simulate(moody, data_set.sources, data_set.output, jobs=2)
    assert simulated.failed == [Failed("RandomSampling", 1, reason, None)]
    assert [summary.seeds for summary in simulated.summaries] == [1]


def test_nothing_is_compared(data_set, plan, heard):
    """The first query takes the whole pool, so each run has but one round."""
    settings = plan.settings.model_copy(update={"query_cnt": 100})
    one_seed = plan.model_copy(update={"seeds": 1, "settings": settings})
    simulate(one_seed, data_set.sources, data_set.output, jobs=2, listeners=[heard])
    assert heard.warnings == [
        "all runs have only their first 9 labels in common, with which all strategies have the "
        "same model, so nothing is compared: give more rounds (--rounds), or fewer questions in "
        "each (--query-cnt), or labels at the beginning (--labels)"
    ]


@pytest.mark.parametrize("has_file", [True, False])
def test_a_model_that_may_know_the_test(data_set, plan, heard, has_file):
    run_round(
        plugin="words",
        input_dir=data_set.input,
        output_dir=data_set.output / "round",
        work_dir=data_set.output / "work",
        val_size=0,
    )
    model = data_set.output / "round" / "model"
    settings = plan.settings.model_copy(
        update={"model": str(model), "plugin": None, "round_limit": 1}
    )
    if not has_file:
        (data_set.input / "test.csv").unlink()
    going_on = plan.model_copy(update={"seeds": 1, "settings": settings, "strategies": ()})
    simulate(going_on, data_set.sources, data_set.output / "simulation", listeners=[heard])
    told = [each for each in heard.warnings if each.startswith("the model")]
    assert told == (
        []
        if has_file
        else [
            f"the model {model} may have been trained on samples that are held out to test on; "
            "give samples that it can't know in a file test.csv (--test)"
        ]
    )


def test_a_script_that_simulates_without_a_guard(data_set, words_plugin):
    """Each process imports the script, which then begins a simulation before it is itself."""
    script = data_set.input / "script.py"
    script.write_text(
        "from pathlib import Path\n"
        "from fastlabel_core.campaign import Settings\n"
        "from fastlabel_core.simulation import Plan, Sources, simulate\n"
        "settings = Settings(name='w', plugin='words', query_cnt=6, round_limit=1, val_size=0)\n"
        "plan = Plan(settings=settings, strategies=(), seeds=1)\n"
        f"simulate(plan, Sources(Path({str(data_set.input)!r})), {str(data_set.output)!r})\n"
    )
    ended = subprocess.run(
        [sys.executable, script],
        env={**os.environ, "PYTHONPATH": str(words_plugin)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 1
    assert ended.stderr.endswith(
        "no run could be finished: its process ended with exit status 1 before it began to play. "
        "It imports the script that simulates: that must do so under `if __name__ == "
        '"__main__":`, or each process would begin processes of its own\n'
    )


def refusal(kind, plan, data_set):
    with pytest.raises(kind) as raised:
        simulate(plan, data_set.sources, data_set.output)
    assert not (data_set.output / "runs").exists()
    return str(raised.value)


@pytest.fixture
def _no_process(monkeypatch):
    """Fail where a process would be begun."""
    monkeypatch.setattr(simulating, "play_in_processes", None)


@pytest.mark.usefixtures("_no_process")
def test_what_a_strategy_needs_is_checked_before_anything_runs(data_set, plan):
    needy = plan.model_copy(update={"strategies": (ChosenStrategy(name="BADGE"),)})
    assert refusal(StrategyError, needy, data_set).startswith(
        "strategy 'BADGE' needs embeddings, which plugin 'words' (words-model 1.2) does not give"
    )


@pytest.mark.usefixtures("_no_process")
def test_a_model_that_chooses_itself(data_set, plan, install_plugin):
    install_plugin("choosy", CHOOSY, attribute="Choosy")
    assert refusal(UsageError, with_plugin(plan, "choosy"), data_set) == (
        "plugin 'choosy' (acme-choosy 1.0) chooses the hard examples itself, so no strategy can be "
        "compared with chance; take a plugin that leaves the choice to a strategy"
    )


@pytest.mark.usefixtures("_no_process")
def test_no_run_at_a_time(data_set, plan):
    with pytest.raises(UsageError, match=r"^0 runs at a time play nothing; give at least 1 \(--jo"):
        simulate(plan, data_set.sources, data_set.output, jobs=0)


@pytest.mark.usefixtures("_no_process")
def test_a_file_where_the_folder_should_be(data_set, plan):
    file = data_set.input / "truth.csv"
    with pytest.raises(UsageError) as raised:
        simulate(plan, data_set.sources, file)
    assert str(raised.value) == (
        f"{file} can't be made: File exists; give another folder (--output-dir)"
    )


@pytest.mark.usefixtures("_no_process")
def test_another_process_simulates_there(data_set, plan):
    with data_set.folder.exclusive():
        assert refusal(LockedError, plan, data_set) == (
            f"another process simulates in {data_set.output}; wait until it has ended, or give "
            "another folder (--output-dir)"
        )
