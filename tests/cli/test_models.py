from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

import pytest
from click.testing import CliRunner

from fastlabel_core.cli.models import command
from fastlabel_core.cli.models.text import spell_size
from fastlabel_core.errors import FastlabelError, IntegrityError, ModelNotFoundError, UsageError
from fastlabel_core.repository import LocalRepository, read_metadata, write_metadata

# sha256sum of "abc".
ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

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
    for _ in range(3):
        models("publish", "model", "--name", "digits")
    models("alias", "digits@2", "production")


def failure(*arguments: str) -> tuple[str, FastlabelError]:
    result = CliRunner().invoke(command, arguments)
    assert isinstance(result.exception, FastlabelError)
    return result.output, result.exception


def test_publish(models: Models) -> None:
    assert models("publish", "model", "--name", "digits") == "published digits@1\n"
    assert models("publish", "model/", "--name", "digits") == "published digits@2\n"
    assert LocalRepository("repository").versions("digits") == (1, 2)


def test_publish_without_a_model() -> None:
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


def test_the_repository_by_option_and_by_environment(
    models: Models, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FASTLABEL_REPOSITORY", "by-environment")
    models("publish", "model", "--name", "digits")
    models("publish", "model", "--name", "letters", "--repository", "by-option")
    assert LocalRepository("by-environment").names() == ("digits",)
    assert LocalRepository("by-option").names() == ("letters",)
    assert not Path("repository").exists()


def install_extension(site: Path, code: str) -> None:
    """Put an extension named 'shelves' where Python finds it, as pip would."""
    information = site / "shelves-1.2.dist-info"
    information.mkdir(parents=True)
    (information / "METADATA").write_text("Metadata-Version: 2.1\nName: shelves\nVersion: 1.2\n")
    (information / "entry_points.txt").write_text("[fastlabel.extensions]\nshelves = shelves\n")
    (site / "shelves.py").write_text(code)


def test_a_repository_that_an_extension_opens(
    models: Models, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
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


@pytest.mark.usefixtures("three")
def test_list(models: Models) -> None:
    models("publish", "model", "--name", "letters")
    models("alias", "digits@2", "best")
    assert models("list") == (
        "MODEL      PLUGIN  CLASSES  SIZE  CREATED               ALIASES\n"
        "digits@1   resnet  2        3 B   2025-01-31T12:00:00Z\n"
        "digits@2   resnet  2        3 B   2025-01-31T12:00:00Z  best, production\n"
        "digits@3   resnet  2        3 B   2025-01-31T12:00:00Z\n"
        "letters@1  resnet  2        3 B   2025-01-31T12:00:00Z\n"
    )


@pytest.mark.usefixtures("three")
def test_list_as_json(models: Models) -> None:
    entries = json.loads(models("list", "--json"))
    folder = Path("repository", "digits")
    assert entries == [
        {
            "name": "digits",
            "version": version,
            "aliases": ["production"] if version == 2 else [],
            "metadata": json.loads(Path(folder, str(version), "metadata.json").read_bytes()),
        }
        for version in (1, 2, 3)
    ]


@pytest.mark.usefixtures("three")
def test_list_goes_on_where_one_is_damaged(models: Models) -> None:
    Path("repository", "digits", "2", "metadata.json").write_bytes(b"{")
    assert models("list").splitlines()[2:] == [
        "digits@2  (damaged)                                       production",
        "digits@3  resnet     2        3 B   2025-01-31T12:00:00Z",
    ]
    assert [entry["metadata"] is None for entry in json.loads(models("list", "--json"))] == [
        False,
        True,
        False,
    ]


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1000, "1.0 kB"),
        (999_949, "999.9 kB"),
        (999_950, "1.0 MB"),
        (43_100_000, "43.1 MB"),
        (2_500_000_000, "2.5 GB"),
        (1_200_000_000_000, "1.2 TB"),
    ],
)
def test_sizes(size: int, text: str) -> None:
    assert spell_size(size) == text


def test_list_of_nothing(models: Models) -> None:
    assert models("list") == "no models in the repository repository\n"
    assert models("list", "--json") == "[]\n"


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


def test_show_of_what_is_not_there() -> None:
    _, error = failure("show", "digits")
    assert isinstance(error, ModelNotFoundError)
    assert str(error) == (
        "no model named 'digits' in the repository repository; it holds no models yet."
    )


@pytest.mark.usefixtures("three")
def test_verify(models: Models) -> None:
    assert models("verify", "digits@production") == "digits@2  ok\n"
    assert models("verify", "./model") == "model  ok\n"
    assert models("verify") == ("digits@1  ok\ndigits@2  ok\ndigits@3  ok\ndigits@production  ok\n")


def test_verify_of_nothing(models: Models) -> None:
    assert models("verify") == "no models in the repository repository\n"


@pytest.mark.usefixtures("three")
def test_verify_tells_of_every_fault(models: Models) -> None:
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
def test_verify_of_aliases_that_can_not_be_read(models: Models) -> None:
    Path("repository", "digits", "aliases", "old").write_text("x", encoding="utf-8")
    output, error = failure("verify")
    assert output.splitlines()[3:] == [
        "aliases of digits  FAILED  the alias repository/digits/aliases/old holds 'x' instead of "
        "the number of a version. Set it again, or delete the file."
    ]
    assert str(error) == "1 of 4 failed; the lines above say how to mend it."


@pytest.mark.usefixtures("three")
def test_verify_goes_on_where_the_disk_fails(monkeypatch: pytest.MonkeyPatch) -> None:
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


def test_verify_of_what_is_not_there() -> None:
    output, error = failure("verify", "digits@1")
    assert output == ""
    assert isinstance(error, ModelNotFoundError)


@pytest.mark.usefixtures("three")
def test_alias(models: Models) -> None:
    repository = LocalRepository("repository")
    assert models("alias", "digits@1", "production") == "digits@production is now digits@1\n"
    assert models("alias", "digits", "candidate") == "digits@candidate is now digits@3\n"
    assert models("alias", "digits@production", "old") == "digits@old is now digits@1\n"
    assert repository.aliases("digits") == {"candidate": 3, "old": 1, "production": 1}
    assert models("alias", "digits", "old", "--remove") == "removed digits@old\n"
    assert repository.aliases("digits") == {"candidate": 3, "production": 1}


@pytest.mark.usefixtures("three")
def test_alias_that_can_not_be() -> None:
    assert isinstance(failure("alias", "digits@9", "production")[1], ModelNotFoundError)
    assert isinstance(failure("alias", "digits", "old", "--remove")[1], ModelNotFoundError)
    assert isinstance(failure("alias", "./model", "production")[1], UsageError)
    assert str(failure("alias", "digits@1", "7")[1]).startswith("'7' can't be an alias: ")
    assert LocalRepository("repository").aliases("digits") == {"production": 2}


def test_in_a_process_of_its_own() -> None:
    def run(*arguments: str) -> str:
        program = "from fastlabel_core.cli.models import command; command()"
        return subprocess.run(
            [sys.executable, "-c", program, *arguments],
            capture_output=True,
            text=True,
            encoding="utf-8",
            env={**os.environ, "PYTHONUTF8": "1"},
            timeout=60,
            check=True,
        ).stdout

    assert run("publish", "model", "--name", "digits") == "published digits@1\n"
    assert run("verify") == "digits@1  ok\n"
    assert json.loads(run("show", "digits", "--json")) == {
        **read_metadata(Path("model")).model_dump(mode="json"),
        "name": "digits",
        "version": 1,
    }
