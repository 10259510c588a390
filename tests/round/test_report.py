"""What a round says of itself, in its report and while it runs, and the files that it leaves."""

import json

import pandas as pd

import fastlabel_core
from fastlabel_core import Report, events


def test_leaves_just_the_promised_files(folders):
    folders.run()
    assert {path.name for path in folders.output.iterdir()} == {
        ".lock",
        "predictions.csv",
        "validation.csv",
        "model",
        "report.json",
    }


def test_inputs_stay_as_they_were(folders):
    before = folders.hashes()
    folders.run()
    assert folders.hashes() == before


def test_report(folders):
    folders.write("input_added_label.csv", "sampleId,text,label\na1,red apple,berry\nb1,?,fruit\n")
    report = folders.run(options={"epochs": 3, "warning": "beware"})
    assert report == Report.read(folders.output / "report.json")
    assert report.inputs == folders.hashes()
    assert report.counts.model_dump() == {
        "labelled": 4,
        "added": 1,
        "corrected": 1,
        "training": 3,
        "validation": 2,
        "validation_correct": 1,
        "pool": 4,
        "hard": 2,
        "random": 0,
        "unreadable_labelled": 1,
        "unreadable_pool": 1,
    }
    assert report.parameters == {
        "plugin": "words",
        "model": None,
        "is_first_train": True,
        "query_cnt": 2,
        "val_size": 0.5,
        "strategy": "LeastConfidence",
        "strategy_options": {
            "prefilter": None,
            "balance": False,
            "random_share": 0.0,
            "duplicate_similarity": None,
        },
        "random_seed": 0,
        "options": {"epochs": 3, "warning": "beware", "random_seed": 0},
        "extensions": [],
    }
    assert report.metrics == {"epochs": [{"epoch": 1, "train_loss": 0.5}]}
    assert report.unreadable == {"b1": "no text"}
    assert report.warnings == (
        "input_added_label.csv: 1 of its samples had another label than in input_label.csv; "
        "the added one counts",
        "beware",
    )
    assert list(report.seconds) == [
        "read",
        "split",
        "load",
        "train",
        "save",
        "validate",
        "predict",
        "query",
        "write",
    ]
    assert report.versions["words-model"] == "1.2"
    assert report.versions["fastlabel-core"] == fastlabel_core.__version__
    assert report.versions["pandas"] == pd.__version__


def test_approximations_stand_in_the_report(folders):
    report = folders.run(query_cnt=1, strategy_options={"prefilter": 2})
    assert report.approximations == (
        "LeastConfidence chose among the 2 samples of the smallest margin, of 3; the others have "
        "score 0",
    )
    assert report == Report.read(folders.output / "report.json")


def test_without_validation(folders):
    report = folders.run(val_size=0)
    assert (report.counts.training, report.counts.validation) == (4, 0)
    assert json.loads(folders.trainings()[0])[2] == {}
    assert report.warnings == ()


def test_too_few_labels_to_validate_on_is_a_warning(folders):
    folders.write("input_label.csv", "sampleId,text,label\na1,red apple,fruit\na2,car,vehicle\n")
    report = folders.run()
    assert report.counts.validation == 0
    assert report.warnings == ("no validation set: 2 labels are too few to spare a share of 0.5",)


def test_labels_that_differ_only_in_case_or_blanks_are_a_warning(folders):
    folders.write(
        "input_added_label.csv", "sampleId,text,label\na5,fast boat,Vehicle\na6,pear,fruit \n"
    )
    assert folders.run().warnings == (
        "input_label.csv, input_added_label.csv: labels that differ only in case or blanks are "
        "classes of their own: 'fruit', 'fruit '; 'vehicle', 'Vehicle'. If they mean one class, "
        "give its samples one label",
    )


def test_a_requirement_that_is_not_installed_has_no_version(folders, words_plugin):
    with (words_plugin / "words_model-1.2.dist-info" / "METADATA").open("a") as file:
        file.write("Requires-Dist: no-such-thing\nRequires-Dist: ???\n")
    assert "no-such-thing" not in folders.run().versions


def test_listeners_hear_the_steps_in_order(folders):
    heard = []
    folders.run(listeners=[heard.append])
    steps = [event.step for event in heard if isinstance(event, events.StepStarted)]
    assert steps == [
        "read",
        "split",
        "load",
        "train",
        "save",
        "validate",
        "predict",
        "query",
        "write",
    ]
    assert events.EpochEnded(1, {"train_loss": 0.5}) in heard
    assert events.Progress("samples", 4, 4) in heard
