"""One run, beside the same rounds run by hand; and runs that were killed."""

import json
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest

from fastlabel_core import run_round
from fastlabel_core.evaluation import Evaluation
from fastlabel_core.simulation import play as playing
from fastlabel_core.simulation.annotator import Annotator
from fastlabel_core.simulation.first_labels import draw_first_labels
from fastlabel_core.simulation.play import play
from fastlabel_core.simulation.result import RunResult
from fastlabel_core.simulation.samples_csv import write_samples

from .conftest import CLASSES


def right(words: Path, test: pd.DataFrame) -> int:
    """Count what `WordsModel` predicts right: the label under which most of the words stood."""
    known = json.loads(words.read_text())
    predicted = [
        max(known, key=lambda label: len(set(text.split()) & set(known[label])))
        for text in test["text"]
    ]
    return sum(label == true for label, true in zip(predicted, test["label"], strict=True))


def by_hand(folder, samples, test, strategy, seed, error_rate=0.0):
    """Run three rounds, each from the model before, and answer the six hard examples of each."""
    first, pool = draw_first_labels(samples, 9, seed)
    annotator = Annotator(CLASSES, error_rate, seed)
    truth = dict(zip(samples["sampleId"], samples["label"], strict=True))
    added = first.iloc[:0]
    folder.mkdir()
    curve = []
    for number in range(3):
        first.to_csv(folder / "input_label.csv", index=False)
        added.to_csv(folder / "input_added_label.csv", index=False)
        is_asked = pool["sampleId"].isin(added["sampleId"])
        pool[~is_asked].drop(columns="label").to_csv(folder / "input_unlabel.csv", index=False)
        output = folder / f"output {number}"
        run_round(
            plugin="words",
            model=None if number == 0 else folder / f"output {number - 1}" / "model",
            input_dir=folder,
            output_dir=output,
            work_dir=folder / "work",
            query_cnt=6,
            val_size=0,
            strategy=strategy,
            random_seed=seed,
        )
        curve.append((9 + 6 * number, right(output / "model" / "words.json", test)))
        predictions = pd.read_csv(output / "predictions.csv", dtype=str, keep_default_na=False)
        hard = predictions[predictions["is_hard"] == "true"]["sampleId"]
        asked = pool[pool["sampleId"].isin(hard)]
        answers = [annotator.answer(name, truth[name]) for name in asked["sampleId"]]
        # In the order of the data set, as a campaign writes them.
        added = pd.concat([added, asked.assign(label=answers)]).reindex(
            pool.index[pool["sampleId"].isin([*added["sampleId"], *hard])]
        )
    return curve


def points(result):
    return [(point.labels, point.correct) for point in result.points]


def finished(run):
    result = RunResult.read(run.place.result)
    assert not run.place.path.exists()
    return result


@pytest.mark.parametrize("error_rate", [0.0, 0.5])
@pytest.mark.parametrize("strategy", ["RandomSampling", "MarginSampling"])
@pytest.mark.parametrize("seed", [0, 1])
def test_a_run_is_the_rounds_run_by_hand(run, data_set, tmp_path, strategy, seed, error_rate):
    played = run(strategy, seed, error_rate=error_rate)
    told = []
    play(played, told.append)
    assert told == [0, 1, 2, 3]
    result = finished(played)
    expected = by_hand(
        tmp_path / "by hand", data_set.samples, data_set.test, strategy, seed, error_rate
    )
    assert points(result) == expected
    assert [point.round for point in result.points] == [1, 2, 3]
    assert {point.samples for point in result.points} == {30}
    assert all(point.seconds > 0 for point in result.points)
    assert (result.strategy, result.seed, result.warnings) == (strategy, seed, ())


def test_strategies_of_a_seed_begin_the_same_and_part(run):
    curves = []
    for strategy in ("RandomSampling", "MarginSampling"):
        played = run(strategy, 0)
        play(played, lambda _: None)
        curves.append(points(finished(played)))
    assert curves[0][0] == curves[1][0]
    assert curves[0] != curves[1]


class Killed(BaseException):
    """Nothing catches it."""


def kill_at(monkeypatch, owner, name, call):
    """Let the given call of a function raise, and those before and after do what they do."""
    calls = Counter()
    original = getattr(owner, name)

    def counted(*args, **given):
        calls[name] += 1
        if calls[name] == call:
            raise Killed
        return original(*args, **given)

    monkeypatch.setattr(owner, name, counted)


