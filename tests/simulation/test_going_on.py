"""Which runs a simulation plays, and when it goes on with those that its folder holds."""

import json
import shutil

import pytest

from fastlabel_core import run_round
from fastlabel_core.errors import InputError, UsageError
from fastlabel_core.simulation import ChosenStrategy, Sources, simulate, simulating
from fastlabel_core.simulation.play import play
from fastlabel_core.simulation.processes import RunEnded
from fastlabel_core.simulation.result import RunResult


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
def test_the_tables_count_all_runs_that_are_there(data_set, plan, heard):
    """Chance, and then another seed of it, beside two strategies of other calls."""
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
def test_runs_that_end_with_fewer_labels_are_told(data_set, plan, run, heard):
    simulate(plan.model_copy(update={"strategies": ()}), data_set.sources, data_set.output)
    file = data_set.folder.run("RandomSampling", 1).result
    result = RunResult.read(file)
    last = result.points[-1].model_copy(update={"labels": 20})
    result.model_copy(update={"points": (*result.points[:-1], last)}).write(file)
    simulated = simulate(plan, data_set.sources, data_set.output, listeners=[heard])
    assert heard.warnings == [
        "the runs ended with 20 to 21 labels, as some asked for fewer or ran out of samples; they "
        "are compared up to 20, between their rounds as straight lines"
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
