"""What a round is refused for, and what it then leaves alone."""

import shutil

import pytest

from fastlabel_core import UsageError
from fastlabel_core.errors import StrategyError
from fastlabel_core.repository import read_model


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


def test_a_strategy_that_the_plugin_can_not_serve(folders):
    with pytest.raises(StrategyError) as caught:
        folders.run(strategy="BALDDropout")
    assert str(caught.value).startswith(
        "strategy 'BALDDropout' needs dropout, which plugin 'words' (words-model 1.2) does not "
        "give; strategies that work with it: EntropySampling, LeastConfidence, MarginSampling, "
        "RandomSampling"
    )


def test_a_plugin_that_the_model_does_not_belong_to(folders):
    folders.run()
    with pytest.raises(UsageError) as caught:
        folders.run(plugin="text", model=folders.output / "model")
    assert str(caught.value) == (
        f"the model in {folders.output / 'model'} belongs to plugin 'words', not 'text'; leave "
        "--plugin out, or give another model"
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


def test_an_output_folder_that_is_a_file(folders):
    folders.output.write_text("in the way")
    with pytest.raises(UsageError) as caught:
        folders.run()
    assert str(caught.value) == (
        f"{folders.output} can't be made: File exists; give another folder"
    )


def test_a_broken_pool_stops_the_round_before_anything_is_trained(folders):
    folders.write("input_unlabel.csv", "sampleId,text\np1,one,two\n")
    with pytest.raises(UsageError) as caught:
        folders.run()
    assert str(caught.value) == (
        f"{folders.input / 'input_unlabel.csv'}, line 2: 3 fields where the header has 2; put a "
        "field that holds a comma or a line break in quotation marks"
    )
    assert not (folders.work / "plugin" / "trainings.jsonl").exists()
