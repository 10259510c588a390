from fastlabel_core.campaign.current_labels import Source, current_labels
from fastlabel_core.campaign.database import Database
from fastlabel_core.campaign.folder import CampaignFolder
from fastlabel_core.campaign.state import read_state
from fastlabel_core.errors import UsageError
from fastlabel_core.repository import LocalRepository


def labels_of(trial):
    """Return the labels of the samples of the pool as they are now."""
    with Database(f"sqlite:///{trial.folder / 'campaign.sqlite'}").reading() as connection:
        now = list(current_labels(connection, CampaignFolder(trial.folder), read_state(connection)))
    assert [each.sample.number for each in now] == list(range(len(now)))
    return {
        each.sample.sample_id: (each.label, each.source, each.who, each.confidence, each.round)
        for each in now
        if each.sample.sample_id.startswith("p")
    }


NOTHING = (None, None, None, None, None)


def test_before_the_first_round(trial):
    campaign = trial.start()
    trial.answer(campaign, {"p1": "vehicle"})
    assert labels_of(trial) == {
        "p1": ("vehicle", Source.PERSON, "Bob", None, 0),
        "p2": NOTHING,
        "p3": NOTHING,
        "p4": NOTHING,
    }


def test_after_a_round(trial):
    """A person's label comes before a prediction, and what can't be read has neither."""
    campaign = trial.start()
    campaign.run()
    trial.answer(campaign, {"p1": "fruit"}, who="Dan")
    round_one = (Source.MODEL, "words, round 1")
    assert labels_of(trial) == {
        "p1": ("fruit", Source.PERSON, "Dan", None, 1),
        "p2": ("fruit", *round_one, 0.75, 1),
        "p3": NOTHING,
        "p4": ("vehicle", *round_one, 0.6666667, 1),
    }
    campaign.undo(["p1"], who="Dan")
    assert labels_of(trial)["p1"] == ("vehicle", *round_one, 0.6, 1)


def test_after_the_end(trial):
    """They are in the log, and the files of the rounds are not needed any more."""
    campaign = trial.start()
    campaign.run()
    trial.answer(campaign, {"p1": "fruit"})
    campaign.accept(who="Cat")
    (trial.folder / "rounds/001/output/predictions.csv").unlink()
    assert labels_of(trial) == {
        "p1": ("fruit", Source.PERSON, "Bob", None, 1),
        "p2": ("fruit", Source.MODEL, "words@1", 0.75, 1),
        "p3": NOTHING,
        "p4": ("vehicle", Source.MODEL, "words@1", 0.6666667, 1),
    }


def test_predictions_of_the_model_to_begin_with(trial):
    trial.start().run()
    LocalRepository(trial.repository).publish(trial.folder / "rounds/001/output/model", "words")
    trial.folder.rename(trial.root / "before")
    campaign = trial.start_cold(plugin=None, model="words", strategy="LeastConfidence")
    campaign.run()
    assert labels_of(trial)["p2"] == ("fruit", Source.MODEL, "words, round 1", 0.75, 1)


def test_predictions_that_were_changed(trial, refusal):
    trial.start().run()
    path = trial.folder / "rounds/001/output/predictions.csv"
    path.write_text(path.read_text().replace("fruit", "boat"))
    assert refusal(UsageError, labels_of, trial).startswith(f"{path} is not what round 1 left")
