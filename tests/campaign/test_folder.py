"""The folder of a campaign."""

from __future__ import annotations

import stat

import pytest
from sqlalchemy import inspect

from fastlabel_core.campaign.folder import CampaignFolder
from fastlabel_core.errors import LockedError, UsageError


def mode_of(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_nobody_else_reads_a_password(tmp_path):
    folder = CampaignFolder(tmp_path)
    folder.keep_database("postgresql://Ann:secret@host/name")
    assert folder.mark.read_bytes() == b'{"database": "postgresql://Ann:secret@host/name"}\n'
    assert mode_of(folder.mark) == 0o600


def test_nobody_else_reads_a_password_after_a_start_that_was_killed(tmp_path):
    """What it left may be for everybody."""
    folder = CampaignFolder(tmp_path)
    left = tmp_path / ".campaign.json.partial"
    left.touch()
    left.chmod(0o644)
    folder.keep_database("postgresql://Ann:secret@host/name")
    assert mode_of(folder.mark) == 0o600


@pytest.mark.parametrize("url", [None, "postgresql://Ann@host/name"])
def test_others_read_where_the_state_is(tmp_path, url):
    folder = CampaignFolder(tmp_path)
    folder.keep_database(url)
    (tmp_path / "usual").touch()
    assert mode_of(folder.mark) == mode_of(tmp_path / "usual")


@pytest.mark.parametrize("name", ["what?", "50%25", "a#b", "Käse & Brot"])
def test_a_path_that_means_something_else_in_a_url(tmp_path, name):
    folder = CampaignFolder(tmp_path / name)
    folder.path.mkdir()
    with folder.database(None).writing() as connection:
        assert inspect(connection).get_table_names() == []
    assert [path.name for path in folder.path.iterdir()] == ["campaign.sqlite"]


@pytest.mark.parametrize("content", [b"", b'{"database', b"{}", b"[]", b'{"database": 3}', b"\xff"])
def test_a_broken_mark(tmp_path, refusal, content):
    folder = CampaignFolder(tmp_path)
    folder.mark.write_bytes(content)
    assert refusal(UsageError, folder.find_database) == (
        f"{tmp_path}/campaign.json does not say where the campaign's state is kept; restore the "
        'file, or write {"database": null} into it if the state is campaign.sqlite beside it'
    )


def test_a_folder_is_run_by_one_at_a_time(tmp_path, refusal):
    folder = CampaignFolder(tmp_path / "campaign")

    def enter():
        with folder.exclusive():
            pass

    with folder.exclusive():
        assert refusal(LockedError, enter) == (
            f"another process runs a round of the campaign in {folder.path}, or ends it; wait "
            "until it has ended"
        )
    enter()
