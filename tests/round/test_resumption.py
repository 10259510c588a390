"""A round that is killed at any event is taken up, and ends with the same bytes."""

import shutil
from contextlib import suppress

import pytest

from fastlabel_core import Report
from fastlabel_core.journal import Journal


class Killed(BaseException):
    """Stands for a kill: nothing handles it."""


class KillAt:
    """A listener that kills the round at an event."""

    def __init__(self, number):
        self.left = number

    def __call__(self, event):
        if self.left == 0:
            raise Killed
        self.left -= 1


def count_events(folders, **changed):
    heard = []
    folders.run(listeners=[heard.append], **changed)
    return len(heard)


def tables(folders):
    return folders.predictions, folders.validation


def clear(folders):
    shutil.rmtree(folders.output)
    shutil.rmtree(folders.work)


def test_killed_at_every_event(folders):
    folders.write("input_added_label.csv", "sampleId,text,label\nb1,?,fruit\n")
    options = {"warning": "beware"}
    events = count_events(folders, options=options)
    expected = tables(folders)
    report = Report.read(folders.output / "report.json")
    assert events > 15
    for number in range(events):
        clear(folders)
        with pytest.raises(Killed):
            folders.run(options=options, listeners=[KillAt(number)])
        assert not (folders.output / "report.json").exists()
        assert not (folders.output / "predictions.csv").exists()
        assert not (folders.output / "validation.csv").exists()
        again = folders.run(options=options)
        assert tables(folders) == expected
        assert again.counts == report.counts
        assert sorted(again.warnings) == sorted(report.warnings)
        assert again.unreadable == report.unreadable
        assert again.metrics == report.metrics


def test_killed_at_every_event_with_embeddings(places):
    """Their pieces are on the disk, too, and the labelled samples are predicted again."""
    places.write("input_label.csv", "sampleId,text,label\na1,0,low\na2,2,low\na3,9,high\n")
    changed = {
        "plugin": "places",
        "strategy": "Farthest",
        "strategy_options": {"random_share": 0.5, "balance": True},
    }
    events = count_events(places, **changed)
    expected = tables(places)
    assert events > 15
    for number in range(events):
        clear(places)
        with pytest.raises(Killed):
            places.run(**changed, listeners=[KillAt(number)])
        assert not (places.output / "report.json").exists()
        places.run(**changed)
        assert tables(places) == expected


def test_killed_again_and_again(folders):
    count_events(folders)
    expected = tables(folders)
    clear(folders)
    kills = 0
    while not (folders.output / "report.json").exists():
        with suppress(Killed):
            folders.run(listeners=[KillAt(kills)])
            break
        kills += 1
    assert kills > 10
    assert tables(folders) == expected


def test_what_is_trained_is_not_trained_again(folders):
    class KillAtPrediction:
        def __call__(self, event):
            if getattr(event, "step", "") == "predict":
                raise Killed

    with pytest.raises(Killed):
        folders.run(listeners=[KillAtPrediction()])
    folders.run()
    assert len(folders.trainings()) == 1


@pytest.mark.parametrize(
    "changed",
    [
        {"random_seed": 1},
        {"options": {"epochs": 2}},
        {"query_cnt": 1},
        {"strategy": "MarginSampling"},
        {"strategy_options": {"random_share": 0.5}},
    ],
)
def test_another_round_takes_up_nothing(folders, changed):
    with pytest.raises(Killed):
        folders.run(listeners=[KillAt(14)])
    assert (folders.work / "plugin" / "trainings.jsonl").exists()
    folders.run(**changed)
    assert len(folders.trainings()) == 1


def test_changed_inputs_are_another_round(folders):
    with pytest.raises(Killed):
        folders.run(listeners=[KillAt(14)])
    folders.write("input_unlabel.csv", "sampleId,text\np9,red car\n")
    folders.run()
    assert len(folders.trainings()) == 1
    assert folders.predictions.splitlines()[1].startswith("p9,")


def test_killed_just_after_its_end_it_does_not_begin_with_its_own_result(folders, monkeypatch):
    folders.run()
    folders.write("input_added_label.csv", "sampleId,text,label\np4,fast boat,boat\n")
    second = {"plugin": None, "model": folders.output / "model"}

    def kill(journal):
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(Journal, "close", kill)
        with pytest.raises(Killed):
            folders.run(**second)
    left = folders.predictions, Report.read(folders.output / "report.json")
    warnings = []
    assert folders.run(**second, listeners=[warnings.append]) == left[1]
    assert (folders.predictions, Report.read(folders.output / "report.json")) == left
    assert [warning.message for warning in warnings] == [
        f"this round is finished: {folders.output / 'report.json'} is of the same inputs and "
        "parameters, and the model given is what it left. To train on from it, give a copy of the "
        "model"
    ]


def test_a_copy_of_the_model_that_a_round_left_is_trained_on(folders):
    folders.run()
    second = {"plugin": None, "model": folders.output / "model"}
    report = folders.run(**second)
    copy = folders.output.parent / "copy"
    shutil.copytree(folders.output / "model", copy)
    third = folders.run(**{**second, "model": copy})
    assert third.request == report.request
    assert third.parent == report.model


def test_killed_while_its_results_take_their_place(folders, monkeypatch):
    folders.run()
    folders.write("input_added_label.csv", "sampleId,text,label\np4,fast boat,boat\n")
    second = {"plugin": None, "model": folders.output / "model"}
    shutil.copytree(folders.output / "model", folders.output.parent / "first model")
    folders.run(**second)
    expected = tables(folders)

    shutil.rmtree(folders.output / "model")
    shutil.copytree(folders.output.parent / "first model", folders.output / "model")
    (folders.output / "report.json").unlink()

    def kill(folder, *arguments, **keywords):
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr("fastlabel_core.outputs.shutil.rmtree", kill)
        patch.setattr("fastlabel_core.outputs.incoming_dir", lambda folder: folder / ".incoming")
        with pytest.raises(Killed):
            folders.run(**second)
    folders.run(**second)
    assert tables(folders) == expected


def test_new_labels_are_a_new_round_from_the_same_folder(folders):
    folders.run()
    second = {"plugin": None, "model": folders.output / "model"}
    for added in ("p4,fast boat,boat", "p4,fast boat,boat\np1,red car,vehicle"):
        folders.write("input_added_label.csv", f"sampleId,text,label\n{added}\n")
        report = folders.run(**second)
        assert report.counts.added == added.count("\n") + 1
