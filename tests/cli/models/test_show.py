"""``fastlabel models show``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from fastlabel_core.errors import FastlabelError, ModelNotFoundError

# sha256sum of "abc".
ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

Models = Callable[..., str]
Failure = Callable[..., tuple[str, FastlabelError]]


@pytest.mark.usefixtures("three")
def test_show(models: Models) -> None:
    losses = '[{"loss": 0}, {"loss": 1}, {"loss": 2}, {"loss": 3}, {"lo...'
    facts = (
        "plugin   resnet\n"
        "from     fastlabel-resnet 0.3.0\n"
        "core     fastlabel-core 0.1.0\n"
        "parent   digits@2\n"
        "created  2025-01-31T12:00:00Z\n"
        "classes  2: cat, 犬\n"
        "option   epochs = 2\n"
        "option   lr = 0.1\n"
        "metric   accuracy = 0.75\n"
        f"metric   epochs = {losses}\n"
        f"file     weights.safetensors, 3 B, SHA-256 {ABC}\n"
    )
    assert len(losses) == 60
    assert models("show", "digits@production") == f"digits@2\n{facts}"
    assert models("show", "./model") == f"model\n{facts}"


@pytest.mark.usefixtures("three")
def test_show_as_json(models: Models) -> None:
    written = Path("repository", "digits", "3", "metadata.json").read_text(encoding="utf-8")
    assert models("show", "digits", "--json") == written


def test_show_of_what_is_not_there(failure: Failure) -> None:
    _, error = failure("show", "digits")
    assert isinstance(error, ModelNotFoundError)
    assert str(error) == (
        "no model named 'digits' in the repository repository: there is no such folder. Give the "
        "one that holds the models (--repository)."
    )
