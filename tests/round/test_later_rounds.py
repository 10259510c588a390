"""The model that a round leaves, and rounds that go on from one, published or not."""

import json

import fastlabel_core
from fastlabel_core import Report
from fastlabel_core.repository import LocalRepository, read_model


def test_stage_model(folders):
    folders.run(options={"epochs": 3})
    metadata = read_model(folders.output / "model").metadata
    assert (metadata.name, metadata.version, metadata.parent) == (None, None, None)
    assert (metadata.plugin, metadata.distribution) == ("words", "words-model")
    assert metadata.distribution_version == "1.2"
    assert metadata.core_version == fastlabel_core.__version__
    assert metadata.classes == ("fruit", "vehicle")
    assert metadata.options == {"epochs": 3, "warning": "", "random_seed": 0}
    assert metadata.metrics == {"epochs": [{"epoch": 1, "train_loss": 0.5}]}
    assert [file.path for file in metadata.files] == ["words.json"]


def test_validation_stays_the_same_when_labels_are_added_and_corrected(folders):
    folders.run()
    _, first_train, first_val = json.loads(folders.trainings()[0])
    validated, trained = sorted(first_val)[0], sorted(first_train)[0]
    folders.write(
        "input_added_label.csv",
        f"sampleId,text,label\np1,red car,vehicle\n{validated},x,boat\n{trained},y,boat\n",
    )
    folders.run(plugin=None, model=folders.output / "model")
    is_first, train, val = json.loads(folders.trainings()[0])
    assert not is_first
    assert val == {**first_val, validated: "boat"}
    assert train == {**first_train, trained: "boat", "p1": "vehicle"}


def test_next_round_goes_on_from_the_stage_model(folders):
    folders.run()
    folders.write("input_added_label.csv", "sampleId,text,label\np4,fast boat,boat\n")
    report = folders.run(plugin=None, model=str(folders.output / "model"))
    assert not report.parameters["is_first_train"]
    assert report.warnings == ("input_unlabel.csv: 1 of its samples left it, as they had a label",)
    assert [line.split(",")[0] for line in folders.predictions.splitlines()[1:]] == [
        "p1",
        "p2",
        "p3",
    ]
    assert read_model(folders.output / "model").metadata.classes == ("fruit", "vehicle", "boat")


def test_a_published_model_brings_its_plugin_and_starts_a_campaign(folders):
    folders.run()
    LocalRepository(folders.repository).publish(folders.output / "model", "toys")
    folders.write("input_label.csv", "sampleId,text,label\na1,red apple,fruit\na2,pear,fruit\n")
    report = folders.run(plugin=None, model="toys")
    assert report.parameters["plugin"] == "words"
    assert report.parameters["is_first_train"]
    metadata = read_model(folders.output / "model").metadata
    assert (metadata.parent, metadata.classes) == ("toys@1", ("fruit",))
    folders.run(plugin=None, model=folders.output / "model", val_size=0)
    assert read_model(folders.output / "model").metadata.parent == "toys@1"


def test_next_train_can_be_asked_of_a_published_model(folders):
    folders.run()
    LocalRepository(folders.repository).publish(folders.output / "model", "toys")
    folders.write("input_label.csv", "sampleId,text,label\na1,red apple,plant\na2,pear,plant\n")
    folders.run(plugin=None, model="toys@1", is_first_train=False)
    classes = read_model(folders.output / "model").metadata.classes
    assert classes == ("fruit", "vehicle", "plant")


def test_a_report_that_can_not_be_read_is_no_finished_round(folders):
    folders.run()
    (folders.output / "report.json").write_text("{")
    folders.run(plugin=None, model=folders.output / "model")
    Report.read(folders.output / "report.json")
