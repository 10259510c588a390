from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from fastlabel_core.errors import IntegrityError
from fastlabel_core.repository import LocalRepository, find_model, read_metadata, read_model
from fastlabel_core.repository.publishing import add_version

HERE = Path(__file__).parent


def test_two_publishers_never_get_one_number(
    repository: LocalRepository, stage_model: Path, tmp_path: Path
) -> None:
    script = [sys.executable, str(HERE / "racing_publisher.py"), repository.location]
    publishers = [
        subprocess.Popen(
            [*script, str(stage_model), str(tmp_path / f"practice-{number}")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for number in range(2)
    ]
    for publisher in publishers:
        assert publisher.stdout is not None
        assert publisher.stdout.readline() == "ready\n"
    for publisher in publishers:
        assert publisher.stdin is not None
        publisher.stdin.write("go\n")
        publisher.stdin.flush()
    got = [list(map(int, publisher.communicate(timeout=60)[0].split())) for publisher in publishers]
    assert [publisher.returncode for publisher in publishers] == [0, 0]
    assert [len(numbers) for numbers in got] == [20, 20]
    assert sorted(got[0] + got[1]) == list(range(1, 41))
    assert repository.versions("digits") == tuple(range(1, 41))
    for number in range(1, 41):
        find_model(f"digits@{number}", repository)
    assert not list(Path(repository.location, "digits").glob(".*"))


def test_a_number_that_is_taken_meanwhile(repository: LocalRepository, stage_model: Path) -> None:
    shelf = Path(repository.location) / "digits"
    model = read_model(stage_model)
    assert add_version(model, shelf, 1).metadata.version == 1
    assert add_version(model, shelf, 1).metadata.version == 2
    (shelf / "3").write_bytes(b"")
    fourth = add_version(model, shelf, 1)
    assert fourth.folder == shelf / "4"
    assert fourth.metadata == read_metadata(shelf / "4")
    assert fourth.metadata.reference == "digits@4"
    assert read_metadata(shelf / "1").version == 1


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the script forks")
def test_a_publisher_killed_at_any_step_leaves_whole_versions_only(
    stage_model: Path, tmp_path: Path
) -> None:
    script = [sys.executable, str(HERE / "killed_publisher.py"), str(tmp_path), str(stage_model)]
    run = subprocess.run(script, capture_output=True, text=True, timeout=60, check=False)
    assert run.stderr == ""
    lines = [line.split() for line in run.stdout.splitlines()]
    assert [end for end, _, _ in lines] == ["killed"] * (len(lines) - 1) + ["finished"]
    visible = [int(count) for _, count, _ in lines]
    # Nothing before the one rename, a whole version from then on.
    assert visible == sorted(visible)
    assert visible.count(0) > 10
    assert visible.count(1) > 1
    assert [int(following) for _, _, following in lines] == [count + 1 for count in visible]


def test_all_is_on_the_disk_before_a_version_gets_its_number(
    repository: LocalRepository, stage_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A file or folder is known by its inode, which no rename changes.
    journal: list[int | str] = []
    real_fsync, real_rename = os.fsync, Path.rename

    def fsync(descriptor: int) -> None:
        journal.append(os.fstat(descriptor).st_ino)
        real_fsync(descriptor)

    def rename(path: Path, target: Path) -> Path:
        journal.append(f"rename to {target.name}")
        return real_rename(path, target)

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(Path, "rename", rename)
    folder = repository.publish(stage_model, "digits").folder

    number_taken = journal.index("rename to 1")
    version = {path.stat().st_ino for path in (folder, *folder.rglob("*"))}
    assert len(version) == 5
    assert version <= set(journal[:number_taken])
    assert folder.parent.stat().st_ino in journal[number_taken:]
    above = {path.stat().st_ino for path in folder.parents[1:3]}
    assert above <= set(journal[:number_taken])


def test_a_file_that_changes_while_it_is_copied(
    repository: LocalRepository, stage_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real_copyfile = shutil.copyfile

    def change_and_copy(source: Path, target: Path, *, follow_symlinks: bool) -> None:
        source.write_bytes(b"changed")
        real_copyfile(source, target, follow_symlinks=follow_symlinks)

    monkeypatch.setattr(shutil, "copyfile", change_and_copy)
    with pytest.raises(IntegrityError, match="has changed: expected"):
        repository.publish(stage_model, "digits")
    assert repository.names() == ()
    assert list(Path(repository.location, "digits").iterdir()) == []


def test_a_full_disk_leaves_nothing(
    repository: LocalRepository, stage_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_space(source: Path, target: Path, *, follow_symlinks: bool) -> None:
        target.write_bytes(b"a")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(shutil, "copyfile", no_space)
    with pytest.raises(OSError, match="No space left on device"):
        repository.publish(stage_model, "digits")
    assert repository.names() == ()
    assert list(Path(repository.location, "digits").iterdir()) == []


def test_a_rename_that_fails_for_another_reason(
    repository: LocalRepository, stage_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path, target: Path) -> Path:
        raise PermissionError(13, "Permission denied", str(target))

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(PermissionError):
        repository.publish(stage_model, "digits")
    assert list(Path(repository.location, "digits").iterdir()) == []
