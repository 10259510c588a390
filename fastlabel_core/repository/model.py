"""A model that was saved, read back and verified."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fastlabel_core.errors import IntegrityError
from fastlabel_core.repository.metadata import list_model_files, read_metadata, record_file

if TYPE_CHECKING:
    from pathlib import Path

    from fastlabel_core.repository.metadata import FileRecord, Metadata

_REMEDY = "Restore the file, or publish the model again."


@dataclass(frozen=True, slots=True)
class StoredModel:
    """A model whose files are those that were written.

    Parameters
    ----------
    folder : Path
        Where its files are.
    metadata : Metadata
        What it is.
    """

    folder: Path
    metadata: Metadata


def read_model(folder: Path) -> StoredModel:
    """Read a model's metadata and verify every file. Nothing in the folder is run.

    Raises
    ------
    IntegrityError
        If a file is missing, changed, a symbolic link, or one that the metadata doesn't name.
    """
    metadata = read_metadata(folder)
    _verify_listing(folder, metadata)
    for expected in metadata.files:
        _verify_content(folder, expected)
    return StoredModel(folder, metadata)


def _verify_listing(folder: Path, metadata: Metadata) -> None:
    present = list_model_files(folder)
    recorded = [record.path for record in metadata.files]
    missing = sorted(set(recorded) - set(present))
    if missing:
        raise IntegrityError(f"the model in {folder} has lost its file {missing[0]!r}. {_REMEDY}")
    additional = sorted(set(present) - set(recorded))
    if additional:
        raise IntegrityError(
            f"the model in {folder} holds {additional[0]!r}, which its metadata doesn't name. "
            "Move the file away: a model's folder holds what was written with it and nothing else."
        )


def _verify_content(folder: Path, expected: FileRecord) -> None:
    actual = record_file(folder, expected.path)
    if actual != expected:
        raise IntegrityError(
            f"the file {expected.path!r} of the model in {folder} has changed: "
            f"expected {_describe(expected)}, found {_describe(actual)}. {_REMEDY}"
        )


def _describe(record: FileRecord) -> str:
    return f"{record.size} bytes with SHA-256 {record.sha256}"
