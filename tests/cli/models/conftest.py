"""``fastlabel models``, in a folder with a stage model."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from fastlabel_core.cli.models import command
from fastlabel_core.errors import FastlabelError
from fastlabel_core.repository import write_metadata

Models = Callable[..., str]


@pytest.fixture(autouse=True)
def in_folder_with_stage_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("FASTLABEL_REPOSITORY", raising=False)
    Path("model").mkdir()
    Path("model", "weights.safetensors").write_bytes(b"abc")
    write_metadata(
        Path("model"),
        plugin="resnet",
        distribution="fastlabel-resnet",
        distribution_version="0.3.0",
        core_version="0.1.0",
        parent="digits@2",
        classes=["cat", "犬"],
        options={"lr": 0.1, "epochs": 2},
        metrics={"accuracy": 0.75, "epochs": [{"loss": number} for number in range(20)]},
        created="2025-01-31T12:00:00Z",
    )


@pytest.fixture
def models() -> Models:
    """Run ``fastlabel models`` and return what it printed."""

    def run(*arguments: str) -> str:
        return CliRunner().invoke(command, arguments, catch_exceptions=False).output

    return run


@pytest.fixture
def three(models: Models) -> None:
    """Publish it three times, and call the second one ``production``."""
    for _ in range(3):
        models("publish", "model", "--name", "digits")
    models("alias", "digits@2", "production")


@pytest.fixture
def failure() -> Callable[..., tuple[str, FastlabelError]]:
    """Run ``fastlabel models``, which must fail; return what it printed, and the error."""

    def run(*arguments: str) -> tuple[str, FastlabelError]:
        result = CliRunner().invoke(command, arguments)
        assert isinstance(result.exception, FastlabelError)
        return result.output, result.exception

    return run
