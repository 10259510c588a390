"""Several processes on one campaign: one waits, or is told so; nothing is lost."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from threading import Timer

import pytest

from fastlabel_core.campaign import Campaign, StepKind
from fastlabel_core.campaign import database as database_module
from fastlabel_core.campaign.folder import CampaignFolder
from fastlabel_core.campaign.log import steps
from fastlabel_core.errors import LockedError
from fastlabel_core.events import StepEnded

HERE = Path(__file__).parent


@pytest.fixture(params=["sqlite", "postgresql"])
def trial(request, trial):
    """The same campaign in each kind of database."""
    if request.param == "postgresql":
        trial.database = request.getfixturevalue("postgresql")
    return trial


def script(name: str, *arguments: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, HERE / name, *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def command(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "fastlabel_core", "campaign", *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.fixture
def writer(trial) -> Iterator[subprocess.Popen[str]]:
    """A process that holds the database of a campaign, where Dan labels p1, not yet for others."""
    trial.start()
    process = script("holding_writer.py", trial.folder)
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.communicate()


def test_two_answer_at_once(trial):
    """Who answers sees what was answered before: the same label again would be no news."""
    names = [f"{who}{number}" for who in ("Bob", "Cat") for number in range(10)]
    rows = "".join(f"{name},{name},fast boat\n" for name in (*names, "both", "other"))
    trial.write("input_unlabel.csv", f"sampleId,path,text\n{rows}")
    campaign = trial.start()
    persons = [
        script("racing_answerer.py", trial.folder, "Bob", "fruit"),
        script("racing_answerer.py", trial.folder, "Cat", "vehicle"),
    ]
    for person in persons:
        assert person.stdout.readline() == "ready\n"
    for person in persons:
        person.stdin.write("go\n")
        person.stdin.flush()
    for person in persons:
        person.communicate(timeout=60)
        assert person.returncode == 0
    answers = campaign.history()[1:]
    assert [step.kind for step in answers] == [StepKind.ANSWER] * 20
    for name in names:
        [entry] = campaign.history_of(name)
        assert (entry.who, entry.label) == (
            ("Bob", "fruit") if name.startswith("Bob") else ("Cat", "vehicle")
        )
    entries = campaign.history_of("both")
    assert 2 <= len(entries) <= 20
    for one, other in pairwise(entries):
        assert one.label != other.label
    assert campaign.status().labelled == 4 + 21
    campaign.run()
    added = trial.read("rounds/001/input/input_added_label.csv").splitlines()
    assert f"both,{trial.input}/both,fast boat,{entries[-1].label}" in added


def test_answers_while_a_run_goes_on(trial):
    campaign = trial.start()
    file = trial.file("sampleId,label\np1,fruit\n")

    def answer_after_training(event):
        if isinstance(event, StepEnded) and event.step == "train":
            answered = command("answer", file, "--folder", trial.folder, "--person", "Bob")
            assert (answered.returncode, answered.stderr) == (0, "")

    campaign.run([answer_after_training])
    assert [step.kind for step in campaign.history()] == [
        StepKind.START,
        StepKind.BEGIN,
        StepKind.ANSWER,
        StepKind.ROUND,
    ]
    # Hard were p1 and p4.
    assert [example.sample.sample_id for example in campaign.hard()] == ["p4"]
    assert "p1" in trial.read("rounds/001/input/input_unlabel.csv")
    campaign.run()
    assert trial.read("rounds/002/input/input_added_label.csv") == (
        f"sampleId,path,text,label\np1,{trial.input}/p1.txt,red car,fruit\n"
    )


def test_one_runs_or_ends_a_campaign_at_a_time(trial):
    campaign = trial.start()
    others = ["run", "accept", "finish"]
    refused = []

    def try_meanwhile(event):
        if isinstance(event, StepEnded) and event.step == "train":
            refused.extend(command(other, "--folder", trial.folder) for other in others)

    campaign.run([try_meanwhile])
    message = (
        f"error: another process runs a round of the campaign in {trial.folder}, or ends it; wait "
        "until it has ended\n"
    )
    assert [(each.returncode, each.stderr) for each in refused] == [(2, message)] * 3
    assert [step.kind for step in campaign.history()] == [
        StepKind.START,
        StepKind.BEGIN,
        StepKind.ROUND,
    ]


def test_a_reader_sees_one_state_throughout(trial):
    campaign = trial.start()
    database = CampaignFolder(trial.folder).find_database()
    with database.reading() as connection:
        assert [step.who for step in steps(connection)] == ["Ann"]
        trial.answer(campaign, {"p1": "fruit"})
        assert [step.who for step in steps(connection)] == ["Ann"]
    assert [step.who for step in campaign.history()] == ["Ann", "Bob"]


def test_the_state_while_another_writes_is_that_before(trial, writer):
    campaign = Campaign(trial.folder)
    assert campaign.status().labelled == 4
    assert [step.who for step in campaign.history()] == ["Ann"]
    writer.communicate("go on\n", timeout=60)
    assert [step.who for step in campaign.history()] == ["Ann", "Dan"]


def test_a_second_writer_waits_for_the_first_and_sees_what_it_wrote(trial, writer):
    def go_on():
        writer.stdin.write("go on\n")
        writer.stdin.flush()

    Timer(0.5, go_on).start()
    answered = trial.answer(Campaign(trial.folder), {"p1": "fruit"})
    assert (answered.taken, answered.unchanged) == (0, 1)
    assert [step.who for step in Campaign(trial.folder).history()] == ["Ann", "Dan", "Bob"]


def test_a_writer_that_does_not_end(trial, writer, monkeypatch, refusal):
    monkeypatch.setattr(database_module, "PATIENCE", 0.1)
    campaign = Campaign(trial.folder)
    database = CampaignFolder(trial.folder).find_database()
    assert refusal(LockedError, trial.answer, campaign, {"p1": "fruit"}) == (
        f"another process has been writing to the campaign's database, {database}, for 0.1 "
        "seconds; wait until it has ended"
    )


def test_a_writer_that_is_killed_holds_nothing_and_leaves_nothing(trial, writer):
    writer.kill()
    writer.wait(timeout=60)
    campaign = Campaign(trial.folder)
    trial.answer(campaign, {"p1": "fruit"})
    assert [step.who for step in campaign.history()] == ["Ann", "Bob"]
