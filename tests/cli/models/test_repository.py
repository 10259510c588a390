"""In which repository ``fastlabel models`` publishes and looks."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from fastlabel_core.errors import FastlabelError, UsageError
from fastlabel_core.repository import LocalRepository

Models = Callable[..., str]
Failure = Callable[..., tuple[str, FastlabelError]]


def install_extension(site: Path, code: str) -> None:
    """Put an extension named 'shelves' where Python finds it, as pip would."""
    information = site / "shelves-1.2.dist-info"
    information.mkdir(parents=True)
    (information / "METADATA").write_text("Metadata-Version: 2.1\nName: shelves\nVersion: 1.2\n")
    (information / "entry_points.txt").write_text("[fastlabel.extensions]\nshelves = shelves\n")
    (site / "shelves.py").write_text(code)


def test_the_repository_by_option_and_by_environment(
    models: Models, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FASTLABEL_REPOSITORY", "by-environment")
    models("publish", "model", "--name", "digits")
    models("publish", "model", "--name", "letters", "--repository", "by-option")
    assert LocalRepository("by-environment").names() == ("digits",)
    assert LocalRepository("by-option").names() == ("letters",)
    assert not Path("repository").exists()


def test_a_repository_that_an_extension_opens(
    models: Models, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failure: Failure
) -> None:
    code = """
from fastlabel_core import hookimpl
from fastlabel_core.repository import LocalRepository

@hookimpl
def add_repositories():
    return {"shelf": lambda uri: LocalRepository(uri.removeprefix("shelf://"))}
"""
    install_extension(tmp_path / "site", code)
    monkeypatch.syspath_prepend(tmp_path / "site")
    on_shelf = ("--repository", "shelf://oak")
    assert models("publish", "model", "--name", "digits", *on_shelf) == "published digits@1\n"
    assert models("verify", *on_shelf) == "digits@1  ok\n"
    assert LocalRepository("oak").names() == ("digits",)
    _, error = failure("list", "--repository", "shelve://oak")
    assert isinstance(error, UsageError)
    assert str(error) == (
        "no installed extension opens the repository shelve://oak; schemes that one opens: shelf. "
        "Did you mean 'shelf'? Install an extension for shelve://, or give a folder."
    )


def test_a_broken_extension_does_not_stand_before_a_folder(
    models: Models, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install_extension(tmp_path / "site", "raise RuntimeError")
    monkeypatch.syspath_prepend(tmp_path / "site")
    monkeypatch.delitem(sys.modules, "shelves", raising=False)
    assert models("publish", "model", "--name", "digits") == "published digits@1\n"
