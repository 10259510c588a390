"""The database of a campaign: SQLite in its folder, or PostgreSQL.

Whoever reads sees one state throughout. Whoever writes keeps all other writers waiting from the
beginning, so that no transaction fails because of another.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import (
    URL,
    Connection,
    Engine,
    create_engine,
    event,
    func,
    inspect,
    select,
)
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from fastlabel_core.campaign.database_url import whole_url, without_password
from fastlabel_core.campaign.schema import FORMAT, campaign
from fastlabel_core.errors import Failure, LockedError, UsageError

# What is read or written without holding all of a large data set in memory.
ROWS_AT_ONCE = 20_000
# How long one process waits for another that writes, in seconds.
PATIENCE = 60
# Says whose lock it is; any number would do that nobody else takes.
POSTGRESQL_LOCK = 0x1ABE1
POSTGRESQL_LOCK_TIMEOUT = "55P03"

# Letters as they are: escaped, those of many languages would take twice the room.
_as_json = partial(json.dumps, ensure_ascii=False)


class Database:
    """Where a campaign's state is kept.

    Parameters
    ----------
    url : str or URL
        ``sqlite:///FILE`` or ``postgresql://USER@HOST/NAME``, as SQLAlchemy takes it.

    Raises
    ------
    UsageError
        If the URL, or the driver that it needs, can't be used.
    """

    def __init__(self, url: str | URL) -> None:
        self._url = whole_url(url)
        self._engines = _OPENERS[self._url.drivername](self._url)

    def __str__(self) -> str:
        """Return the URL as messages show it: without a password."""
        return without_password(self._url).render_as_string()

    @property
    def url(self) -> str:
        """The URL, password included, that means the same wherever it is opened again."""
        return self._url.render_as_string(hide_password=False)

    @property
    def is_missing(self) -> bool:
        """Whether it is a SQLite file that isn't there. Connecting to it would make it."""
        file = self._url.database if self._url.get_backend_name() == "sqlite" else None
        return file is not None and not Path(file).exists()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Yield a connection that sees one state throughout.

        Raises
        ------
        Failure
            If the database can't be reached, or fails.
        """
        with self._errors(), self._engines.readers.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Yield a connection whose changes are kept, all or none, when the block ends.

        One process writes at a time; another waits, and then sees what the first one changed.

        Raises
        ------
        LockedError
            If another writes for more than a minute.
        Failure
            If the database can't be reached, or fails.
        """
        with self._errors(), self._engines.writers.begin() as connection:
            yield connection

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            if _is_locked(error):
                raise LockedError(
                    f"another process has been writing to the campaign's database, {self}, for "
                    f"{PATIENCE} seconds; wait until it has ended"
                ) from error
            raise Failure(f"the campaign's database, {self}, failed: {error.orig}") from error


def holds_campaign(connection: Connection) -> bool:
    """Tell whether a campaign was started in this database.

    Raises
    ------
    UsageError
        If it was started by a fastlabel whose tables are others.
    """
    if not inspect(connection).has_table(campaign.name):
        return False
    found = connection.execute(select(campaign.c.format)).scalar()
    if found not in (None, FORMAT):
        raise UsageError(
            f"the campaign is kept in format {found}, and this fastlabel-core knows format "
            f"{FORMAT}; install the version that began it"
        )
    return found is not None


@dataclass(frozen=True, slots=True)
class _Engines:
    """How transactions that read, and those that write, begin in one database."""

    readers: Engine
    writers: Engine


def _open_sqlite(url: URL) -> _Engines:
    engine = create_engine(
        url, poolclass=NullPool, json_serializer=_as_json, connect_args={"timeout": PATIENCE}
    )
    event.listen(engine, "connect", _configure_sqlite)
    # Each has listeners of its own.
    engines = _Engines(engine.execution_options(), engine.execution_options())
    event.listen(engines.readers, "begin", _begin_reading_sqlite)
    event.listen(engines.writers, "begin", _begin_writing_sqlite)
    return engines


def _configure_sqlite(connection: Any, _record: object) -> None:
    """Let SQLAlchemy, not Python's driver, begin transactions, and keep what was acknowledged."""
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_reading_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")


def _begin_writing_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _open_postgresql(url: URL) -> _Engines:
    try:
        # A round takes hours, in which a connection that is kept for later may break.
        engine = create_engine(url, poolclass=NullPool, json_serializer=_as_json)
    except ModuleNotFoundError as error:
        raise UsageError(
            f"PostgreSQL needs a driver that is not installed ({error}); install it: pip install "
            '"fastlabel-core[postgresql]"'
        ) from error
    engines = _Engines(
        engine.execution_options(isolation_level="REPEATABLE READ"),
        # Repeatable reads would show a writer the state before it waited for its turn.
        engine.execution_options(isolation_level="READ COMMITTED"),
    )
    event.listen(engines.writers, "begin", _wait_for_turn)
    return engines


def _wait_for_turn(connection: Connection) -> None:
    """Wait for the lock of writers, which PostgreSQL takes back when the transaction ends.

    It is of the schema and not of a table: the first writer makes the tables.
    """
    connection.exec_driver_sql(f"SET LOCAL lock_timeout = {round(1000 * PATIENCE)}")
    schema = func.hashtext(func.current_schema())
    connection.execute(select(func.pg_advisory_xact_lock(POSTGRESQL_LOCK, schema)))


_OPENERS = {"sqlite+pysqlite": _open_sqlite, "postgresql+psycopg": _open_postgresql}


def _is_locked(error: DBAPIError) -> bool:
    """Tell whether another process held the database for too long."""
    is_sqlite_busy = getattr(error.orig, "sqlite_errorname", "").startswith("SQLITE_BUSY")
    return is_sqlite_busy or getattr(error.orig, "sqlstate", "") == POSTGRESQL_LOCK_TIMEOUT
