"""What is settled when a round begins, and rounds that did not come to their end."""

from __future__ import annotations

import json
import platform
import shutil
import sqlite3
from contextlib import closing

import pytest

from fastlabel_core import Report
from fastlabel_core.campaign import Campaign, StepKind
from fastlabel_core.campaign.round_setup import round_setup
from fastlabel_core.errors import LockedError, OutOfTurnError, PluginFailure, UsageError
from fastlabel_core.events import StepEnded

FILES = ("input_label.csv", "input_added_label.csv", "input_unlabel.csv")


@pytest.fixture
def run_killed(monkeypatch):
    """Return a function that runs a round, which is killed before the campaign takes it down."""

    def kill(*arguments):
        raise KeyboardInterrupt

    def run(campaign):
        with monkeypatch.context() as context:
            context.setattr("fastlabel_core.campaign.next_round.record_round", kill)
            with pytest.raises(KeyboardInterrupt):
                campaign.run()

    return run


@pytest.fixture
def shared(trial):
    """The same campaign in a database that other folders can reach."""
    trial.database = f"sqlite:///{trial.root / 'shared.sqlite'}"
    return trial


@pytest.fixture
def other(shared):
    """Return a function that makes a folder for the campaign as on another machine."""

    def make():
        folder = shared.root / "other"
        folder.mkdir()
        shutil.copy(shared.folder / "campaign.json", folder)
        return Campaign(folder)

    return make


def kinds(campaign):
    return [each.kind for each in campaign.history()]


def once(action):
    """Return a listener that does something when the training is over, and only once."""
    waiting = [action]

    def listen(event):
        if waiting and isinstance(event, StepEnded) and event.step == "train":
            waiting.pop()()

    return listen


def test_a_killed_round_is_not_trained_again(trial, run_killed):
    """The report, which holds the seconds of each step, is the first one."""
    campaign = trial.start()
    run_killed(campaign)
    report = trial.read("rounds/001/output/report.json")
    assert campaign.run() == Report.model_validate_json(report)
    assert trial.read("rounds/001/output/report.json") == report
    assert [each.hard for each in campaign.status().rounds] == [2]
    assert kinds(campaign) == [StepKind.START, StepKind.BEGIN, StepKind.ROUND]


def test_a_killed_round_is_taken_up_though_answers_came_in_between(trial, run_killed):
    """They are part of the next round, which can follow at once."""
    campaign = trial.start()
    trial.answer(campaign, {"p1": "fruit", "a1": "berry"})
    run_killed(campaign)
    report = trial.read("rounds/001/output/report.json")
    files = [trial.read(f"rounds/001/input/{name}") for name in FILES]
    trial.answer(campaign, {"p2": "plant", "p1": "vehicle"})
    campaign.undo(["p1", "a1"], who="Cat")
    campaign.undo(["p1"], who="Cat")
    assert campaign.run() == Report.model_validate_json(report)
    assert [trial.read(f"rounds/001/input/{name}") for name in FILES] == files
    campaign.run()
    assert trial.read("rounds/002/input/input_added_label.csv") == (
        "sampleId,path,text,label\np2,s3://bucket/p2.txt,green apple,plant\n"
    )


def test_a_round_that_was_killed_after_its_training_is_not_trained_again(trial):
    campaign = trial.start()

    def kill(event):
        if isinstance(event, StepEnded) and event.step == "save":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        campaign.run([kill])
    trial.answer(campaign, {"p2": "plant"})
    assert campaign.run().counts.added == 0
    assert len(trial.read("work/plugin/trainings.jsonl").splitlines()) == 1


def test_a_killed_round_is_taken_up_though_its_new_labels_are_taken_back(trial, run_killed):
    campaign = trial.start()
    campaign.run()
    trial.answer(campaign, {"p1": "fruit"})
    run_killed(campaign)
    campaign.undo(["p1"], who="Cat")
    assert campaign.run().counts.added == 1
    assert campaign.run().counts.added == 0


def test_a_killed_round_is_taken_up_though_the_pool_is_empty_by_now(trial, run_killed, refusal):
    """Its model would not be published otherwise."""
    campaign = trial.start()
    run_killed(campaign)
    trial.answer(campaign, {"p1": "fruit", "p2": "fruit", "p3": "boat", "p4": "boat"})
    assert (campaign.status().begun_round, campaign.status().end_reason) == (1, "empty pool")
    assert campaign.run().counts.pool == 4
    assert campaign.status().begun_round is None
    assert refusal(OutOfTurnError, campaign.run) == (
        "no round can follow: empty pool; finish the campaign"
    )
    assert campaign.finish(who="Cat").model == "words@1"


