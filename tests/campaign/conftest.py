"""A campaign on files so small that all it does can be worked by hand.

Its model is `WordsModel`: of a text it says, for each label, 1 + how many of its words stood under
the label, made to sum to one. Without validation the words are: fruit: red green apple; vehicle:
red fast car. So

- p1 "red car" shares 1 and 2 words: (1+1, 1+2) / 5, vehicle with 0.6.
- p2 "green apple" shares 2 and 0: (3, 1) / 4, fruit with 0.75.
- p3 "?" can't be read.
- p4 "fast boat" shares 0 and 1: (1, 2) / 3, vehicle with 0.6666667.

The two least confident are p1 and p4.
"""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import URL, Connection, create_engine, insert, make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool

from fastlabel_core.campaign import Answered, Campaign, Settings
from fastlabel_core.campaign.database import Database
from fastlabel_core.campaign.schema import sample, tables

LABELLED = """sampleId,path,text,label
a1,a1.txt,red apple,fruit
a2,a2.txt,green apple,fruit
a3,a3.txt,red car,vehicle
a4,a4.txt,fast car,vehicle
"""
UNLABELLED = """sampleId,path,text,origin
p1,p1.txt,red car,north
p2,s3://bucket/p2.txt,green apple,south
p3,,?,south
p4,/abs/p4.txt,fast boat,"east, far"
"""


