"""The URL of a campaign's database."""

from __future__ import annotations

import pytest
from sqlalchemy import make_url

from fastlabel_core.campaign.database_url import has_password, whole_url, without_password
from fastlabel_core.errors import UsageError


@pytest.mark.parametrize(
    "url", ["postgres", "//Ann:secret@host", "postgresql://Ann:secret@host:x/y"]
)
def test_a_text_that_is_no_url_is_not_shown(refusal, url):
    assert refusal(UsageError, whole_url, url) == (
        "the database's URL can't be read; give one such as postgresql://USER@HOST/NAME"
    )


@pytest.mark.parametrize("kind", ["mysql", "postgresql+psycopg2", "sqlite+aiosqlite"])
def test_other_kinds_of_database(refusal, kind):
    assert refusal(UsageError, whole_url, f"{kind}://Ann:secret@host/name") == (
        f"a campaign can't be kept by {kind!r}; give the URL of a PostgreSQL database, such as "
        "postgresql://USER@HOST/NAME, or none for a file in the folder"
    )


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:"])
def test_a_database_in_memory(refusal, url):
    assert refusal(UsageError, whole_url, url) == (
        "a campaign outlives its processes, and a database in memory does not; give one in a file "
        "(sqlite:///FILE), or none for a file in the folder"
    )


def test_a_path_is_kept_whole(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    url = whole_url("sqlite:///state.sqlite")
    assert str(url) == f"sqlite+pysqlite:///{tmp_path}/state.sqlite"


SECRETS = {
    "postgresql://Ann:secret@host/name": "postgresql+psycopg://Ann:***@host/name",
    "postgresql://host/name?password=secret&user=Ann": "postgresql+psycopg://host/name?user=Ann",
    "postgresql://Ann@host/name?sslpassword=secret": "postgresql+psycopg://Ann@host/name",
}


@pytest.mark.parametrize("given", SECRETS)
def test_a_password_is_kept_and_not_shown(given):
    url = whole_url(given)
    assert without_password(url).render_as_string() == SECRETS[given]
    assert url.render_as_string(hide_password=False) == given.replace("ql:", "ql+psycopg:")
    assert has_password(given)


def test_a_url_without_a_password():
    url = "postgresql+psycopg://Ann@host/name?host=secret"
    assert without_password(make_url(url)).render_as_string() == url
    assert not has_password(url)
