"""The start of a campaign, and what it keeps of what it was given."""

import shutil
import sqlite3

import pytest

from fastlabel_core.campaign import Campaign, Settings, StepKind
from fastlabel_core.campaign.folder import CampaignFolder
from fastlabel_core.errors import (
    InputError,
    LockedError,
    NoCampaignError,
    OptionError,
    OutOfTurnError,
    StrategyError,
    UsageError,
)
from fastlabel_core.events import Progress
from fastlabel_core.repository import LocalRepository
from fastlabel_core.setup import file_digest


def test_the_start_in_the_log(trial):
    trial.write("input_added_label.csv", "sampleId,text,label\na4,,boat\nb1,blue,sky\na1,,fruit\n")
    campaign = trial.start()
    start, added = campaign.history()
    assert (start.kind, start.who, start.round) == (StepKind.START, "Ann", 0)
    assert start.detail == {
        "inputs": {path.name: file_digest(path) for path in trial.input.iterdir()},
        "labels": 4,
        "classes": [],
    }
    assert (added.kind, added.who, added.round, added.detail) == (StepKind.ANSWER, "Ann", 0, {})
    assert [each.label for each in campaign.history_of("a1")] == ["fruit"]
    assert [each.label for each in campaign.history_of("a4")] == ["vehicle", "boat"]
    assert [each.label for each in campaign.history_of("b1")] == ["sky"]
    status = campaign.status()
    assert (status.samples, status.labelled, status.pool) == (9, 5, 4)


def test_the_files_are_not_needed_afterwards(trial):
    campaign = trial.start()
    for path in trial.input.iterdir():
        path.unlink()
    assert campaign.run().counts.labelled == 4


def test_settings_stay(trial):
    given = {
        "name": "words",
        "plugin": "words",
        "strategy": "MarginSampling",
        "strategy_options": {"prefilter": 50},
        "query_cnt": 7,
        "round_limit": 3,
        "val_size": 0.25,
        "random_seed": 5,
        "options": {"epochs": 2},
        "classes": ("boat", "NA"),
    }
    expected = Settings(**given, repository=str(trial.repository))
    assert trial.start(**given).status().settings == expected


