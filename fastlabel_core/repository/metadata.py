"""``metadata.json``: what a model is, and what its files must be."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    JsonValue,
    ValidationError,
)

from fastlabel_core.durable import sync_tree, write_whole
from fastlabel_core.errors import IntegrityError, PluginResultError
from fastlabel_core.repository.files import find_twins, hash_file, list_files
from fastlabel_core.repository.names import is_plain_path

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

METADATA_FILE = "metadata.json"


def _plain(path: str) -> str:
    if not is_plain_path(path):
        raise ValueError(f"{path!r} is not a plain path below the model folder")
    if path.casefold() == METADATA_FILE:
        raise ValueError(f"{METADATA_FILE} can't hold its own hash")
    return path


class FileRecord(BaseModel):
    """One file of a model.

    Parameters
    ----------
    path : str
        Where it is below the model folder, with ``/``.
    size : int
        Its length in bytes.
    sha256 : str
        The SHA-256 of its bytes, in hexadecimal.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    path: Annotated[str, AfterValidator(_plain)]
    size: Annotated[int, Field(ge=0)]
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


def _distinct(files: tuple[FileRecord, ...]) -> tuple[FileRecord, ...]:
    twins = find_twins(record.path for record in files)
    if twins:
        raise ValueError(f"{twins[0]!r} and {twins[1]!r} are one file where case doesn't count")
    return files


class Metadata(BaseModel):
    """What stands in ``metadata.json``.

    A stage model has neither name nor version: publishing gives it both.

    Parameters
    ----------
    name : str or None
        The model's name in the repository.
    version : int or None
        Its version, from 1.
    plugin : str
        The name of the plugin that it belongs to.
    distribution : str
        The distribution that the plugin comes from.
    distribution_version : str
        The version of that distribution.
    core_version : str
        The version of fastlabel-core.
    parent : str or None
        The published model that this one descends from, such as ``"digits@2"``.
    classes : tuple of str
        The labels that the model knows, in its order.
    options : dict
        The plugin's options in the last round.
    metrics : dict
        What the model said of its training in the last round.
    created : str
        When the round ended its training, UTC in ISO form.
    files : tuple of FileRecord
        Every other file in the folder.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    name: str | None
    version: Annotated[int, Field(ge=1)] | None
    plugin: str
    distribution: str
    distribution_version: str
    core_version: str
    parent: str | None
    classes: tuple[str, ...]
    options: dict[str, JsonValue]
    metrics: dict[str, JsonValue]
    created: Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$")]
    files: Annotated[tuple[FileRecord, ...], AfterValidator(_distinct)]

    @property
    def reference(self) -> str | None:
        """The model as others refer to it, such as ``"digits@3"``; None for a stage model."""
        return None if self.name is None else f"{self.name}@{self.version}"


def write_metadata(
    folder: Path,
    *,
    plugin: str,
    distribution: str,
    distribution_version: str,
    core_version: str,
    parent: str | None,
    classes: Sequence[str],
    options: Mapping[str, JsonValue],
    metrics: Mapping[str, JsonValue],
    created: str,
) -> Metadata:
    """Make the files in `folder` a stage model: hash them all and write ``metadata.json``.

    Parameters
    ----------
    folder : Path
        What the plugin's `save_model` has filled. An earlier ``metadata.json`` is replaced.
    plugin, distribution, distribution_version : str
        The plugin's name, and the distribution that it comes from.
    core_version : str
        The version of fastlabel-core.
    parent : str or None
        The published model that this one descends from, such as ``"digits@2"``.
    classes : sequence of str
        The labels that the model knows, in its order.
    options, metrics : mapping
        JSON values. A number that JSON hasn't, NaN or an infinite one, becomes null.
    created : str
        UTC in ISO form, such as ``"2025-01-31T12:00:00Z"``.

    Raises
    ------
    IntegrityError
        If `folder` holds anything but plain files and folders.
    PluginResultError
        If a value can't be written as JSON.
    """
    (folder / f".{METADATA_FILE}.partial").unlink(missing_ok=True)
    try:
        metadata = Metadata(
            name=None,
            version=None,
            plugin=plugin,
            distribution=distribution,
            distribution_version=distribution_version,
            core_version=core_version,
            parent=parent,
            classes=tuple(classes),
            options=dict(options),
            metrics=dict(metrics),
            created=created,
            files=tuple(record_file(folder, path) for path in list_model_files(folder)),
        )
    except ValidationError as error:
        raise PluginResultError(
            f"the metadata of the model in {folder}, plugin {plugin!r} ({distribution} "
            f"{distribution_version}), can't be written as JSON: {_first_fault(error)}."
        ) from error
    return save_metadata(folder, metadata)


def save_metadata(folder: Path, metadata: Metadata) -> Metadata:
    """Write ``metadata.json`` once the files that it speaks of are on the disk; return it as read.

    Raises
    ------
    OSError
        If the disk doesn't take it.
    """
    sync_tree(folder)
    content = to_json(metadata)
    write_whole(folder / METADATA_FILE, content)
    return Metadata.model_validate_json(content)


def to_json(metadata: Metadata) -> str:
    """Return the text of ``metadata.json``, the same one for equal metadata."""
    # Through pydantic's JSON, which has null where json.dumps would write NaN.
    fields = json.loads(metadata.model_dump_json())
    return json.dumps(fields, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def read_metadata(folder: Path) -> Metadata:
    """Read ``metadata.json`` without a look at the other files.

    Raises
    ------
    IntegrityError
        If it is missing or isn't what was written.
    """
    path = folder / METADATA_FILE
    if path.is_symlink() or not path.is_file():
        raise IntegrityError(
            f"the model in {folder} has no {METADATA_FILE}, or a link in its place. Restore the "
            "file, or publish the model again."
        )
    try:
        return Metadata.model_validate_json(path.read_bytes())
    except ValidationError as error:
        raise IntegrityError(
            f"{path} can't be used: {_first_fault(error)}. It was changed since it was written, "
            "or a newer fastlabel-core wrote it. Restore the file, publish the model again, or "
            "upgrade fastlabel-core."
        ) from error


def record_file(folder: Path, path: str) -> FileRecord:
    """Record what the file at `path` below `folder` holds now."""
    size, sha256 = hash_file(folder / path)
    return FileRecord(path=path, size=size, sha256=sha256)


def list_model_files(folder: Path) -> tuple[str, ...]:
    """List what ``metadata.json`` speaks of: every file below `folder` but itself.

    Raises
    ------
    IntegrityError
        If there is anything but plain files and folders.
    """
    return tuple(path for path in list_files(folder) if path != METADATA_FILE)


def _first_fault(error: ValidationError) -> str:
    fault = error.errors(include_url=False)[0]
    place = ".".join(str(part) for part in fault["loc"])
    reason = fault["msg"].removeprefix("Value error, ")
    return f"{place}: {reason}" if place else reason
