"""What a check changes of its process, it puts back."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from fastlabel_core.plugins import Plugin
from fastlabel_core.testing.contract import Subject
from fastlabel_core.testing.contract.saving import nothing_is_written_elsewhere

HERE = Path(__file__).parent


@pytest.mark.parametrize("is_set", [True, False])
def test_home_and_folders_are_put_back(
    install_file: Callable[[Path], Plugin],
    make_subject: Callable[..., Subject],
    monkeypatch: pytest.MonkeyPatch,
    is_set: bool,
) -> None:
    plugin = install_file(HERE / "sound.py")
    if is_set:
        monkeypatch.setenv("XDG_CACHE_HOME", "/cache")
    else:
        monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    before = dict(os.environ), tempfile.tempdir, Path.cwd()
    nothing_is_written_elsewhere(make_subject(plugin))
    assert (dict(os.environ), tempfile.tempdir, Path.cwd()) == before
