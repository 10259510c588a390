"""A whole campaign whose state is kept by a real PostgreSQL server."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from sqlalchemy import create_engine, make_url, select
from sqlalchemy.pool import NullPool

from fastlabel_core.campaign import Campaign, EndReason, Settings, StepKind
from fastlabel_core.campaign.database import Database
from fastlabel_core.campaign.folder import CampaignFolder
from fastlabel_core.campaign.log import add_step
from fastlabel_core.errors import Failure, NoCampaignError
from fastlabel_core.repository import LocalRepository


@pytest.fixture
def trial(trial, postgresql):
    trial.database = postgresql
    return trial


def shown(url: str) -> str:
    return make_url(url).render_as_string(hide_password=True)


def test_two_rounds_by_hand(trial, labels_by_hand):
    """The same bytes as in SQLite."""
    campaign = trial.start()
    campaign.run()
    assert [example.sample.sample_id for example in campaign.hard()] == ["p1", "p4"]
    trial.answer(campaign, {"p1": "vehicle", "p2": "boat", "p4": "boat"})
    assert campaign.undo(["p2"], who="Cat") == 1
    campaign.run()
    finished = campaign.accept(who="Cat")
    assert trial.read("labels.csv") == labels_by_hand
    assert (finished.reason, finished.model) == (EndReason.SATISFIED, "words@1")
    assert LocalRepository(trial.repository).versions("words") == (1,)
    assert [(each.kind, each.who, each.round) for each in campaign.history()] == [
        (StepKind.START, "Ann", 0),
        (StepKind.BEGIN, "words, round 1", 1),
        (StepKind.ROUND, "words, round 1", 1),
        (StepKind.ANSWER, "Bob", 1),
        (StepKind.UNDO, "Cat", 1),
        (StepKind.BEGIN, "words, round 2", 2),
        (StepKind.ROUND, "words, round 2", 2),
        (StepKind.END, "Cat", 2),
        (StepKind.LABEL, "words@1", 2),
        (StepKind.FINISH, "Cat", 2),
    ]
    assert [(each.label, each.is_undone) for each in campaign.history_of("p2")] == [
        ("boat", True),
        (None, False),
        ("fruit", False),
    ]
    assert not (trial.folder / "campaign.sqlite").exists()


def test_thousands_of_samples(trial):
    """More than fit into one statement, and more than are fetched at once."""
    names = [f"s{number}" for number in range(21_000)]
    rows = "".join(f"{name},{name},fast boat\n" for name in names)
    trial.write("input_unlabel.csv", f"sampleId,path,text\n{rows}")
    campaign = trial.start()
    assert trial.answer(campaign, dict.fromkeys(names[1:], "fruit")).taken == 20_999
    assert campaign.status().pool == 1
    campaign.run()
    assert [example.sample.sample_id for example in campaign.hard()] == ["s0"]


def test_two_start_in_one_database_at_once(trial):
    command = [sys.executable, "-m", "fastlabel_core", "campaign", "start", "--plugin", "words"]
    command += ["--input-dir", str(trial.input), "--database", trial.database]
    starts = [
        subprocess.Popen(
            [*command, "--folder", str(trial.root / name)],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
            cwd=trial.root,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for name in ("first", "second")
    ]
    said = [start.communicate(timeout=60) for start in starts]
    assert sorted(start.returncode for start in starts) == [0, 2]
    refused = [start.returncode for start in starts].index(2)
    assert said[refused][1] == (
        f"error: the database {shown(trial.database)} holds the campaign of another folder; give "
        "another one\n"
    )
    folders = [trial.root / name for name in ("first", "second")]
    assert CampaignFolder(folders[refused]).find_database() is None
    assert len(Campaign(folders[1 - refused]).history()) == 1


def test_a_connection_that_breaks_while_it_writes(trial, refusal):
    campaign = trial.start()
    database = Database(trial.database)

    def write():
        with database.writing() as connection:
            add_step(connection, StepKind.ANSWER, "Dan", 0)
            process = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
            with create_engine(trial.database, poolclass=NullPool).connect() as other:
                other.exec_driver_sql(f"SELECT pg_terminate_backend({process})")
            connection.execute(select(1))

    message = refusal(Failure, write)
    assert message.startswith(f"the campaign's database, {shown(trial.database)}, failed: ")
    assert [step.who for step in campaign.history()] == ["Ann"]
    trial.answer(campaign, {"p1": "fruit"})
    assert [step.who for step in campaign.history()] == ["Ann", "Bob"]


def test_another_campaign_in_another_schema_is_not_waited_for(trial, postgresql_server):
    """Its writers take another lock."""
    trial.start()
    engine = create_engine(postgresql_server, poolclass=NullPool)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE SCHEMA fastlabel_other")
    url = postgresql_server.update_query_dict({"options": "-csearch_path=fastlabel_other"})
    settings = Settings(name="words", plugin="words", repository=str(trial.repository))
    try:
        with Database(trial.database).writing():
            other = Campaign.start(
                trial.root / "other",
                trial.input,
                settings,
                who="Ann",
                database=url.render_as_string(hide_password=False),
            )
        assert len(other.history()) == 1
    finally:
        with engine.begin() as connection:
            connection.exec_driver_sql("DROP SCHEMA fastlabel_other CASCADE")


def test_a_start_that_was_killed_is_begun_anew(trial, refusal):
    """Just before the commit the folder names the database, which holds nothing."""
    CampaignFolder(trial.folder).path.mkdir()
    CampaignFolder(trial.folder).keep_database(trial.database)
    assert refusal(NoCampaignError, Campaign, trial.folder).startswith(
        f"{trial.folder}/campaign.json names {shown(trial.database)}, which holds no campaign; "
    )
    assert len(trial.start().history()) == 1
