"""A round while there is no label: what to label first, without a trained model."""

import shutil

import pytest

from fastlabel_core import InputError, Report, UsageError, events
from fastlabel_core.errors import StrategyError
from fastlabel_core.journal import Journal
from fastlabel_core.model import Model

FARTHEST = {"plugin": "places", "strategy": "far"}
HEADER = "sampleId,path,label,confidence,score,is_hard,hard_rank,is_random,error,text\n"
COLD = (
    f"{HEADER}p1,,,,1,false,,false,,1\np2,,,,5,true,1,false,,5\n"
    "p3,,,,,false,,false,no number,?\np4,,,,3,true,2,false,,3\n"
)
LABELS = "sampleId,text,label\na1,0,low\na2,2,low\na3,9,high\na4,11,high\n"


def test_predictions_by_hand(places):
    """Far from nothing: the scores are the numbers themselves. No label, so no confidence."""
    places.run(**FARTHEST)
    assert places.predictions == COLD


@pytest.mark.parametrize("name", ["input_label.csv", "input_added_label.csv"])
def test_a_file_of_labels_that_has_only_a_header(places, name):
    places.write(name, "sampleId,text,label\n")
    places.run(**FARTHEST)
    assert places.predictions == COLD


def test_report(places):
    report = places.run(**FARTHEST)
    assert report == Report.read(places.output / "report.json")
    assert (report.model, report.parent, report.metrics) == (None, None, {})
    assert report.inputs == places.hashes()
    assert report.counts.model_dump() == {
        "labelled": 0,
        "added": 0,
        "corrected": 0,
        "training": 0,
        "validation": 0,
        "validation_correct": 0,
        "pool": 4,
        "hard": 2,
        "random": 0,
        "unreadable_labelled": 0,
        "unreadable_pool": 1,
    }
    assert report.approximations == ("no label to be far from; zero stands for it",)
    assert report.warnings == ()
    assert list(report.seconds) == ["read", "load", "predict", "query", "write"]


def test_leaves_no_model(places):
    places.run(**FARTHEST)
    assert {path.name for path in places.output.iterdir()} == {
        ".lock",
        "predictions.csv",
        "report.json",
        "validation.csv",
    }


def test_an_older_model_and_what_it_said_of_the_validation_set_go(places):
    places.write("input_label.csv", LABELS)
    places.run(**FARTHEST)
    assert (places.output / "model").exists()
    assert places.validation.count("\n") == 3
    (places.input / "input_label.csv").unlink()
    places.run(**FARTHEST)
    assert not (places.output / "model").exists()
    assert places.validation == "sampleId,label,predicted,confidence,error\n"


def test_random_sampling_does_not_ask_the_model(places, monkeypatch):
    """Nothing is known of the samples then, not even whether they can be read."""
    monkeypatch.setattr(Model, "predict", None)
    report = places.run(plugin="places", strategy="RandomSampling", query_cnt=3)
    assert (report.counts.hard, report.counts.random, report.counts.unreadable_pool) == (3, 3, 0)
    rows = [line.split(",") for line in places.predictions.splitlines()[1:]]
    assert [row[:4] for row in rows] == [[name, "", "", ""] for name in ("p1", "p2", "p3", "p4")]
    hardest_first = sorted(rows, key=lambda row: -float(row[4]))
    assert [row[6] for row in hardest_first] == ["1", "2", "3", ""]


def test_random_sampling_works_with_a_model_that_gives_nothing(folders):
    (folders.input / "input_label.csv").unlink()
    assert folders.run(strategy="RandomSampling").counts.hard == 2


def test_an_empty_pool(places):
    places.write("input_unlabel.csv", "sampleId,text\n")
    assert places.run(**FARTHEST).counts.pool == 0
    assert places.predictions == HEADER


def test_the_labels_then_begin_a_campaign(places):
    """The labels are 0, 2, 9, 11: the farthest of 1, 5, 3 is 5 by 3, then 1 and 3 tie by 1.

    Their means are 1 and 10: of 5, 1/(1+4) to 1/(1+5) is 6 to 5.
    """
    places.run(**FARTHEST)
    places.write("input_label.csv", LABELS)
    report = places.run(**FARTHEST, val_size=0)
    assert (places.output / "model").exists()
    assert report.counts.training == 4
    assert report.approximations == ()
    assert places.predictions.splitlines()[2] == "p2,,low,0.54545456,3,true,1,false,,5"
    assert places.predictions.splitlines()[1].endswith(",1,true,2,false,,1")


def test_with_a_model_to_go_on_from(places, tmp_path):
    """It predicts as it is: the means are 1 and 10, so 3 is low by 1/3 to 1/8."""
    places.write("input_label.csv", LABELS)
    places.run(**FARTHEST, val_size=0)
    model = tmp_path / "first model"
    shutil.copytree(places.output / "model", model)
    (places.input / "input_label.csv").unlink()
    heard = []
    report = places.run(plugin=None, model=model, query_cnt=1, listeners=[heard.append])
    assert places.predictions.splitlines()[4] == "p4,,low,0.72727275,0.27272725,false,,false,,3"
    assert report.model is None
    assert report.parent is not None
    assert not (places.output / "model").exists()
    assert [each.step for each in heard if isinstance(each, events.StepStarted)] == [
        "read",
        "load",
        "predict",
        "query",
        "write",
    ]


