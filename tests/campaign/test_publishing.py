"""The model that a campaign leaves, and what would keep it from being published.

All of that is found before the campaign has ended; then it can still be mended.
"""

import json

import pytest

from fastlabel_core.campaign import StepKind
from fastlabel_core.errors import IntegrityError, UsageError
from fastlabel_core.repository import LocalRepository


@pytest.fixture
def campaign(trial):
    begun = trial.start()
    begun.run()
    return begun


@pytest.fixture
def stage(trial, campaign):
    """The model of the only round."""
    return trial.folder / "rounds/001/output/model"


@pytest.fixture
def repository(trial):
    return LocalRepository(trial.repository)


def is_going_on(campaign):
    return campaign.status().end_reason is None and (
        StepKind.END not in [step.kind for step in campaign.history()]
    )


def test_a_name_that_is_taken_but_for_its_case(trial, campaign, stage, repository, refusal):
    """It is said at the start, where another can be given."""
    repository.publish(stage, "Digits")
    trial.folder.rename(trial.root / "before")
    assert refusal(UsageError, trial.start, name="digits") == (
        f"no model can be published as 'digits' in {trial.repository}: where case doesn't count, "
        "it would be one with 'Digits', which is there; give that name, or another (--name)"
    )
    assert not (trial.folder / "campaign.json").exists()
    assert trial.start(name="Digits").status().settings.name == "Digits"


def test_a_name_that_was_taken_meanwhile(trial, campaign, stage, repository, refusal):
    repository.publish(stage, "WORDS")
    message = (
        f"no model can be published as 'words' in {trial.repository}: where case doesn't count, it "
        "would be one with 'WORDS', which is there; move that model out of the repository"
    )
    assert refusal(UsageError, campaign.accept, who="Cat") == message
    assert is_going_on(campaign)
    (trial.repository / "WORDS").rename(trial.root / "WORDS")
    assert campaign.accept(who="Cat").model == "words@1"


def test_a_repository_that_can_not_be_opened_any_more(trial, campaign, refusal):
    trial.repository.write_text("in the way")
    assert refusal(UsageError, campaign.accept, who="Cat").endswith("is a file. Give a folder.")
    assert is_going_on(campaign)


@pytest.mark.parametrize("name", ["metadata.json", "words.json"])
def test_a_model_that_is_gone(trial, campaign, stage, name):
    kept = (stage / name).rename(trial.root / name)
    with pytest.raises(IntegrityError) as raised:
        campaign.accept(who="Cat")
    assert raised.value.__notes__ == [
        "round 1 left it, and the campaign needs it. A round trains it again from "
        f"{trial.folder}/rounds/001/input: fastlabel run, with the campaign's settings and, if the "
        "round before left a model, with that one (--model)"
    ]
    assert is_going_on(campaign)
    kept.rename(stage / name)
    assert campaign.accept(who="Cat").model == "words@1"


def test_a_model_that_was_changed(trial, campaign, stage, refusal):
    (stage / "words.json").write_text(json.dumps({"fruit": []}))
    assert refusal(IntegrityError, campaign.accept, who="Cat").startswith(
        f"the file 'words.json' of the model in {stage} has changed: "
    )
    assert is_going_on(campaign)


def test_no_model_is_needed_where_none_was_trained(trial):
    """The repository is none of its business then."""
    trial.write("input_unlabel.csv", "sampleId,path,text\n")
    campaign = trial.start()
    trial.repository.write_text("in the way")
    assert campaign.finish(who="Cat").model is None


def test_a_version_that_is_broken_is_passed_over(trial, campaign, stage, repository):
    """It is another's, or one that nobody could use."""
    for _ in range(2):
        repository.publish(stage, "words")
    (trial.repository / "words/1/metadata.json").write_text("{")
    assert campaign.accept(who="Cat").model == "words@2"
    assert repository.versions("words") == (1, 2)


def test_a_broken_version_alone(trial, campaign, stage, repository):
    repository.publish(stage, "words")
    (trial.repository / "words/1/metadata.json").unlink()
    assert campaign.accept(who="Cat").model == "words@2"
