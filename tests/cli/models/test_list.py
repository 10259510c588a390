"""``fastlabel models list``."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from fastlabel_core.cli.models.text import spell_size

Models = Callable[..., str]


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
    Path("repository").mkdir()
    assert models("list") == "no models in the repository repository\n"
    assert models("list", "--json") == "[]\n"


def test_list_of_a_folder_that_is_not_there(models: Models) -> None:
    assert models("list", "--repository", "nowhere") == (
        "no models in the repository nowhere: there is no such folder\n"
    )
    assert models("list", "--json", "--repository", "nowhere") == "[]\n"
