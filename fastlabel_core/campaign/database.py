"""The database of a campaign: SQLite in its folder, or another that SQLAlchemy opens."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, make_url, select
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, OperationalError, SQLAlchemyError

from fastlabel_core.campaign.schema import campaign
from fastlabel_core.errors import Failure, LockedError, UsageError

# How long one process waits for another that writes, in seconds.
PATIENCE = 60


class Database:
    """Where a campaign's state is kept.

    Parameters
    ----------
    url : str
        As SQLAlchemy takes it, such as ``sqlite:///campaign.sqlite``.

    Raises
    ------
    UsageError
        If the URL, or the driver that it names, can't be used.
    """

    def __init__(self, url: str) -> None:
        try:
            self._engine = _engine(url)
        except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as error:
            raise UsageError(
                f"the database {url!r} can't be used: {error}; give a URL such as "
                "postgresql+psycopg://USER@HOST/NAME, and install its driver"
            ) from error

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Yield a connection that sees one state throughout."""
        with self._errors(), self._engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Yield a connection whose changes are kept, all or none, when the block ends.

        One process writes at a time; another waits.

        Raises
        ------
        LockedError
            If another writes for more than a minute.
        """
        with self._errors(), self._engine.connect() as connection:
            writer = connection.execution_options(is_writing=True)
            with writer.begin():
                if self._engine.dialect.name != "sqlite":
                    writer.execute(select(campaign.c.format).with_for_update())
                yield writer

    def holds_campaign(self) -> bool:
        """Tell whether a campaign was started here."""
        with self._errors(), self._engine.connect() as connection:
            if not inspect(connection).has_table(campaign.name):
                return False
            return connection.execute(select(campaign.c.format)).first() is not None

    @contextmanager
    def creating(self) -> Iterator[Connection]:
        """Yield a connection for the first rows; like `writing`, before there are tables."""
        with self._errors(), self._engine.connect() as connection:
            writer = connection.execution_options(is_writing=True)
            with writer.begin():
                yield writer

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except OperationalError as error:
            if "locked" in str(error.orig):
                raise LockedError(
                    "another process has been writing to this campaign for "
                    f"{PATIENCE} seconds; wait until it has ended"
                ) from error
            raise Failure(f"the campaign's database failed: {error.orig}") from error
        except SQLAlchemyError as error:
            raise Failure(f"the campaign's database failed: {error}") from error


def _engine(url: str) -> Engine:
    if make_url(url).get_backend_name() != "sqlite":
        return create_engine(url, isolation_level="REPEATABLE READ")
    engine = create_engine(url, connect_args={"timeout": PATIENCE})
    event.listen(engine, "connect", _configure)
    event.listen(engine, "begin", _begin)
    return engine


def _configure(connection: Any, _record: object) -> None:
    """Let SQLAlchemy, not Python's driver, begin transactions, and keep what was acknowledged."""
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    is_writing = connection.get_execution_options().get("is_writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if is_writing else "BEGIN")
