"""The end of a campaign; most of it is in `test_whole_campaigns.py`."""

import shutil

import pytest

from fastlabel_core.campaign import EndReason, LabelCounts, StepKind
from fastlabel_core.errors import OutOfTurnError, UsageError
from fastlabel_core.events import Warned
from fastlabel_core.repository import LocalRepository


def test_the_campaign_goes_on(trial, refusal):
    campaign = trial.start(round_limit=3)
    campaign.run()
    before = campaign.history()
    assert refusal(OutOfTurnError, campaign.finish, who="Cat") == (
        "the campaign goes on, with 1 of at most 3 rounds done; run the next one, or be satisfied "
        "with what the last one predicts"
    )
    assert campaign.history() == before


def test_nothing_to_accept(trial, refusal):
    campaign = trial.start()
    start = "no round has predicted labels yet, so there is nothing to accept; "
    assert refusal(OutOfTurnError, campaign.accept, who="Cat") == f"{start}run one with labels"
    assert refusal(OutOfTurnError, campaign.finish, who="Cat") == (
        "the campaign goes on, with 0 of at most 10 rounds done; run the next one"
    )
    trial.answer(campaign, {"p1": "a", "p2": "b", "p3": "c", "p4": "d"})
    assert refusal(OutOfTurnError, campaign.accept, who="Cat") == f"{start}finish the campaign"
    assert campaign.finish(who="Cat").reason is EndReason.EMPTY_POOL


def test_a_round_without_a_model_is_nothing_to_accept(trial, refusal):
    campaign = trial.start_cold()
    campaign.run()
    assert refusal(OutOfTurnError, campaign.accept, who="Cat").startswith("no round has predicted")


def test_an_end_is_the_same_twice(trial):
    campaign = trial.start()
    campaign.run()
    finished = campaign.accept(who="Cat")
    history, labels = campaign.history(), trial.read("labels.csv")
    finished.labels.unlink()
    assert campaign.accept(who="Dan") == campaign.finish(who="Dan") == finished
    assert trial.read("labels.csv") == labels
    assert campaign.history() == history
    assert LocalRepository(trial.repository).versions("words") == (1,)


def test_an_end_is_the_same_when_the_models_are_gone(trial):
    """The log says what was published, and holds the labels."""
    campaign = trial.start()
    campaign.run()
    finished = campaign.accept(who="Cat")
    labels = trial.read("labels.csv")
    shutil.rmtree(trial.folder / "rounds")
    finished.labels.unlink()
    assert campaign.accept(who="Dan") == campaign.finish(who="Dan") == finished
    assert trial.read("labels.csv") == labels
    assert campaign.status().is_finished


def test_being_satisfied_with_an_empty_pool(trial):
    campaign = trial.start()
    campaign.run()
    trial.answer(campaign, {"p1": "a", "p2": "b", "p3": "c", "p4": "d"})
    finished = campaign.accept(who="Cat")
    assert (finished.reason, finished.counts) == (EndReason.SATISFIED, LabelCounts(8, 0, 0))
    assert campaign.history()[-1].detail == {
        "model": "words@1",
        "by_persons": 8,
        "by_model": 0,
        "unlabelled": 0,
    }


@pytest.mark.parametrize("end", ["accept", "finish"])
def test_labels_that_no_round_saw(trial, end):
    campaign = trial.start(round_limit=1)
    campaign.run()
    trial.answer(campaign, {"p1": "vehicle"})
    heard = []
    getattr(campaign, end)(who="Cat", listeners=[heard.append])
    assert [each.message for each in heard if isinstance(each, Warned)] == [
        "labels were given or taken back since round 1, and what it predicts knows nothing of them"
    ]


def test_nothing_to_warn_of(trial):
    """All labels were seen; and where persons labelled everything, nothing is predicted."""
    campaign = trial.start()
    campaign.run()
    heard = []
    trial.answer(campaign, {"p1": "a", "p2": "b", "p3": "c", "p4": "d"})
    campaign.finish(who="Cat", listeners=[heard.append])
    assert [each for each in heard if isinstance(each, Warned)] == []


def test_a_reason_stays(trial):
    campaign = trial.start(round_limit=1)
    campaign.run()
    campaign.finish(who="Cat")
    assert campaign.accept(who="Cat").reason is EndReason.ROUND_LIMIT


def test_the_last_model_is_published(trial):
    campaign = trial.start(name="other")
    campaign.run()
    trial.answer(campaign, {"p1": "boat"})
    campaign.run()
    assert campaign.accept(who="Cat").model == "other@1"
    assert LocalRepository(trial.repository).metadata("other", 1).classes == (
        "fruit",
        "vehicle",
        "boat",
    )


def test_a_model_that_is_published_already(trial):
    """By hand, and others after it."""
    campaign = trial.start()
    campaign.run()
    repository = LocalRepository(trial.repository)
    for _ in range(2):
        repository.publish(trial.folder / "rounds/001/output/model", "words")
    shutil.copytree(trial.folder, trial.root / "other")
    trial.answer(campaign, {"p1": "boat"})
    campaign.run()
    repository.publish(trial.folder / "rounds/002/output/model", "words")
    shutil.rmtree(trial.folder)
    (trial.root / "other").rename(trial.folder)
    assert campaign.accept(who="Cat").model == "words@1"
    assert repository.versions("words") == (1, 2, 3)


def test_a_sample_that_is_back_in_the_pool_has_no_prediction(trial):
    """The last round did not predict it, as it had a label."""
    campaign = trial.start()
    campaign.run()
    trial.answer(campaign, {"p1": "boat"})
    campaign.run()
    campaign.undo(["p1"], who="Bob")
    assert campaign.accept(who="Cat").counts.unlabelled == 2
    assert trial.read("labels.csv").splitlines()[5] == f"p1,{trial.input}/p1.txt,,,,"


def test_model_labels_are_logged(trial):
    campaign = trial.start()
    campaign.run()
    trial.answer(campaign, {"p1": "vehicle"})
    campaign.accept(who="Cat")
    entries = [campaign.history_of(f"p{number}") for number in (1, 2, 3, 4)]
    found = [[(each.kind, each.who, each.label, each.confidence) for each in of] for of in entries]
    assert found == [
        [(StepKind.ANSWER, "Bob", "vehicle", None)],
        [(StepKind.LABEL, "words@1", "fruit", 0.75)],
        [],
        [(StepKind.LABEL, "words@1", "vehicle", 0.6666667)],
    ]


@pytest.mark.parametrize("name", ["a/b", "..", ""])
def test_a_name_that_can_not_be_published(trial, refusal, name):
    """It is said at the start, not at the end."""
    assert repr(name) in refusal(UsageError, trial.start, name=name)
    assert not (trial.folder / "campaign.json").exists()
