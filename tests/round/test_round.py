"""One round: what it leaves, worked by hand."""

import json
import shutil

import pandas as pd
import pytest

import fastlabel_core
from fastlabel_core import Report, UsageError, events
from fastlabel_core.errors import StrategyError
from fastlabel_core.model import Model
from fastlabel_core.repository import LocalRepository, read_model


def test_predictions_by_hand(folders):
    """Without validation the words are: fruit: red green apple; vehicle: red fast car.

    p1 "red car" shares 1 and 2 words: (1+1, 1+2) / 5. p2 "green apple" shares 2 and 0: (3, 1) / 4.
    p4 "fast boat" shares 0 and 1: (1, 2) / 3. The least confident are p1 (0.6) and p4 (0.667).
    """
    folders.run(val_size=0)
    assert folders.predictions == (
        "sampleId,path,label,confidence,score,is_hard,hard_rank,is_random,error,text,origin\n"
        "p1,,vehicle,0.6,0.39999998,true,1,false,,red car,north\n"
        "p2,,fruit,0.75,0.25,false,,false,,green apple,south\n"
        "p3,,,,,false,,false,no text,?,south\n"
        'p4,,vehicle,0.6666667,0.3333333,true,2,false,,fast boat,"east, far"\n'
    )


def test_leaves_just_the_promised_files(folders):
    folders.run()
    assert {path.name for path in folders.output.iterdir()} == {
        ".lock",
        "predictions.csv",
        "validation.csv",
        "model",
        "report.json",
    }


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


def test_a_share_at_random(folders):
    """Two of the three hard ones are drawn, and spread evenly: they stand first and last."""
    report = folders.run(query_cnt=3, strategy_options={"random_share": 0.67})
    assert (report.counts.hard, report.counts.random) == (3, 2)
    assert report.parameters["strategy_options"]["random_share"] == 0.67
    marks = [line.split(",")[5:8] for line in folders.predictions.splitlines()[1:]]
    assert sorted(marks) == [
        ["false", "", "false"],
        ["true", "1", "true"],
        ["true", "2", "false"],
        ["true", "3", "true"],
    ]


def test_approximations_stand_in_the_report(folders):
    report = folders.run(query_cnt=1, strategy_options={"prefilter": 2})
    assert report.approximations == (
        "LeastConfidence chose among the 2 samples of the smallest margin, of 3; the others have "
        "score 0",
    )
    assert report == Report.read(folders.output / "report.json")


def test_a_strategy_that_the_plugin_can_not_serve(folders):
    with pytest.raises(StrategyError) as caught:
        folders.run(strategy="BALDDropout")
    assert str(caught.value).startswith(
        "strategy 'BALDDropout' needs dropout, which plugin 'words' (words-model 1.2) does not "
        "give; strategies that work with it: EntropySampling, LeastConfidence, MarginSampling, "
        "RandomSampling"
    )


def test_a_strategy_by_its_alias(places):
    places.write("input_label.csv", "sampleId,text,label\na1,0,low\na2,9,high\n")
    assert places.run(plugin="places", strategy="far").parameters["strategy"] == "Farthest"


def test_passes_with_dropout(places):
    """The toy's passes are all alike, so one pass chooses and scores as without dropout."""
    places.write("input_label.csv", "sampleId,text,label\na1,0,low\na2,9,high\n")
    places.run(plugin="places")
    expected = places.predictions
    places.run(
        plugin="places", strategy="LeastConfidenceDropout", strategy_options={"dropout_passes": 1}
    )
    assert places.predictions == expected
    file = places.work / "plugin" / "pool-predictions" / "dropout.float32"
    assert file.stat().st_size == 4 * 1 * 2 * 4


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


def test_the_same_again_gives_the_same_bytes(folders):
    folders.run(strategy="RandomSampling")
    first = folders.predictions
    folders.run(strategy="randomsampling")
    assert folders.predictions == first


def test_the_seed_reaches_split_strategy_and_options(folders):
    report = folders.run(strategy="RandomSampling", random_seed=5)
    assert report.parameters["options"]["random_seed"] == 5
    splits = {folders.trainings()[0]}
    for seed in range(6, 12):
        folders.run(random_seed=seed)
        splits.add(folders.trainings()[0])
    assert len(splits) > 1


def test_inputs_stay_as_they_were(folders):
    before = folders.hashes()
    folders.run()
    assert folders.hashes() == before


