"""Whole simulations, in processes of their own."""

import json
import os
import shutil
import subprocess
import sys

import pytest

from fastlabel_core import events, run_round
from fastlabel_core.errors import Failure, InputError, LockedError, StrategyError, UsageError
from fastlabel_core.simulation import ChosenStrategy, Failed, Sources, simulate, simulating
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


class Heard(list):
    def __call__(self, event):
        self.append(event)

    @property
    def warnings(self):
        return [event.message for event in self if isinstance(event, events.Warned)]

    @property
    def progress(self):
        """The last that was said of runs, and of rounds."""
        said = {each.what: each for each in self if isinstance(each, events.Progress)}
        return {what: (said[what].done, said[what].total) for what in ("rounds", "runs")}


def curves(folder):
    """Return every run's curve without its seconds."""
    results = map(RunResult.read, sorted(folder.path.glob("runs/*/*.json")))
    return {
        (result.strategy, result.seed): [(point.labels, point.correct) for point in result.points]
        for result in results
    }


def with_plugin(plan, name):
    return plan.model_copy(update={"settings": plan.settings.model_copy(update={"plugin": name})})


def test_two_strategies(data_set, plan, run):
    """The same to the bit as in this process, and nothing is done twice."""
    heard = Heard()
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
    data_set, plan, install_plugin, monkeypatch
):
    install_plugin("moody", MOODY, attribute="Moody")
    monkeypatch.setattr(simulating, "core_count", lambda: 6)
    heard = Heard()
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
            if has_log:
                log.parent.mkdir(parents=True)
                log.touch()
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


@pytest.fixture
def begun(data_set, plan, monkeypatch):
    """Return a function that begins a simulation, and returns the runs that it would play."""

    class Begun(Exception):
        pass

    def begin(changed=plan):
        runs = []

        def play_in_processes(missing, jobs, threads):
            runs.extend((run.strategy.title, run.seed, run.first_labels) for run in missing)
            raise Begun

        with monkeypatch.context() as patched:
            patched.setattr(simulating, "play_in_processes", play_in_processes)
            with pytest.raises(Begun):
                simulate(changed, data_set.sources, data_set.output)
        return runs

    return begin


def test_chance_is_among_the_strategies_and_each_once(begun, plan):
    strategies = (
        ChosenStrategy(name="marginsampling", options={"prefilter": 20}),
        ChosenStrategy(name="MarginSampling", options={"prefilter": 20, "balance": False}),
        ChosenStrategy(name="randomsampling"),
    )
    assert begun(plan.model_copy(update={"strategies": strategies})) == [
        ("RandomSampling", 0, 9),
        ("MarginSampling:prefilter=20", 0, 9),
        ("RandomSampling", 1, 9),
        ("MarginSampling:prefilter=20", 1, 9),
    ]


@pytest.fixture
def _in_this_process(monkeypatch):
    """Play in this process, which takes no time to begin."""

    def play_here(runs, jobs, threads):
        for run in runs:
            play(run, lambda _: None)
            yield RunEnded(run, None)

    monkeypatch.setattr(simulating, "play_in_processes", play_here)


@pytest.mark.usefixtures("_in_this_process")
def test_the_tables_count_all_runs_that_are_there(data_set, plan):
    """Chance, and then another seed of it, beside two strategies of other calls."""
    heard = Heard()
    for strategy in ("MarginSampling", "EntropySampling"):
        one = plan.model_copy(update={"strategies": (ChosenStrategy(name=strategy),), "seeds": 1})
        simulate(one, data_set.sources, data_set.output, listeners=[heard])
    two = plan.model_copy(update={"strategies": ()})
    simulated = simulate(two, data_set.sources, data_set.output, listeners=[heard])
    assert [(each.strategy, each.seeds) for each in simulated.summaries] == [
        ("RandomSampling", 2),
        ("EntropySampling", 1),
        ("MarginSampling", 1),
    ]
    rows = data_set.folder.results.read_text().splitlines()[1:]
    assert [tuple(row.split(",")[:3]) for row in rows] == [
        (strategy, seed, str(number))
        for strategy, seed in (
            ("RandomSampling", "0"),
            ("RandomSampling", "1"),
            ("EntropySampling", "0"),
            ("MarginSampling", "0"),
        )
        for number in (1, 2, 3)
    ]
    assert heard.warnings == []