def test_relative_paths_are_kept_whole(trial, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    trial.start(repository="input/../models").run()
    settings = Campaign("campaign").status().settings
    assert settings.repository == str(tmp_path / "models")
    model = "campaign/rounds/001/output/model"
    settings = Settings(name="words", model=model, repository="models")
    other = Campaign.start("other", "input", settings, who="Ann")
    assert other.status().settings.model == str(tmp_path / model)


def test_a_repository_that_is_no_folder(trial, install_extension):
    """Its location is no path."""
    install_extension(
        "shop",
        """
        from fastlabel_core import LocalRepository

        class Shop:
            @hookimpl
            def add_repositories(self):
                return {"shop": lambda uri: LocalRepository(uri.removeprefix("shop:/"))}
        """,
        attribute="Shop",
    )
    campaign = trial.start(repository=f"shop:/{trial.repository}")
    assert campaign.status().settings.repository == f"shop:/{trial.repository}"
    campaign.run()
    campaign.accept(who="Cat")
    assert LocalRepository(trial.repository).versions("words") == (1,)


def test_a_repository_that_nothing_opens(trial, refusal):
    """It is said at the start, though nothing is published before the end."""
    assert refusal(UsageError, trial.start, repository="s3://models") == (
        "no installed extension opens the repository s3://models; schemes that one opens: none. "
        "Install an extension for s3://, or give a folder."
    )
    assert not (trial.folder / "campaign.json").exists()


def test_a_name_is_a_name(trial, monkeypatch, tmp_path):
    """Also where a folder of that name stands beside."""
    trial.start().run()
    repository = LocalRepository(trial.repository)
    model = repository.publish(trial.folder / "rounds/001/output/model", "digits")
    repository.set_alias("digits", "best", model.metadata.version)
    (tmp_path / "digits@best").mkdir()
    monkeypatch.chdir(tmp_path)
    settings = Settings(name="words", model="digits@best", repository=str(trial.repository))
    other = Campaign.start("other", trial.input, settings, who="Ann")
    assert other.status().settings.model == "digits@1"
    assert other.history()[0].detail["classes"] == ["fruit", "vehicle"]


def test_a_campaign_is_there_already(trial, refusal):
    campaign = trial.start()
    history = campaign.history()
    assert refusal(OutOfTurnError, trial.start) == (
        f"{trial.folder} holds a campaign already; go on with it, or give another folder (--folder)"
    )
    assert campaign.history() == history


def test_rounds_of_another_campaign(trial, refusal):
    """They could be taken for those of this one."""
    trial.start().run()
    for path in trial.folder.glob("campaign.*"):
        path.unlink()
    assert refusal(UsageError, trial.start, query_cnt=1) == (
        f"{trial.folder / 'rounds'} holds rounds of another campaign; remove it, or give another "
        "folder (--folder)"
    )
    assert not (trial.folder / "campaign.json").exists()
    shutil.rmtree(trial.folder / "rounds")
    assert trial.start(query_cnt=1).run().counts.hard == 1


def test_one_starts_a_campaign_at_a_time(trial, refusal):
    with CampaignFolder(trial.folder).exclusive():
        assert refusal(LockedError, trial.start).startswith("another process runs a round of")
    assert trial.start().status().samples == 8


def test_a_database_of_another_folder(trial, refusal):
    """The folder stays free, and does not become a second one of that campaign."""
    url = f"sqlite:///{trial.root / 'shared.sqlite'}"
    settings = Settings(name="words", plugin="words", repository=str(trial.repository))
    first = Campaign.start(trial.root / "first", trial.input, settings, who="Ann", database=url)
    second = trial.root / "second"
    message = refusal(
        UsageError, Campaign.start, second, trial.input, settings, who="Ann", database=url
    )
    assert message == (
        f"the database {url.replace('sqlite:', 'sqlite+pysqlite:')} holds the campaign of another "
        "folder; give another one"
    )
    assert refusal(NoCampaignError, Campaign, second).startswith(f"{second} holds no campaign")
    assert len(first.history()) == 1
    assert len(Campaign.start(second, trial.input, settings, who="Ann").history()) == 1


def test_a_database_elsewhere(trial, monkeypatch, tmp_path):
    """Found again from any folder."""
    monkeypatch.chdir(tmp_path)
    settings = Settings(name="words", plugin="words", repository=str(trial.repository))
    url = "sqlite:///state.sqlite"
    Campaign.start(trial.folder, trial.input, settings, who="Ann", database=url)
    monkeypatch.chdir(trial.input)
    assert Campaign(trial.folder).status().samples == 8
    assert (tmp_path / "state.sqlite").exists()
    assert not (trial.folder / "campaign.sqlite").exists()


@pytest.mark.parametrize(
    ("changed", "kind", "message"),
    [
        ({"plugin": None}, UsageError, "which kind of model? Give a plugin (--plugin; installed: "),
        ({"options": {"epoch": 1}}, OptionError, "plugin 'words' (words-model 1.2) has no option "),
        ({"val_size": 1}, OptionError, "val_size is 1.0; give a share from 0 to below 1"),
        ({"random_seed": -1}, OptionError, "random_seed is -1; give 0 to 4294967295"),
    ],
)
def test_settings_that_no_round_could_use(trial, refusal, changed, kind, message):
    assert refusal(kind, trial.start, **changed).startswith(message)
    assert refusal(NoCampaignError, Campaign, trial.folder) == (
        f"{trial.folder} holds no campaign; start one there, or give the folder of another "
        "(--folder)"
    )


def test_files_that_can_not_be_used(trial, refusal):
    trial.write("input_label.csv", "sampleId,text,label\na1,red,\n")
    assert refusal(InputError, trial.start) == (
        f"{trial.input / 'input_label.csv'}, line 2: the label is empty; fill it in, or remove the "
        "row"
    )
    trial.write("input_label.csv", "sampleId,text,label\na1,red,fruit\n")
    assert trial.start().status().samples == 5


def test_added_labels_alone(trial, refusal):
    (trial.input / "input_label.csv").rename(trial.input / "input_added_label.csv")
    assert refusal(InputError, trial.start).endswith(
        "though input_added_label.csv holds labels; put them into input_label.csv, from which the "
        "validation set comes"
    )


@pytest.mark.parametrize("header", ["", "sampleId,text,label\n"])
def test_a_cold_start_with_a_strategy_that_needs_labels(trial, refusal, header):
    """Here it can still be chosen; in the first round it would be too late."""
    trial.write("input_label.csv", header)
    if not header:
        (trial.input / "input_label.csv").unlink()
    problem = "holds none" if header else "is missing"
    assert refusal(StrategyError, trial.start) == (
        f"there are no labels ({trial.input / 'input_label.csv'} {problem}), and strategy "
        "'LeastConfidence' needs probabilities of a trained model; write labels, give a model to "
        "go on from (--model), or choose a strategy that works without: RandomSampling"
    )
    assert not (trial.folder / "campaign.json").exists()
    assert trial.start(strategy="RandomSampling").run().counts.hard == 2


@pytest.mark.parametrize("name", ["input_label.csv", "input_added_label.csv", "input_unlabel.csv"])
def test_a_data_set_with_a_column_of_suggestions(trial, refusal, name):
    """Written into a file to fill in, it would say that the model's were shown."""
    trial.write(name, "sampleId,text,label,suggestion\na1,red,fruit,?\n")
    assert refusal(InputError, trial.start) == (
        f"{trial.input / name}, line 1: a column 'suggestion' would say of answers that what the "
        "model predicts was shown; rename it"
    )


def test_a_start_leaves_no_copy_of_the_pool(trial):
    """Nor one that a start left which was killed."""
    left = trial.folder / "work" / "start"
    left.mkdir(parents=True)
    (left / "pool.arrow").write_text("half of it")
    trial.start()
    assert list((trial.folder / "work").iterdir()) == []


def test_a_folder_that_is_a_file(trial, refusal):
    trial.folder.write_text("")
    assert refusal(UsageError, trial.start) == (
        f"{trial.folder} can't be made: File exists; give another folder (--folder)"
    )
    trial.folder = trial.folder / "below"
    assert refusal(UsageError, trial.start) == (
        f"{trial.folder} can't be made: Not a directory; give another folder (--folder)"
    )


def test_a_campaign_of_another_version(trial, refusal):
    trial.start()
    with sqlite3.connect(trial.folder / "campaign.sqlite") as database:
        database.execute("UPDATE campaign SET format = 2")
    database.close()
    message = (
        "the campaign is kept in format 2, and this fastlabel-core knows format 1; install the "
        "version that began it"
    )
    assert refusal(UsageError, Campaign, trial.folder) == message
    assert refusal(UsageError, trial.start) == message


def test_listeners_hear_of_samples(trial):
    heard = []
    settings = Settings(name="words", plugin="words", repository=str(trial.repository))
    Campaign.start(trial.folder, trial.input, settings, who="Ann", listeners=[heard.append])
    progress = [event for event in heard if isinstance(event, Progress) and event.what == "samples"]
    assert [(event.done, event.total) for event in progress] == [(4, 8), (8, 8)]
