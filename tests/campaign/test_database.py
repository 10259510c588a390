"""The database of a campaign: transactions, and what is said when it fails."""

from __future__ import annotations

import sys

import pytest
from sqlalchemy import func, select

from fastlabel_core.campaign.database import Database, holds_campaign
from fastlabel_core.campaign.schema import sample, tables
from fastlabel_core.errors import Failure, UsageError


def test_a_missing_driver(refusal, monkeypatch):
    for name in [name for name in sys.modules if name.partition(".")[0] == "psycopg"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "psycopg", None)
    assert refusal(UsageError, Database, "postgresql://Ann:secret@host/name") == (
        "PostgreSQL needs a driver that is not installed (import of psycopg halted; None in "
        'sys.modules); install it: pip install "fastlabel-core[postgresql]"'
    )


def test_a_server_that_is_not_there(refusal):
    pytest.importorskip("psycopg")
    database = Database("postgresql://Ann:secret@127.0.0.1:1/name")

    def read():
        with database.reading():
            pass

    message = refusal(Failure, read)
    assert message.startswith(
        "the campaign's database, postgresql+psycopg://Ann:***@127.0.0.1:1/name, failed: "
    )
    assert "Connection refused" in message
    assert "secret" not in message


def test_a_file_that_is_no_database(refusal, tmp_path):
    (tmp_path / "state.sqlite").write_text("not a database, but long enough to be looked into" * 9)
    database = Database(f"sqlite:///{tmp_path / 'state.sqlite'}")

    def read():
        with database.reading():
            pass

    assert refusal(Failure, read) == (
        f"the campaign's database, sqlite+pysqlite:///{tmp_path}/state.sqlite, failed: file is not "
        "a database"
    )


def test_all_or_nothing_is_written(database, refusal):
    count = select(func.count()).select_from(sample)

    def write_and_fail():
        with database.writing() as connection:
            connection.execute(sample.delete())
            assert connection.execute(count).scalar_one() == 0
            raise UsageError("no")

    assert refusal(UsageError, write_and_fail) == "no"
    with database.reading() as connection:
        assert connection.execute(count).scalar_one() == 5


def test_what_is_acknowledged_is_on_the_disk(database):
    with database.reading() as connection:
        pragmas = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        ]
    # 2 is FULL: the log is synced at each commit.
    assert pragmas == ["wal", 2, 1]


def test_tables_without_a_campaign_hold_none(tmp_path):
    database = Database(f"sqlite:///{tmp_path / 'state.sqlite'}")
    with database.writing() as connection:
        assert not holds_campaign(connection)
        tables.create_all(connection)
        assert not holds_campaign(connection)