class Trial:
    """The folders of a campaign, and the person who answers in it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.input = root / "input"
        self.folder = root / "campaign"
        self.repository = root / "repository"
        self.database: str | None = None
        self.input.mkdir()
        self.write("input_label.csv", LABELLED)
        self.write("input_unlabel.csv", UNLABELLED)

    def write(self, name: str, content: str) -> None:
        (self.input / name).write_text(content, encoding="utf-8", newline="")

    def start(self, **changed: Any) -> Campaign:
        settings = {
            "name": "words",
            "plugin": "words",
            "val_size": 0,
            "query_cnt": 2,
            "repository": str(self.repository),
        }
        return Campaign.start(
            self.folder,
            self.input,
            Settings(**{**settings, **changed}),
            who="Ann",
            database=self.database,
        )

    def start_cold(self, **changed: Any) -> Campaign:
        """Start without any label, with the one strategy that then works."""
        (self.input / "input_label.csv").unlink()
        return self.start(**{"strategy": "RandomSampling", **changed})

    def file(self, content: str) -> Path:
        path = self.root / "answers.csv"
        path.write_text(content, encoding="utf-8", newline="")
        return path

    def answer(self, campaign: Campaign, labels: Mapping[str, str], **changed: Any) -> Answered:
        rows = "".join(f'{name},"{label}"\n' for name, label in labels.items())
        return campaign.answer(
            self.file(f"sampleId,label\n{rows}"), **{"who": "Bob", "new_classes": True, **changed}
        )

    def read(self, name: str) -> str:
        return (self.folder / name).read_bytes().decode()


@pytest.fixture
def trial(tmp_path: Path, words_plugin: Path) -> Trial:
    return Trial(tmp_path)


@pytest.fixture
def labels_by_hand(trial: Trial) -> str:
    """``labels.csv`` when round 2 has learned the answers to round 1, p1 vehicle and p4 boat.

    Then p2 shares 2, 0 and 0 words with fruit, vehicle and boat: (3, 1, 1) / 5.
    """
    return (
        "sampleId,path,label,source,confidence,round\n"
        f"a1,{trial.input}/a1.txt,fruit,person,,0\n"
        f"a2,{trial.input}/a2.txt,fruit,person,,0\n"
        f"a3,{trial.input}/a3.txt,vehicle,person,,0\n"
        f"a4,{trial.input}/a4.txt,vehicle,person,,0\n"
        f"p1,{trial.input}/p1.txt,vehicle,person,,1\n"
        "p2,s3://bucket/p2.txt,fruit,model,0.6,2\n"
        "p3,,,,,\n"
        "p4,/abs/p4.txt,boat,person,,1\n"
    )


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[URL]:
    """A database of the server that ``FASTLABEL_TEST_POSTGRESQL`` names, or of a new server."""
    pytest.importorskip("psycopg")
    given = os.environ.get("FASTLABEL_TEST_POSTGRESQL")
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"))
    if given is not None:
        yield make_url(given).set(drivername="postgresql+psycopg")
    elif programs:
        with (
            tempfile.TemporaryDirectory() as folder,
            _new_server(programs[-1], Path(folder)) as url,
        ):
            yield url
    else:
        pytest.skip("no PostgreSQL: install a server, or name one in FASTLABEL_TEST_POSTGRESQL")


@contextmanager
def _new_server(program: Path, folder: Path) -> Iterator[URL]:
    # The server refuses to be run by root, and serves nobody but by a socket in this folder.
    user = "postgres" if os.geteuid() == 0 else None
    if user is not None:
        shutil.chown(folder, user)
    data = folder / "data"
    initdb = [program.with_name("initdb"), "-D", data, "-U", "fastlabel", "-A", "trust", "-N"]
    initdb += ["--locale=C", "-E", "UTF8"]
    subprocess.run(initdb, user=user, cwd=folder, check=True, stdout=subprocess.DEVNULL)
    options = ["-D", data, "-k", folder, "-c", "listen_addresses=", "-F"]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen([program, *options], user=user, cwd=folder, stderr=log)
    try:
        url = URL.create(
            "postgresql+psycopg", "fastlabel", database="postgres", query={"host": str(folder)}
        )
        _wait_for(url, server)
        yield url
    finally:
        server.send_signal(signal.SIGQUIT)
        server.wait(timeout=60)


def _wait_for(url: URL, server: subprocess.Popen[bytes]) -> None:
    while server.poll() is None:
        with suppress(OperationalError), create_engine(url, poolclass=NullPool).connect():
            return
        time.sleep(0.05)
    raise AssertionError("the server ended")


@pytest.fixture
def postgresql(postgresql_server: URL) -> Iterator[str]:
    """The URL of an empty schema of a real server."""
    schema = f"fastlabel_{secrets.token_hex(8)}"
    engine = create_engine(postgresql_server, poolclass=NullPool)
    with engine.begin() as connection:
        connection.exec_driver_sql(f"CREATE SCHEMA {schema}")
    url = postgresql_server.update_query_dict({"options": f"-csearch_path={schema}"})
    yield url.render_as_string(hide_password=False)
    with engine.begin() as connection:
        connection.exec_driver_sql(f"DROP SCHEMA {schema} CASCADE")


@pytest.fixture
def database(tmp_path: Path) -> Database:
    """A database with the tables, and with samples s0 to s4."""
    database = Database(f"sqlite:///{tmp_path / 'campaign.sqlite'}")
    with database.writing() as connection:
        tables.create_all(connection)
        rows = [{"number": n, "sample_id": f"s{n}", "path": None, "fields": []} for n in range(5)]
        connection.execute(insert(sample), rows)
    return database


@pytest.fixture
def connection(database: Database) -> Iterator[Connection]:
    with database.writing() as connection:
        yield connection


@pytest.fixture
def stop_at_publishing(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[..., object]], None]:
    """Return a function that ends a campaign by its method, and is stopped before the finish."""

    def stopped(*_given: object) -> None:
        raise KeyboardInterrupt

    def end(by: Callable[..., object]) -> None:
        with monkeypatch.context() as patch:
            patch.setattr("fastlabel_core.campaign.finishing.publish_once", stopped)
            with pytest.raises(KeyboardInterrupt):
                by(who="Cat")

    return end


@pytest.fixture
def refusal() -> Callable[..., str]:
    """Return a function that calls another, which must refuse, and returns the message."""

    def refused(
        kind: type[Exception], function: Callable[..., object], *args: Any, **given: Any
    ) -> str:
        with pytest.raises(kind) as raised:
            function(*args, **given)
        assert type(raised.value) is kind
        return str(raised.value)

    return refused
