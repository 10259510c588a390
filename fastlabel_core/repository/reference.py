"""What a user writes to mean a model: a name in the repository, or a folder.

How it is written decides, never what happens to exist. With a path separator, or as ``.`` or
``..``, it is a folder: ``exp_dir/output/model``, ``./model``. Anything else is a name: ``digits``
(the newest version), ``digits@3``, ``digits@production``.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from fastlabel_core.errors import IntegrityError, ModelNotFoundError, UsageError
from fastlabel_core.repository.lookup import require_alias, require_version, require_versions
from fastlabel_core.repository.metadata import METADATA_FILE
from fastlabel_core.repository.model import read_model
from fastlabel_core.repository.names import is_alias, is_model_name, is_version

if TYPE_CHECKING:
    from fastlabel_core.repository.interface import Repository
    from fastlabel_core.repository.model import StoredModel


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a model in a repository."""

    name: str
    number: int

    def __str__(self) -> str:
        """Return it as it is written, such as ``digits@3``."""
        return f"{self.name}@{self.number}"


def find_model(reference: str | Path, repository: Repository) -> StoredModel:
    """Find the model that `reference` means, and verify it.

    Parameters
    ----------
    reference : str or Path
        ``NAME`` for its newest version, ``NAME@VERSION``, ``NAME@ALIAS``, or a folder: a `Path`,
        or a string with a path separator.
    repository : Repository
        Where names are looked up.

    Raises
    ------
    ModelNotFoundError
        If there is no such model, with what there is.
    UsageError
        If `reference` can mean neither.
    IntegrityError
        If the model's files are not those that were written.
    """
    return read_found(resolve(reference, repository), repository)


def read_found(found: Version | Path, repository: Repository) -> StoredModel:
    """Read the version or folder that `resolve` found, and verify it.

    Raises
    ------
    IntegrityError
        If the files are not those that were written, or belong to another version.
    """
    if isinstance(found, Path):
        return read_model(found)
    model = read_model(repository.fetch(found.name, found.number))
    if model.metadata.reference != str(found):
        raise IntegrityError(
            f"the model in {model.folder} should be {found}, but its {METADATA_FILE} says "
            f"{model.metadata.reference or 'that it was never published'}. Put the folder back "
            "where it was, and publish models with `fastlabel models publish`."
        )
    return model


def resolve(reference: str | Path, repository: Repository) -> Version | Path:
    """Say which version or which folder `reference` means; it exists.

    Raises
    ------
    ModelNotFoundError
        If there is no such model, with what there is.
    UsageError
        If `reference` can mean neither.
    """
    if _is_folder(reference):
        return _require_folder(Path(reference))
    try:
        return resolve_version(str(reference), repository)
    except ModelNotFoundError as error:
        if (Path(reference) / METADATA_FILE).is_file():
            raise ModelNotFoundError(
                f"{error} There is a folder {reference!r} too: write './{reference}' to mean it."
            ) from None
        raise


def resolve_version(reference: str, repository: Repository) -> Version:
    """Say which version ``NAME``, ``NAME@VERSION`` or ``NAME@ALIAS`` means.

    Raises
    ------
    ModelNotFoundError
        If there is no such model, version or alias, with those that there are.
    UsageError
        If `reference` isn't written so.
    """
    name, at, selector = reference.partition("@")
    if not is_model_name(name) or (at and not is_version(selector) and not is_alias(selector)):
        raise UsageError(
            f"{reference!r} means no model: write NAME, NAME@VERSION (a whole number), "
            "NAME@ALIAS, or a folder with a path separator, such as ./model."
        )
    if not at:
        return Version(name, require_versions(repository, name)[-1])
    number = int(selector) if is_version(selector) else require_alias(repository, name, selector)
    require_version(repository, name, number)
    return Version(name, number)


def _is_folder(reference: str | Path) -> bool:
    return (
        isinstance(reference, Path) or reference == os.pardir or Path(reference).name != reference
    )


def _require_folder(folder: Path) -> Path:
    if not (folder / METADATA_FILE).is_file():
        lack = (
            f"the folder has no {METADATA_FILE}" if folder.is_dir() else "there is no such folder"
        )
        raise ModelNotFoundError(
            f"no model in {folder}: {lack}. Give a folder that a round left, such as "
            "exp_dir/output/model, or the name of a model in the repository, such as digits@3."
        )
    return folder
