"""The public face of a campaign."""

import subprocess
import sys

import pytest

import fastlabel_core.campaign
from fastlabel_core.campaign import Campaign
from fastlabel_core.errors import LockedError, NoCampaignError, OutOfTurnError
from fastlabel_core.events import Progress, StepEnded


def test_all_that_is_public_is_there():
    for name in fastlabel_core.campaign.__all__:
        assert getattr(fastlabel_core.campaign, name).__name__ == name


def test_the_core_alone_brings_no_database():
    code = (
        f"import sys; sys.path[:] = {sys.path!r}; import fastlabel_core.round\n"
        "print('sqlalchemy' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_a_folder_without_a_campaign(tmp_path, refusal):
    for folder in (tmp_path, tmp_path / "nowhere"):
        assert refusal(NoCampaignError, Campaign, folder) == (
            f"{folder} holds no campaign; start one there, or give the folder of another (--folder)"
        )
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("elsewhere", [False, True])
def test_a_database_that_is_lost(trial, refusal, elsewhere):
    """As when a disk is not mounted. It is not made anew, and found when it is back."""
    kept = trial.root / "disk" / "state.sqlite" if elsewhere else trial.folder / "campaign.sqlite"
    if elsewhere:
        kept.parent.mkdir()
        trial.database = f"sqlite:///{kept}"
    history = trial.start().history()
    away = kept.parent.rename(trial.root / "away")
    if not elsewhere:
        trial.folder.mkdir()
        (away / "campaign.json").rename(trial.folder / "campaign.json")
    assert refusal(NoCampaignError, Campaign, trial.folder) == (
        f"{trial.folder}/campaign.json names sqlite+pysqlite:///{kept}, which holds no campaign; "
        "bring the database back, or, if a start there was killed, start again"
    )
    assert not kept.exists()
    kept.parent.mkdir(exist_ok=True)
    (away / kept.name).rename(kept)
    assert Campaign(trial.folder).history() == history


def test_the_state_alone(trial):
    """As it comes back from a copy of nothing but the database."""
    history = trial.start().history()
    (trial.folder / "campaign.json").unlink()
    campaign = Campaign(trial.folder)
    assert campaign.history() == history
    with pytest.raises(OutOfTurnError, match="holds a campaign already"):
        trial.start()
    campaign.run()
    trial.answer(campaign, {"p1": "vehicle"})
    assert Campaign(trial.folder).status().labelled == 5


def test_one_at_a_time(trial, refusal):
    """While a round runs: no other, and no end; but answers, questions and the status."""
    campaign = trial.start()
    campaign.run()
    trial.answer(campaign, {"p1": "vehicle"})
    refused = []

    def interfere(event):
        if not refused:
            other = Campaign(trial.folder)
            refused.append(refusal(LockedError, other.run))
            refused.append(refusal(LockedError, other.accept, who="Cat"))
            refused.append(refusal(LockedError, other.finish, who="Cat"))
            assert other.status().labelled == 5
            assert len(other.hard()) == 1
            assert trial.answer(other, {"p4": "vehicle"}).taken == 1

    campaign.run([interfere])
    message = (
        f"another process runs a round of the campaign in {trial.folder}, or ends it; wait until "
        "it has ended"
    )
    assert refused == [message] * 3
    assert campaign.status().has_new_labels


def test_listeners_hear_the_round_and_the_end(trial):
    campaign = trial.start()
    heard = []
    campaign.run([heard.append])
    assert "train" in [event.step for event in heard if isinstance(event, StepEnded)]
    del heard[:]
    campaign.accept(who="Cat", listeners=[heard.append])
    assert heard == [Progress("rows", 0, None)]


def test_a_relative_folder(trial, monkeypatch):
    trial.start()
    monkeypatch.chdir(trial.root)
    campaign = Campaign("campaign")
    monkeypatch.chdir(trial.input)
    assert campaign.run().counts.pool == 4
    assert (trial.folder / "rounds/001/output/predictions.csv").exists()
