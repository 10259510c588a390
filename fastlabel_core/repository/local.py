"""The model repository in a local folder: ``NAME/VERSION/`` and ``NAME/aliases/ALIAS``."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import TYPE_CHECKING

from fastlabel_core.durable import sync, write_whole
from fastlabel_core.errors import IntegrityError, UsageError
from fastlabel_core.repository.lookup import require_alias, require_version
from fastlabel_core.repository.metadata import METADATA_FILE, read_metadata
from fastlabel_core.repository.model import read_model
from fastlabel_core.repository.names import (
    check_alias,
    check_model_name,
    find_other_case,
    is_alias,
    is_model_name,
    is_version,
)
from fastlabel_core.repository.publishing import add_version

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fastlabel_core.repository.metadata import Metadata
    from fastlabel_core.repository.model import StoredModel


class LocalRepository:
    """Models in a folder, which need not exist before the first is published.

    A name or version counts only if it stands in the folder's listing as it is written, so no name
    reaches out of the folder, and one file system behaves like another.

    Parameters
    ----------
    folder : Path or str
        The folder.
    """

    def __init__(self, folder: Path | str) -> None:
        self._folder = Path(folder)

    @property
    def location(self) -> str:
        """Where the repository is, as messages show it."""
        return str(self._folder)

    def names(self) -> tuple[str, ...]:
        """Return the names of all models that have a version, sorted."""
        return tuple(name for name in self._shelves() if _versions_in(self._folder / name))

    def versions(self, name: str) -> tuple[int, ...]:
        """Return the versions of a model, ascending; none if there is no such model."""
        return _versions_in(self._folder / name) if name in self._shelves() else ()

    def aliases(self, name: str) -> dict[str, int]:
        """Return the aliases of a model with the versions that they stand for, sorted.

        Raises
        ------
        IntegrityError
            If an alias doesn't hold the number of a version, or their folder is a symbolic link.
        """
        if name not in self._shelves():
            return {}
        shelf = self._alias_shelf(name)
        return {alias: _read_alias(shelf / alias) for alias in filter(is_alias, _files_in(shelf))}

    def metadata(self, name: str, version: int) -> Metadata:
        """Return what a version is.

        Raises
        ------
        ModelNotFoundError
            If there is no such version.
        IntegrityError
            If its ``metadata.json`` is missing or isn't what was written.
        """
        return read_metadata(self.fetch(name, version))

    def fetch(self, name: str, version: int) -> Path:
        """Return the folder of a version, which nobody may change.

        Raises
        ------
        ModelNotFoundError
            If there is no such version.
        """
        require_version(self, name, version)
        return self._folder / name / str(version)

    def publish(self, folder: Path, name: str) -> StoredModel:
        """Add the model in `folder` as the next version of `name`, whole or not at all.

        All its metadata is kept, but for name and version.

        Raises
        ------
        UsageError
            If `folder` holds no model, or `name` can't be used.
        IntegrityError
            If the model's files are not those that were written.
        OSError
            If the disk doesn't take it.
        """
        check_model_name(name)
        _refuse_other_case("model", name, self._shelves())
        if not (folder / METADATA_FILE).is_file():
            raise UsageError(
                f"{folder} holds no model: it has no {METADATA_FILE}. Give the folder that a "
                "round left, such as exp_dir/output/model."
            )
        newest = max(self.versions(name), default=0)
        return add_version(read_model(folder), self._folder / name, newest + 1)

    def set_alias(self, name: str, alias: str, version: int) -> None:
        """Let `alias` stand for `version`, from now on or for the first time.

        Raises
        ------
        ModelNotFoundError
            If there is no such version.
        UsageError
            If `alias` can't be used.
        OSError
            If the disk doesn't take it.
        """
        check_alias(alias)
        require_version(self, name, version)
        shelf = self._alias_shelf(name)
        _refuse_other_case("alias", alias, _files_in(shelf))
        shelf.mkdir(exist_ok=True)
        sync(shelf.parent)
        # A name of its own first: two may set the alias at once.
        new = shelf / f".{alias}.{secrets.token_hex(8)}"
        write_whole(new, f"{version}\n")
        new.replace(shelf / alias)
        sync(shelf)

    def remove_alias(self, name: str, alias: str) -> None:
        """Forget an alias; the version stays.

        Raises
        ------
        ModelNotFoundError
            If there is no such model or alias.
        """
        require_alias(self, name, alias)
        shelf = self._alias_shelf(name)
        (shelf / alias).unlink(missing_ok=True)
        sync(shelf)

    def _shelves(self) -> list[str]:
        return list(filter(is_model_name, _folders_in(self._folder)))

    def _alias_shelf(self, name: str) -> Path:
        shelf = self._folder / name / "aliases"
        if shelf.is_symlink():
            raise IntegrityError(
                f"{shelf} is a symbolic link, which may lead out of the repository. Put a folder "
                "in its place."
            )
        return shelf


def _versions_in(shelf: Path) -> tuple[int, ...]:
    return tuple(sorted(int(name) for name in _folders_in(shelf) if is_version(name)))


def _folders_in(folder: Path) -> list[str]:
    if not folder.exists():
        return []
    with os.scandir(folder) as entries:
        return sorted(entry.name for entry in entries if entry.is_dir(follow_symlinks=False))


def _files_in(folder: Path) -> list[str]:
    if not folder.exists():
        return []
    with os.scandir(folder) as entries:
        return sorted(entry.name for entry in entries if entry.is_file(follow_symlinks=False))


def _read_alias(path: Path) -> int:
    content = path.read_text(encoding="utf-8", errors="replace").strip()
    if not is_version(content):
        raise IntegrityError(
            f"the alias {path} holds {content[:40]!r} instead of the number of a version. "
            "Set it again, or delete the file."
        )
    return int(content)


def _refuse_other_case(kind: str, name: str, taken: Iterable[str]) -> None:
    other = find_other_case(name, taken)
    if other is not None:
        raise UsageError(
            f"the {kind} {name!r} would be one with {other!r} where case doesn't count. "
            f"Write {other!r}, or choose another name."
        )