def test_a_model_in_the_output_folder_is_refused_and_stays(places):
    places.write("input_label.csv", LABELS)
    places.run(**FARTHEST)
    (places.input / "input_label.csv").unlink()
    model = places.output / "model"
    with pytest.raises(UsageError) as caught:
        places.run(plugin=None, model=model)
    assert str(caught.value) == (
        "there are no labels, and a round without labels leaves no model in its output folder, "
        f"where the model in {model} stands; give another output folder (--output-dir), or a copy "
        "of the model"
    )
    assert (model / "means").exists()


def refusal(folders, **changed):
    with pytest.raises(StrategyError) as caught:
        folders.run(**changed)
    assert not (folders.work / "plugin").exists()
    return str(caught.value)


def test_a_strategy_that_needs_a_trained_model(places):
    message = refusal(places, plugin="places")
    before, served = message.split("works without: ")
    assert before == (
        f"there are no labels ({places.input / 'input_label.csv'} is missing), and strategy "
        "'LeastConfidence' needs probabilities of a trained model; write labels, give a model to "
        "go on from (--model), or choose a strategy that "
    )
    assert {"Farthest", "RandomSampling"} <= set(served.split(", "))
    assert not {"LeastConfidence", "BALDDropout"} & set(served.split(", "))
    places.write("input_label.csv", "sampleId,text,label\n")
    assert refusal(places, plugin="places", strategy="BALDDropout").startswith(
        f"there are no labels ({places.input / 'input_label.csv'} holds none), and strategy "
        "'BALDDropout' needs dropout of a trained model; "
    )


def test_an_option_that_needs_a_trained_model(places):
    message = refusal(places, **FARTHEST, strategy_options={"balance": True, "random_share": 0.5})
    assert (
        "and strategy 'Farthest' with balance=True needs probabilities of a trained model; "
    ) in message


def test_a_model_that_gives_nothing(folders):
    (folders.input / "input_label.csv").unlink()
    assert refusal(folders).endswith("works without: RandomSampling")


def test_a_model_that_chooses_by_itself(folders, words_plugin):
    module = words_plugin / "words_model.py"
    source = module.read_text().replace("@hookimpl\n    def predict", "def query_hard_example")
    module.write_text(source)
    (folders.input / "input_label.csv").unlink()
    assert refusal(folders, strategy="own") == (
        f"there are no labels ({folders.input / 'input_label.csv'} is missing), and plugin 'words' "
        "(words-model 1.2) chooses the hard examples itself, with a trained model; write labels, "
        "or give a model to go on from (--model)"
    )


def test_a_typo_in_the_input_folder(places):
    with pytest.raises(InputError) as caught:
        places.run(**FARTHEST, input_dir=places.input.with_name("inptu"))
    assert str(caught.value) == (
        f"there is no folder {places.input.with_name('inptu')}; give the one that holds "
        "input_unlabel.csv"
    )


class Killed(BaseException):
    """Stands for a kill: nothing handles it."""


def kill_at(number):
    left = [number]

    def hear(event):
        if left[0] == 0:
            raise Killed
        left[0] -= 1

    return hear


def test_killed_at_every_event(places):
    heard = []
    report = places.run(**FARTHEST, listeners=[heard.append])
    assert len(heard) > 10
    for number in range(len(heard)):
        shutil.rmtree(places.output)
        shutil.rmtree(places.work)
        with pytest.raises(Killed):
            places.run(**FARTHEST, listeners=[kill_at(number)])
        assert not (places.output / "report.json").exists()
        again = places.run(**FARTHEST)
        assert places.predictions == COLD
        assert (again.counts, again.approximations) == (report.counts, report.approximations)


def test_killed_just_after_its_end(places, monkeypatch):
    def kill(journal):
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(Journal, "close", kill)
        with pytest.raises(Killed):
            places.run(**FARTHEST)
    report = Report.read(places.output / "report.json")
    again = places.run(**FARTHEST)
    assert places.predictions == COLD
    assert again.predictions_sha256 == report.predictions_sha256


def test_killed_and_then_labelled(places):
    """A trained round takes up nothing of what was predicted without labels."""
    with pytest.raises(Killed):
        places.run(**FARTHEST, listeners=[kill_at(10)])
    assert (places.work / "plugin" / "pool-predictions" / "done.json").exists()
    places.write("input_label.csv", LABELS)
    assert places.run(**FARTHEST, val_size=0).counts.training == 4
    assert places.predictions.splitlines()[2] == "p2,,low,0.54545456,3,true,1,false,,5"