KILLS = [
    (playing, "write_samples", 2),
    (playing.Campaign, "start", 1),
    (RunResult, "write", 1),
    (playing.Campaign, "run", 2),
    (playing, "evaluate_model", 2),
    (RunResult, "write", 3),
    (playing.Campaign, "answer", 2),
    (RunResult, "write", 5),
    (playing.shutil, "rmtree", 3),
]


def test_a_run_that_was_killed_ends_the_same(run, monkeypatch):
    played = run("MarginSampling", 0)
    play(played, lambda _: None)
    expected = points(finished(played))
    for owner, name, call in KILLS:
        played.place.result.unlink()
        with monkeypatch.context() as patched:
            kill_at(patched, owner, name, call)
            with pytest.raises(Killed):
                play(played, lambda _: None)
        play(played, lambda _: None)
        assert points(finished(played)) == expected, (name, call)


def test_the_campaign_is_not_told_what_it_is_to_predict(run, data_set, monkeypatch):
    played = run("MarginSampling", 0)
    kill_at(monkeypatch, playing.Campaign, "start", 1)
    with pytest.raises(Killed):
        play(played, lambda _: None)
    given = {
        path.name: pd.read_csv(path, dtype=str, keep_default_na=False)
        for path in played.place.inputs.iterdir()
    }
    first, pool = draw_first_labels(data_set.samples, 9, 0)
    assert sorted(given) == ["input_label.csv", "input_unlabel.csv"]
    assert given["input_label.csv"].to_dict("records") == first.to_dict("records")
    unlabelled = pool[["sampleId", "text"]].to_dict("records")
    assert given["input_unlabel.csv"].to_dict("records") == unlabelled


def test_what_is_done_of_a_killed_run_is_not_done_again(run, monkeypatch):
    played = run("MarginSampling", 0)
    with monkeypatch.context() as patched:
        kill_at(patched, playing, "evaluate_model", 3)
        with pytest.raises(Killed):
            play(played, lambda _: None)
    rounds = Counter()
    original = playing.Campaign.run
    monkeypatch.setattr(
        playing.Campaign, "run", lambda campaign: (rounds.update(["run"]), original(campaign))[1]
    )
    told = []
    play(played, told.append)
    # All three rounds were run, and the last is tested now.
    assert (told, rounds["run"]) == ([3], 0)


def test_each_model_is_tested_with_what_it_was_trained_with(run, plan, monkeypatch, install_plugin):
    install_plugin("trace", group="fastlabel.extensions")
    tested = []

    def evaluate_model(model_dir, file, work_dir, **given):
        tested.append((model_dir.parts[-3], file.name, work_dir.name, given))
        return Evaluation(1, 2, 0)

    monkeypatch.setattr(playing, "evaluate_model", evaluate_model)
    settings = plan.settings.model_copy(update={"options": {"epochs": 2}, "disable": ("trace",)})
    played = run("RandomSampling", 1, settings=settings)
    play(played, lambda _: None)
    given = {"options": {"epochs": 2}, "random_seed": 1, "disable": ("trace",)}
    assert tested == [(number, "test.csv", "evaluation", given) for number in ("001", "002", "003")]
    assert points(finished(played)) == [(9, 1), (15, 1), (21, 1)]


def test_warnings_of_rounds_are_kept_once(run, plan):
    settings = plan.settings.model_copy(update={"options": {"warning": "few words"}})
    played = run("RandomSampling", 0, settings=settings)
    play(played, lambda _: None)
    assert finished(played).warnings == ("few words",)


def test_test_samples_that_cannot_be_read_are_told_once(run, data_set):
    played = run("RandomSampling", 0)
    write_samples(data_set.folder.test, data_set.test.assign(text=["?"] * 4 + ["fruit1"] * 26))
    play(played, lambda _: None)
    result = finished(played)
    assert result.warnings == ("4 of the 30 test samples can't be read, and count as wrong",)
    assert [point.samples for point in result.points] == [30, 30, 30]


def test_a_pool_that_runs_out_ends_a_run(run, plan):
    """After 9 labels and twice 24 answers 3 of the 60 are left, so a fourth round has them all."""
    settings = plan.settings.model_copy(update={"query_cnt": 24, "round_limit": 9})
    played = run("RandomSampling", 0, settings=settings)
    play(played, lambda _: None)
    assert [point.labels for point in finished(played).points] == [9, 33, 57]
