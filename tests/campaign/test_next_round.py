"""Rounds of a campaign; see `conftest.py` for what the model says."""

import json
import shutil

import pytest

from fastlabel_core.errors import IntegrityError, OutOfTurnError
from fastlabel_core.setup import file_digest


def test_no_round_without_new_labels(trial, refusal):
    campaign = trial.start()
    campaign.run()
    message = (
        "nothing was answered since round 1, and a round with the same labels would bring nothing "
        "new; answer some of its hard examples, or be satisfied with what it predicts"
    )
    assert refusal(OutOfTurnError, campaign.run) == message
    trial.answer(campaign, {"p1": "fruit"})
    campaign.run()
    assert refusal(OutOfTurnError, campaign.run) == message.replace("round 1", "round 2")


def test_nothing_to_accept_yet(trial, refusal):
    campaign = trial.start_cold()
    campaign.run()
    assert refusal(OutOfTurnError, campaign.run) == (
        "nothing was answered since round 1, and a round with the same labels would bring nothing "
        "new; answer some of its hard examples"
    )


def test_no_round_after_the_end(trial, refusal):
    campaign = trial.start(round_limit=1)
    campaign.run()
    trial.answer(campaign, {"p1": "fruit"})
    assert refusal(OutOfTurnError, campaign.run) == (
        "no round can follow: round limit; raise it, or finish the campaign"
    )
    campaign.finish(who="Cat")
    assert refusal(OutOfTurnError, campaign.run) == (
        "the campaign is finished (round limit); start another one"
    )


def test_no_round_limit_can_be_raised_after_the_end(trial, refusal, stop_at_publishing):
    campaign = trial.start(round_limit=1)
    campaign.run()
    stop_at_publishing(campaign.finish)
    assert refusal(OutOfTurnError, campaign.run) == (
        "no round can follow: round limit; finish the campaign"
    )


def test_no_round_with_an_empty_pool(trial, refusal):
    trial.write("input_unlabel.csv", "sampleId,text\n")
    assert refusal(OutOfTurnError, trial.start().run) == (
        "no round can follow: empty pool; finish the campaign"
    )


def test_settings_reach_the_round(trial, install_extension):
    install_extension("audit", "raise RuntimeError('imported')")
    campaign = trial.start(
        strategy="marginsampling",
        strategy_options={"random_share": 0.5},
        query_cnt=1,
        random_seed=7,
        options={"epochs": 3},
        disable=["audit"],
        val_size=0.5,
    )
    parameters = campaign.run().parameters
    assert parameters["strategy"] == "MarginSampling"
    assert parameters["strategy_options"]["random_share"] == 0.5
    assert (parameters["query_cnt"], parameters["random_seed"]) == (1, 7)
    assert (parameters["val_size"], parameters["options"]["epochs"]) == (0.5, 3)
    assert parameters["extensions"] == []


def test_a_later_round_goes_on_from_the_model_of_the_one_before(trial):
    campaign = trial.start()
    campaign.run()
    trial.answer(campaign, {"p1": "vehicle"})
    report = campaign.run()
    metadata = trial.folder / "rounds/001/output/model/metadata.json"
    assert report.parent == file_digest(metadata)
    assert not report.parameters["is_first_train"]
    training = (trial.folder / "work/plugin/trainings.jsonl").read_text().splitlines()
    labels = {"a1": "fruit", "a2": "fruit", "a3": "vehicle", "a4": "vehicle", "p1": "vehicle"}
    assert [json.loads(line) for line in training] == [[False, labels, {}]]


@pytest.mark.parametrize("done", ["removed", "changed"])
def test_the_model_of_the_round_before_is_not_there_any_more(trial, done):
    campaign = trial.start()
    campaign.run()
    trial.answer(campaign, {"p1": "vehicle"})
    model = trial.folder / "rounds/001/output/model"
    shutil.rmtree(model) if done == "removed" else (model / "words.json").write_text("{}")
    with pytest.raises(IntegrityError) as caught:
        campaign.run()
    assert caught.value.__notes__ == [
        "round 1 left it, and the campaign needs it. A round trains it again from "
        f"{trial.folder}/rounds/001/input: fastlabel run, with the campaign's settings and, if the "
        "round before left a model, with that one (--model)"
    ]
    assert campaign.status().begun_round is None


def test_the_validation_set_stays_the_same(trial):
    """Also when one of its labels is corrected."""
    campaign = trial.start(val_size=0.5)
    campaign.run()
    first = trial.read("rounds/001/output/validation.csv").splitlines()
    validated = [line.split(",")[0] for line in first[1:]]
    assert len(validated) == 2
    trial.answer(campaign, {validated[0]: "berry", "p1": "vehicle"})
    campaign.run()
    second = trial.read("rounds/002/output/validation.csv").splitlines()
    assert [line.split(",")[0] for line in second[1:]] == validated
    assert second[1].split(",")[1] == "berry"
