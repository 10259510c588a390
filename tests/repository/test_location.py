from __future__ import annotations

from pathlib import Path

import pytest

from fastlabel_core.errors import UsageError
from fastlabel_core.repository import LocalRepository, open_repository


def test_a_folder(tmp_path: Path) -> None:
    for location in (tmp_path / "models", str(tmp_path / "models")):
        repository = open_repository(location, {})
        assert isinstance(repository, LocalRepository)
        assert repository.location == str(tmp_path / "models")


def test_a_uri_is_handed_to_the_extension_as_it_is_written(tmp_path: Path) -> None:
    asked: list[str] = []

    def open_memory(uri: str) -> LocalRepository:
        asked.append(uri)
        return LocalRepository(tmp_path)

    opened = open_repository("Mem://Bucket/models?x=1", {"mem": open_memory})
    assert asked == ["Mem://Bucket/models?x=1"]
    assert opened.location == str(tmp_path)


def test_a_scheme_that_nobody_opens() -> None:
    with pytest.raises(UsageError) as raised:
        open_repository("s3://bucket/models", {})
    assert str(raised.value) == (
        "no installed extension opens the repository s3://bucket/models; schemes that one opens: "
        "none. Install an extension for s3://, or give a folder."
    )
    with pytest.raises(UsageError) as raised:
        open_repository("gcs://bucket", {"s3": LocalRepository, "gs": LocalRepository})
    assert str(raised.value) == (
        "no installed extension opens the repository gcs://bucket; schemes that one opens: gs, s3. "
        "Did you mean 'gs'? Install an extension for gcs://, or give a folder."
    )


def test_a_file_is_no_repository(tmp_path: Path) -> None:
    path = tmp_path / "models.zip"
    path.write_bytes(b"")
    with pytest.raises(UsageError) as raised:
        open_repository(path, {})
    assert str(raised.value) == f"the model repository {path} is a file. Give a folder."


def test_no_location() -> None:
    with pytest.raises(UsageError) as raised:
        open_repository("", {})
    assert str(raised.value) == "the model repository has no location. Give a folder."