@pytest.mark.usefixtures("_in_this_process")
def test_runs_that_end_with_fewer_labels_are_told(data_set, plan, run):
    simulate(plan.model_copy(update={"strategies": ()}), data_set.sources, data_set.output)
    file = data_set.folder.run("RandomSampling", 1).result
    result = RunResult.read(file)
    last = result.points[-1].model_copy(update={"labels": 20})
    result.model_copy(update={"points": (*result.points[:-1], last)}).write(file)
    heard = Heard()
    simulated = simulate(plan, data_set.sources, data_set.output, listeners=[heard])
    assert heard.warnings == [
        "the runs ended with 20 to 21 labels, as some asked for fewer; they are compared up to 20, "
        "between their rounds as straight lines"
    ]
    assert [each.labels for each in simulated.summaries[0].budgets] == [9, 15, 20]


@pytest.mark.usefixtures("_in_this_process")
def test_a_damaged_result_is_an_error(data_set, plan):
    chance = plan.model_copy(update={"strategies": (), "seeds": 1})
    simulate(chance, data_set.sources, data_set.output)
    file = data_set.folder.run("RandomSampling", 0).result
    file.write_text(file.read_text()[:50])
    with pytest.raises(InputError) as raised:
        simulate(chance, data_set.sources, data_set.output)
    assert str(raised.value) == f"{file} is damaged; remove it, and the run is played again"


def test_more_strategies_and_seeds_join_those_that_are_there(begun, plan, run):
    assert len(begun()) == 4
    play(run("RandomSampling", 1), lambda _: None)
    more = plan.model_copy(update={"strategies": (), "seeds": 3})
    assert begun(more) == [("RandomSampling", 0, 9), ("RandomSampling", 2, 9)]


def test_what_a_kill_left_beside_a_result_goes(begun, run):
    played = run("RandomSampling", 0)
    begun()
    play(played, lambda _: None)
    played.place.path.mkdir()
    begun()
    assert not played.place.path.exists()


def test_what_changed_since_is_an_error(begun, data_set, plan, monkeypatch):
    begun()
    changed = plan.model_copy(
        update={
            "settings": plan.settings.model_copy(
                update={
                    "query_cnt": 7,
                    "round_limit": 4,
                    "options": {"epochs": 2, "random_seed": 5},
                }
            ),
            "error_rate": 0.1,
            "labels": 12,
        }
    )
    monkeypatch.setattr("fastlabel_core.report.__version__", "0.2.0")
    data_set.write("test.csv", data_set.test[:7])
    before = json.loads(data_set.folder.request.read_text())["test_samples"]
    with pytest.raises(UsageError) as raised:
        simulate(changed, data_set.sources, data_set.output)
    message = str(raised.value)
    start = (
        f"{data_set.output} holds a simulation that began otherwise: error_rate was 0.0, is 0.1; "
        "labels was 9, is 12; options.epochs was 1, is 2; options.random_seed was 0, is 5; "
        f'query_cnt was 6, is 7; rounds was 3, is 4; test_samples was "{before}", is "'
    )
    end = (
        '"; versions.fastlabel-core was "0.1.0", is "0.2.0". '
        "Give another folder (--output-dir), go back to what it began with, or remove it"
    )
    assert message.startswith(start)
    assert message.endswith(end)
    assert len(message) == len(start) + 64 + len(end)


def test_a_data_set_that_was_copied_elsewhere_is_another(begun, data_set, plan, tmp_path):
    """The bytes of its files are the same, but not the files that its paths name."""
    labelled = data_set.samples.assign(path="a.txt")
    data_set.write("input_label.csv", labelled[:9])
    data_set.write("input_unlabel.csv", labelled[9:].drop(columns="label"))
    data_set.write("test.csv", data_set.test.assign(path="b.txt"))
    begun()
    copy = Sources(shutil.copytree(data_set.input, tmp_path / "copy"))
    with pytest.raises(UsageError, match=r'otherwise: samples was ".*; test_samples was "'):
        simulate(plan, copy, data_set.output)


def test_another_share_that_is_held_out_is_an_error(begun, data_set, plan):
    (data_set.input / "test.csv").unlink()
    begun()
    with pytest.raises(UsageError, match=r"; test_size was 0\.2, is 0\.3\. Give"):
        simulate(plan.model_copy(update={"test_size": 0.3}), data_set.sources, data_set.output)
    assert begun()


def test_a_model_to_begin_with_that_changed_is_an_error(begun, data_set, plan, tmp_path):
    model = tmp_path / "output" / "model"
    for seed in (1, 2):
        run_round(
            plugin="words",
            input_dir=data_set.input,
            output_dir=model.parent,
            work_dir=tmp_path / "work",
            random_seed=seed,
        )
        going_on = plan.model_copy(
            update={"settings": plan.settings.model_copy(update={"model": str(model)})}
        )
        if seed == 1:
            assert len(begun(going_on)) == 4
    with pytest.raises(UsageError, match="began otherwise: model_metadata was "):
        simulate(going_on, data_set.sources, data_set.output)
