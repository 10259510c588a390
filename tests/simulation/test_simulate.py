"""Whole simulations, in processes of their own."""

import json
import shutil

import pytest

from fastlabel_core import events, run_round
from fastlabel_core.errors import Failure, LockedError, StrategyError, UsageError
from fastlabel_core.simulation import ChosenStrategy, Failed, simulate, simulating
from fastlabel_core.simulation.play import play
from fastlabel_core.simulation.result import RunResult

MOODY = """
import os
from words_model import WordsModel


class Moody(WordsModel):
    def train_model(self, df_train, df_val, work_dir, is_first_train, options):
        print("threads:", os.environ["OMP_NUM_THREADS"], flush=True)
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


def test_two_strategies_and_two_seeds(data_set, plan, run):
    """The same to the bit as in this process, and nothing is done twice."""
    heard = Heard()
    simulated = simulate(plan, data_set.sources, data_set.output, jobs=2, listeners=[heard])
    in_processes = curves(data_set.folder)
    assert heard.progress == {"rounds": (12, 12), "runs": (4, 4)}
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

    before = {path: path.stat().st_mtime_ns for path in data_set.folder.path.glob("runs/*/*")}
    assert len(before) == 4
    again = simulate(plan, data_set.sources, data_set.output, jobs=2)
    assert again == simulated
    assert {path: path.stat().st_mtime_ns for path in before} == before

    shutil.rmtree(data_set.output / "runs")
    for strategy in titles:
        for seed in (0, 1):
            play(run(strategy, seed), lambda _: None)
    assert curves(data_set.folder) == in_processes
    means = [sum(in_processes[title, seed][-1][1] for seed in (0, 1)) / 60 for title in titles]
    last = [summary.budgets[-1] for summary in simulated.summaries]
    assert [each.accuracy.mean for each in last] == pytest.approx(means)
    assert last[1].difference.mean == pytest.approx(means[1] - means[0])
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
    assert first == "threads: 3"
    assert last.endswith("failed in train_model: ValueError: one is no number")
    assert [summary.seeds for summary in simulated.summaries] == [1]
    assert heard.progress == {"rounds": (6, 6), "runs": (2, 2)}
    assert list(curves(data_set.folder)) == [("RandomSampling", 0)]


def test_where_every_run_fails(data_set, plan, install_plugin):
    install_plugin("moody", MOODY.replace("== 1", ">= 0"), attribute="Moody")
    moody = with_plugin(plan, "moody").model_copy(update={"strategies": (), "seeds": 1})
    with pytest.raises(Failure) as raised:
        simulate(moody, data_set.sources, data_set.output)
    assert str(raised.value) == (
        "no run could be finished: PluginFailure: plugin 'moody' (acme-moody 1.0) failed in "
        "train_model: ValueError: one is no number; see "
        f"{data_set.folder.run('RandomSampling', 0).log}"
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
    before = json.loads(data_set.folder.request.read_text())["files"]["test"]
    with pytest.raises(UsageError) as raised:
        simulate(changed, data_set.sources, data_set.output)
    message = str(raised.value)
    start = (
        f"{data_set.output} holds a simulation that began otherwise: error_rate was 0.0, is 0.1; "
        f'files.test was "{before}", is "'
    )
    end = (
        '"; labels was 9, is 12; options.epochs was 1, is 2; options.random_seed was 0, is 5; '
        "query_cnt was 6, is 7; rounds was 3, is 4; versions.fastlabel-core was "
        '"0.1.0", is "0.2.0". '
        "Give another folder (--output-dir), go back to what it began with, or remove it"
    )
    assert message.startswith(start)
    assert message.endswith(end)
    assert len(message) == len(start) + 64 + len(end)


def test_another_share_that_is_held_out_is_an_error(begun, data_set, plan):
    (data_set.input / "test.csv").unlink()
    begun()
    with pytest.raises(UsageError, match=r"began otherwise: test_size was 0\.2, is 0\.3\. Give"):
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