@pytest.mark.parametrize(("query_cnt", "hard"), [(0, 0), (1, 1), (3, 3), (99, 3)])
def test_query_cnt_beyond_the_pool_marks_all_that_could_be_read(folders, query_cnt, hard):
    assert folders.run(query_cnt=query_cnt).counts.hard == hard


def test_empty_pool(folders):
    folders.write("input_unlabel.csv", "sampleId,text\n")
    assert folders.run().counts.pool == 0
    assert folders.predictions == (
        "sampleId,path,label,confidence,score,is_hard,hard_rank,is_random,error,text\n"
    )


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


def test_a_broken_pool_stops_the_round_before_anything_is_trained(folders):
    folders.write("input_unlabel.csv", "sampleId,text\np1,one,two\n")
    with pytest.raises(UsageError) as caught:
        folders.run()
    assert str(caught.value) == (
        f"{folders.input / 'input_unlabel.csv'}, line 2: 3 fields where the header has 2; put a "
        "field that holds a comma or a line break in quotation marks"
    )
    assert not (folders.work / "plugin" / "trainings.jsonl").exists()


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        (
            {"plugin": None},
            "which kind of model? Give a plugin (--plugin; installed: words) or a model to go on "
            "from (--model)",
        ),
        ({"is_first_train": False}, "a next round goes on from a model; give one (--model)"),
        ({"val_size": 1.0}, "val_size is 1.0; give a share from 0 to below 1"),
        ({"val_size": -0.1}, "val_size is -0.1; give a share from 0 to below 1"),
        ({"query_cnt": -1}, "query_cnt is -1; give 0 or more"),
    ],
)
def test_parameters_that_can_not_be(folders, changed, message):
    with pytest.raises(UsageError) as caught:
        folders.run(**changed)
    assert str(caught.value) == message


def test_a_plugin_that_the_model_does_not_belong_to(folders):
    folders.run()
    with pytest.raises(UsageError) as caught:
        folders.run(plugin="text", model=folders.output / "model")
    assert str(caught.value) == (
        f"the model in {folders.output / 'model'} belongs to plugin 'words', not 'text'; leave "
        "--plugin out, or give another model"
    )


def test_the_pool_s_labels_are_kept_from_the_model(folders, monkeypatch):
    folders.write("input_unlabel.csv", "sampleId,text,label\np1,red car,secret\n")
    seen = []

    query = Model.query
    monkeypatch.setattr(
        Model,
        "query",
        lambda self, df_img, *rest: seen.append(df_img) or query(self, df_img, *rest),
    )
    report = folders.run()
    assert list(seen[0].columns) == ["sampleId", "text"]
    assert "secret" not in folders.predictions
    assert report.warnings == (
        "the pool's column 'label' is not handed through: predictions.csv has one",
    )


def test_a_model_in_the_work_folder_is_refused_and_stays(folders):
    folders.run()
    model = folders.work / "mine"
    shutil.copytree(folders.output / "model", model)
    with pytest.raises(UsageError) as caught:
        folders.run(plugin=None, model=model)
    assert str(caught.value) == (
        f"the model in {model} stands in the work folder, which the round clears; give the one in "
        "the output folder, or a copy"
    )
    read_model(model)


def test_the_saved_model_predicts(folders, words_plugin):
    """A model that saves less than it knows says only what it saved."""
    module = words_plugin / "words_model.py"
    source = module.read_text()
    forgetful = "json.dumps({label: [] for label in self.words})"
    module.write_text(source.replace("json.dumps(self.words)", forgetful))
    folders.run(val_size=0)
    assert {line.split(",")[3] for line in folders.predictions.splitlines()[1:]} == {"0.5", ""}


def test_an_output_folder_that_is_a_file(folders):
    folders.output.write_text("in the way")
    with pytest.raises(UsageError) as caught:
        folders.run()
    assert str(caught.value) == (
        f"{folders.output} can't be made: File exists; give another folder"
    )


def test_a_report_that_can_not_be_read_is_no_finished_round(folders):
    folders.run()
    (folders.output / "report.json").write_text("{")
    folders.run(plugin=None, model=folders.output / "model")
    Report.read(folders.output / "report.json")


def test_a_requirement_that_is_not_installed_has_no_version(folders, words_plugin):
    with (words_plugin / "words_model-1.2.dist-info" / "METADATA").open("a") as file:
        file.write("Requires-Dist: no-such-thing\nRequires-Dist: ???\n")
    assert "no-such-thing" not in folders.run().versions