def test_a_killed_round_can_be_given_up(trial, run_killed, refusal):
    campaign = trial.start()
    run_killed(campaign)
    trial.answer(campaign, {"p1": "fruit", "p2": "fruit", "p3": "boat", "p4": "boat"})
    assert campaign.finish(who="Cat").model is None
    assert campaign.status().begun_round is None


def test_a_killed_round_whose_report_is_torn(trial, run_killed):
    campaign = trial.start()
    run_killed(campaign)
    (trial.folder / "rounds/001/output/report.json").write_text("{")
    assert campaign.run().counts.hard == 2


def test_a_report_of_other_parameters_is_not_that_of_the_round(trial, run_killed):
    campaign = trial.start()
    run_killed(campaign)
    with closing(sqlite3.connect(trial.folder / "campaign.sqlite")) as database, database:
        [(settings,)] = database.execute("SELECT settings FROM campaign")
        changed = json.dumps({**json.loads(settings), "query_cnt": 1})
        database.execute("UPDATE campaign SET settings = ?", [changed])
    assert campaign.run().counts.hard == 1


def test_a_round_that_was_begun_in_another_folder(shared, other, refusal):
    campaign = shared.start()
    elsewhere = other()
    refused = []
    campaign.run([once(lambda: refused.append(refusal(LockedError, elsewhere.run)))])
    assert refused == [
        f"round 1 was begun in {platform.node()}:{shared.folder}; run it there, or, if that folder "
        f"is lost, make the folder {shared.root / 'other/rounds/001/input'} to run it here"
    ]
    assert kinds(campaign) == [StepKind.START, StepKind.BEGIN, StepKind.ROUND]


def test_a_round_whose_folder_is_lost(shared, other, run_killed):
    """It can be run elsewhere, on the same files."""
    campaign = shared.start()
    run_killed(campaign)
    files = [shared.read(f"rounds/001/input/{name}") for name in FILES]
    shared.answer(campaign, {"p1": "fruit"})
    elsewhere = other()
    shutil.rmtree(shared.folder)
    place = shared.root / "other/rounds/001/input"
    place.mkdir(parents=True)
    elsewhere.run()
    assert [(place / name).read_text() for name in FILES] == files


def test_a_folder_that_was_moved_takes_its_round_up(shared, run_killed):
    run_killed(shared.start())
    moved = shared.root / "moved"
    shared.folder.rename(moved)
    assert Campaign(moved).run().counts.pool == 4


def test_a_round_whose_files_were_removed_is_run_again(trial, run_killed):
    campaign = trial.start()
    run_killed(campaign)
    shutil.rmtree(trial.folder / "rounds")
    assert campaign.run().counts.pool == 4


def test_two_folders_do_not_end_one_round_twice(shared, refusal):
    """The second is a copy of all that the first holds."""
    campaign = shared.start()
    copy = shared.root / "copy"

    def end_elsewhere():
        shutil.copytree(shared.folder, copy)
        Campaign(copy).run()

    assert refusal(LockedError, campaign.run, [once(end_elsewhere)]) == (
        "meanwhile round 1 was brought to its end from another folder, or the campaign was ended; "
        "see its status"
    )
    assert kinds(campaign) == [StepKind.START, StepKind.BEGIN, StepKind.ROUND]


@pytest.mark.parametrize("is_ended", [False, True])
def test_another_folder_that_is_ahead(shared, refusal, monkeypatch, is_ended):
    """It runs a whole round, or ends the campaign, just before this one begins the round."""
    campaign = shared.start()
    campaign.run()
    shared.answer(campaign, {"p1": "vehicle"})
    copy = shared.root / "copy"
    shutil.copytree(shared.folder, copy)
    elsewhere = Campaign(copy)
    once_elsewhere = [lambda: elsewhere.accept(who="Cat") if is_ended else elsewhere.run()]

    def prepare(*arguments):
        if once_elsewhere:
            once_elsewhere.pop()()
        return round_setup(*arguments)

    monkeypatch.setattr("fastlabel_core.campaign.next_round.round_setup", prepare)
    assert refusal(LockedError, campaign.run).startswith("meanwhile round 2 was brought to its end")
    assert kinds(campaign).count(StepKind.BEGIN) == (1 if is_ended else 2)
    assert not (shared.folder / "rounds/002").exists()


