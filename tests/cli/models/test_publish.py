"""``fastlabel models publish``."""

from __future__ import annotations

from collections.abc import Callable

from click.testing import CliRunner

from fastlabel_core.cli.models import command
from fastlabel_core.errors import FastlabelError, UsageError
from fastlabel_core.repository import LocalRepository

Models = Callable[..., str]
Failure = Callable[..., tuple[str, FastlabelError]]


def test_publish(models: Models) -> None:
    assert models("publish", "model", "--name", "digits") == "published digits@1\n"
    assert models("publish", "model/", "--name", "digits") == "published digits@2\n"
    assert LocalRepository("repository").versions("digits") == (1, 2)


def test_publish_without_a_model(failure: Failure) -> None:
    _, error = failure("publish", "repository", "--name", "digits")
    assert isinstance(error, UsageError)
    assert str(error) == (
        "repository holds no model: it has no metadata.json. Give the folder that a round left, "
        "such as exp_dir/output/model."
    )


def test_publish_needs_a_name() -> None:
    result = CliRunner().invoke(command, ["publish", "model"])
    assert result.exit_code == 2
    assert "Missing option '--name'" in result.output
