"""The classifier before the first label appears whole, and outlives a loss of power."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from fastlabel_resnet import Options
from fastlabel_resnet.untrained import untrained_classifier


def test_all_is_on_the_disk_before_it_gets_its_name(
    make_options: Callable[..., Options], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A file or folder is known by its inode, which no rename changes.
    journal: list[int | str] = []
    real_rename = Path.rename

    def rename(path: Path, target: Path) -> Path:
        journal.append(f"rename to {target.name}")
        return real_rename(path, target)

    monkeypatch.setattr(os, "fsync", lambda descriptor: journal.append(os.fstat(descriptor).st_ino))
    monkeypatch.setattr(Path, "rename", rename)
    folder = tmp_path / "untrained"
    untrained_classifier(folder, make_options())
    named = journal.index("rename to untrained")
    written = {path.stat().st_ino for path in (folder, *folder.iterdir())}
    assert len(written) == 3
    assert written <= set(journal[:named])
    assert tmp_path.stat().st_ino in journal[named:]