def test_a_campaign_that_is_ended_elsewhere_while_a_round_runs(shared, refusal):
    campaign = shared.start()
    campaign.run()
    shared.answer(campaign, {"p1": "vehicle"})
    copy = shared.root / "copy"
    shutil.copytree(shared.folder, copy)
    accept = once(lambda: Campaign(copy).accept(who="Cat"))
    assert refusal(LockedError, campaign.run, [accept]).startswith("meanwhile round 2 was brought")
    assert kinds(campaign)[-4:] == [StepKind.BEGIN, StepKind.END, StepKind.LABEL, StepKind.FINISH]
    assert refusal(OutOfTurnError, campaign.run).startswith("the campaign is finished (satisfied)")


def test_the_validation_set_is_settled_when_the_first_training_begins(shared, other, refusal):
    """Also for one who takes labels back elsewhere; each round validates on the same samples."""
    shared.write("input_unlabel.csv", "sampleId,text\n" + "".join(f"p{n},x\n" for n in range(12)))
    campaign = shared.start_cold(val_size=0.5, query_cnt=1)
    shared.answer(campaign, {f"p{n}": "fruit" if n % 2 else "vehicle" for n in range(10)})
    elsewhere, refused = other(), []

    def take_back():
        refused.append(refusal(UsageError, elsewhere.undo, [f"p{n}" for n in range(5)], who="Ben"))

    campaign.run([once(take_back)])
    shared.answer(campaign, {"p10": "fruit"})
    campaign.run()
    assert refused[0].startswith("sample 'p0' was labelled before the first training")
    validated = [
        [
            line.split(",")[0]
            for line in shared.read(f"rounds/{n:03d}/output/validation.csv").split()
        ]
        for n in (1, 2)
    ]
    assert len(validated[0]) == 6
    assert validated[0] == validated[1]


PICKY_MODEL = """
import numpy as np
from fastlabel_core import Predictions, hookimpl


class Picky:
    '''Can be trained on two classes only.'''

    input_columns = ("text",)

    def load_model(self, model_dir):
        return self

    def train_model(self, df_train):
        if df_train["label"].nunique() < 2:
            raise ValueError("one class is too few")

    @hookimpl
    def predict(self, df_img):
        return Predictions(["fruit", "vehicle"], np.full((len(df_img), 2), 0.5, dtype="float32"))

    def save_model(self, save_dir):
        (save_dir / "picky").write_text("")
"""


def test_a_round_that_failed_begins_anew(trial, install_plugin, refusal):
    """It sees the labels of then; and what it failed with can be taken back."""
    install_plugin("picky", PICKY_MODEL, attribute="Picky")
    campaign = trial.start_cold(plugin="picky")
    trial.answer(campaign, {"p1": "fruit", "p2": "fruit"})
    message = refusal(PluginFailure, campaign.run)
    assert "one class is too few" in message
    _, _, begun, failed = campaign.history()
    assert (begun.kind, begun.round, begun.detail["labels"]) == (StepKind.BEGIN, 1, 2)
    assert (failed.kind, failed.who, failed.round) == (StepKind.FAIL, "picky, round 1", 1)
    assert failed.detail == {"error": message}
    assert campaign.undo(["p1"], who="Cat") == 1
    trial.answer(campaign, {"p4": "vehicle"})
    assert campaign.run().counts.labelled == 2
    assert trial.read("rounds/001/input/input_label.csv").splitlines()[1:] == [
        "p2,s3://bucket/p2.txt,green apple,south,fruit",
        'p4,/abs/p4.txt,fast boat,"east, far",vehicle',
    ]
    assert kinds(campaign)[-2:] == [StepKind.BEGIN, StepKind.ROUND]


def test_a_failure_in_a_round_that_was_ended_elsewhere(shared, install_plugin, refusal):
    """It is no part of the log any more."""
    install_plugin("picky", PICKY_MODEL, attribute="Picky")
    campaign = shared.start_cold(plugin="picky")
    shared.answer(campaign, {"p1": "fruit", "p2": "vehicle"})
    copy = shared.root / "copy"

    def end_elsewhere():
        shutil.copytree(shared.folder, copy)
        Campaign(copy).run()
        raise PluginFailure("out of memory")

    assert refusal(PluginFailure, campaign.run, [once(end_elsewhere)]) == "out of memory"
    assert kinds(campaign)[-2:] == [StepKind.BEGIN, StepKind.ROUND]
