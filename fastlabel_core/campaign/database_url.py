"""The URL of a campaign's database: checked, made whole, and shown without its password."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from fastlabel_core.errors import UsageError


def whole_url(given: str | URL) -> URL:
    """Return a URL that names its driver, and means the same wherever it is opened.

    No error shows it as it was given: who knows where in it a password stands?

    Raises
    ------
    UsageError
        If it can't be read, or a campaign can't be kept there.
    """
    try:
        url = make_url(given)
    except (ArgumentError, ValueError):
        raise UsageError(
            "the database's URL can't be read; give one such as postgresql://USER@HOST/NAME"
        ) from None
    if url.drivername in ("sqlite", "sqlite+pysqlite"):
        return _whole_sqlite_url(url)
    if url.drivername in ("postgresql", "postgresql+psycopg"):
        return url.set(drivername="postgresql+psycopg")
    raise UsageError(
        f"a campaign can't be kept by {url.drivername!r}; give the URL of a PostgreSQL database, "
        "such as postgresql://USER@HOST/NAME, or none for a file in the folder"
    )


def without_password(url: URL) -> URL:
    """Return a URL as messages show it."""
    shown = url.difference_update_query(["password", "sslpassword"])
    return shown if url.password is None else shown.set(password="***")


def has_password(url: str) -> bool:
    """Tell whether a URL holds a password."""
    return without_password(make_url(url)) != make_url(url)


def _whole_sqlite_url(url: URL) -> URL:
    if not url.database or url.database == ":memory:":
        raise UsageError(
            "a campaign outlives its processes, and a database in memory does not; give one in a "
            "file (sqlite:///FILE), or none for a file in the folder"
        )
    return url.set(drivername="sqlite+pysqlite", database=str(Path(url.database).resolve()))
