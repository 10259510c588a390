"""``fastlabel plugins check`` with the plugin `words` and with checks of known outcome."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from fastlabel_core.cli import fastlabel, run_command
from fastlabel_core.testing import contract
from fastlabel_core.testing.contract import BrokenPromiseError, Check, Subject

WORDS = '''
import json

import numpy as np
from pydantic import BaseModel

from fastlabel_core import Predictions, hookimpl


class Words:
    """Knows of each word in which classes it has stood."""

    class Options(BaseModel):
        weight: float = 1.0

    input_columns = ("text",)
    seen = {}

    def load_model(self, model_dir):
        if model_dir is not None:
            self.seen = json.loads((model_dir / "seen.json").read_text())
        return self

    def train_model(self, df_train, is_first_train, options):
        seen = {} if is_first_train else {label: dict(words) for label, words in self.seen.items()}
        for text, label in zip(df_train["text"], df_train["label"]):
            seen.setdefault(label, {}).update(dict.fromkeys(text.split(), options.weight))
        self.seen = seen

    @hookimpl
    def predict(self, df_img):
        classes = sorted(self.seen)
        votes = [
            [0.1 + sum(self.seen[label].get(word, 0) for word in text.split()) for label in classes]
            for text in df_img["text"]
        ]
        return Predictions(classes, np.array([np.array(row) / sum(row) for row in votes]))

    def save_model(self, save_dir):
        (save_dir / "seen.json").write_text(json.dumps(self.seen))
'''


@pytest.fixture
def check(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Return a function that runs the command; it returns the status, stdout and stderr."""

    def run(*arguments: str) -> tuple[int, str, str]:
        status = run_command(
            lambda **given: fastlabel(["plugins", "check", *arguments], "fastlabel", **given)
        )
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return run


@pytest.fixture
def words_source() -> str:
    """Return the module of the plugin `words`, for a test that installs it changed."""
    return WORDS


@pytest.fixture
def words(install_plugin: Callable[..., Path], words_source: str) -> None:
    install_plugin("words", words_source, attribute="Words")


@pytest.fixture
def only(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Return a function that lets the given checks be the only quick ones."""

    def set_checks(*checks: Check) -> None:
        monkeypatch.setattr(contract, "QUICK_CHECKS", checks)

    return set_checks


@pytest.fixture
def is_kept() -> Check:
    def is_kept(subject: Subject) -> None:
        """It keeps this."""

    return is_kept


@pytest.fixture
def is_broken() -> Check:
    def is_broken(subject: Subject) -> None:
        """It does not keep this.

        What follows is no part of the promise.
        """
        raise BrokenPromiseError("predict says nothing\nat all")

    return is_broken
