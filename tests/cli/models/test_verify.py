"""``fastlabel models verify``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

import pytest

from fastlabel_core.errors import FastlabelError, IntegrityError, ModelNotFoundError

Models = Callable[..., str]
Failure = Callable[..., tuple[str, FastlabelError]]


@pytest.mark.usefixtures("three")
def test_verify(models: Models) -> None:
    assert models("verify", "digits@production") == "digits@2  ok\n"
    assert models("verify", "./model") == "model  ok\n"
    assert models("verify") == ("digits@1  ok\ndigits@2  ok\ndigits@3  ok\ndigits@production  ok\n")


def test_verify_of_nothing(models: Models) -> None:
    Path("repository").mkdir()
    assert models("verify") == "no models in the repository repository\n"


def test_verify_of_a_folder_that_is_not_there(models: Models) -> None:
    assert models("verify", "--repository", "nowhere") == (
        "no models in the repository nowhere: there is no such folder\n"
    )


@pytest.mark.usefixtures("three")
def test_verify_tells_of_every_fault(models: Models, failure: Failure) -> None:
    folder = Path("repository", "digits")
    Path(folder, "1", "weights.safetensors").unlink()
    Path(folder, "aliases", "old").write_text("7\n", encoding="utf-8")
    output, error = failure("verify")
    lost = (
        "digits@1  FAILED  the model in repository/digits/1 has lost its file "
        "'weights.safetensors'. Restore the file, or publish the model again."
    )
    assert output.splitlines() == [
        lost,
        "digits@2  ok",
        "digits@3  ok",
        "digits@old  FAILED  model 'digits' in the repository repository has no version 7; it has "
        "1 to 3.",
        "digits@production  ok",
    ]
    assert isinstance(error, IntegrityError)
    assert error.exit_status == 1
    assert str(error) == "2 of 5 failed; the lines above say how to mend it."
    output, error = failure("verify", "digits@1")
    assert output.splitlines() == [lost]
    assert str(error) == "1 of 1 failed; the lines above say how to mend it."


@pytest.mark.usefixtures("three")
def test_verify_of_aliases_that_can_not_be_read(models: Models, failure: Failure) -> None:
    Path("repository", "digits", "aliases", "old").write_text("x", encoding="utf-8")
    output, error = failure("verify")
    assert output.splitlines()[3:] == [
        "aliases of digits  FAILED  the alias repository/digits/aliases/old holds 'x' instead of "
        "the number of a version. Set it again, or delete the file."
    ]
    assert str(error) == "1 of 4 failed; the lines above say how to mend it."


@pytest.mark.usefixtures("three")
def test_verify_goes_on_where_the_disk_fails(
    monkeypatch: pytest.MonkeyPatch, failure: Failure
) -> None:
    real_open = Path.open

    def fail_on_first(path: Path, *arguments: Any, **options: Any) -> IO[Any]:
        if path.name == "weights.safetensors" and path.parent.name == "1":
            raise OSError(5, "Input/output error")
        return real_open(path, *arguments, **options)

    monkeypatch.setattr(Path, "open", fail_on_first)
    output, error = failure("verify")
    assert output.splitlines() == [
        "digits@1  FAILED  [Errno 5] Input/output error",
        "digits@2  ok",
        "digits@3  ok",
        "digits@production  ok",
    ]
    assert str(error) == "1 of 4 failed; the lines above say how to mend it."


def test_verify_of_what_is_not_there(failure: Failure) -> None:
    output, error = failure("verify", "digits@1")
    assert output == ""
    assert isinstance(error, ModelNotFoundError)
