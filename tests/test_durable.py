import os
import stat
from pathlib import Path

import pytest

from fastlabel_core.durable import (
    fill_folder_beside,
    sync,
    sync_tree,
    write_beside,
    write_whole,
)


@pytest.fixture
def operations(monkeypatch):
    """Record what is synced and renamed, in order."""
    recorded = []
    replace = Path.replace

    def fsync(descriptor):
        kind = "folder" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "file"
        recorded.append((f"sync {kind}", Path(f"/proc/self/fd/{descriptor}").readlink()))

    def recorded_replace(self, target):
        recorded.append(("rename", self, target))
        return replace(self, target)

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(Path, "replace", recorded_replace)
    return recorded


def test_a_file_is_synced_then_renamed_then_its_folder_is_synced(tmp_path, operations):
    path = tmp_path / "report.json"
    write_whole(path, "{}")
    beside = tmp_path / ".report.json.partial"
    assert operations == [
        ("sync file", beside),
        ("rename", beside, path),
        ("sync folder", tmp_path),
    ]


def test_the_bytes_of_a_text(tmp_path):
    write_whole(tmp_path / "x", "é\n猫\r\n")
    assert (tmp_path / "x").read_bytes() == b"\xc3\xa9\n\xe7\x8c\xab\r\n"


def test_the_old_file_stands_until_the_new_one_is_complete(tmp_path):
    path = tmp_path / "x"
    path.write_text("old")
    with write_beside(path) as beside:
        assert beside.parent == path.parent
        beside.write_text("new")
        assert path.read_text() == "old"
    assert path.read_text() == "new"
    assert list(tmp_path.iterdir()) == [path]


def write_half(path, error):
    path.write_text("ne")
    raise error


@pytest.mark.parametrize("old", [None, "old"])
@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_a_writer_that_raises_leaves_what_was_there(tmp_path, old, error):
    path = tmp_path / "x"
    if old is not None:
        path.write_text(old)
    with pytest.raises(error), write_beside(path) as beside:
        write_half(beside, error)
    assert {each.name: each.read_text() for each in tmp_path.iterdir()} == (
        {} if old is None else {"x": "old"}
    )


def test_a_disk_that_fails_leaves_what_was_there(tmp_path, monkeypatch):
    def fsync(descriptor):
        raise OSError(28, "No space left on device")

    path = tmp_path / "x"
    path.write_text("old")
    monkeypatch.setattr(os, "fsync", fsync)
    with pytest.raises(OSError, match="No space left on device"):
        write_whole(path, "new")
    assert [each.name for each in tmp_path.iterdir()] == ["x"]
    assert path.read_text() == "old"


def test_what_a_killed_writer_left_is_written_over(tmp_path):
    (tmp_path / ".x.partial").write_text("much longer than what comes")
    write_whole(tmp_path / "x", "new")
    assert {each.name: each.read_text() for each in tmp_path.iterdir()} == {"x": "new"}


def test_a_folder_is_synced_then_renamed_then_the_one_above_is_synced(
    tmp_path, operations, monkeypatch
):
    rename = Path.rename

    def recorded_rename(self, target):
        operations.append(("rename", self, target))
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", recorded_rename)
    monkeypatch.setattr(os, "sync", lambda: operations.append("sync everything"))
    path = tmp_path / "out"
    with fill_folder_beside(path) as beside:
        (beside / "x").write_text("new")
        assert not path.exists()
    assert operations == ["sync everything", ("rename", beside, path), ("sync folder", tmp_path)]
    assert (path / "x").read_text() == "new"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_a_folder_is_left_whole_or_not_at_all(tmp_path, error):
    with pytest.raises(error), fill_folder_beside(tmp_path / "out") as beside:
        write_half(beside / "x", error)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_free_stays(tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "x").write_text("old")
    with pytest.raises(OSError, match="not empty"), fill_folder_beside(tmp_path / "out") as beside:
        (beside / "x").write_text("new")
    assert [each.name for each in tmp_path.iterdir()] == ["out"]
    assert (tmp_path / "out" / "x").read_text() == "old"


def test_what_a_killed_writer_left_in_a_folder_is_gone(tmp_path):
    (tmp_path / ".out.partial").mkdir()
    (tmp_path / ".out.partial" / "x").write_text("half")
    with fill_folder_beside(tmp_path / "out") as beside:
        (beside / "y").write_text("whole")
    assert [each.name for each in (tmp_path / "out").iterdir()] == ["y"]


def test_a_tree_is_synced_whole(tmp_path, operations):
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "b" / "file").touch()
    (tmp_path / ".hidden").touch()
    sync_tree(tmp_path)
    assert sorted(operations) == [
        ("sync file", tmp_path / ".hidden"),
        ("sync file", tmp_path / "a" / "b" / "file"),
        ("sync folder", tmp_path),
        ("sync folder", tmp_path / "a"),
        ("sync folder", tmp_path / "a" / "b"),
    ]
    assert operations[-1] == ("sync folder", tmp_path)


def test_sync_closes_the_file(tmp_path, monkeypatch):
    def fsync(descriptor):
        descriptors.append(descriptor)
        raise OSError("broken")

    descriptors = []
    monkeypatch.setattr(os, "fsync", fsync)
    with pytest.raises(OSError, match="broken"):
        sync(tmp_path)
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(descriptors[0])
