"""What a model repository is, wherever it keeps its models."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from fastlabel_core.repository.metadata import Metadata
    from fastlabel_core.repository.model import StoredModel


class Repository(Protocol):
    """Models under names and versions.

    `LocalRepository` keeps them in a folder; extensions bring others by the hook
    `add_repositories`. Versions count from 1 and never change. Names are compared as they are
    written, case included. Who fetches a model verifies it, so a store need not.
    """

    @property
    def location(self) -> str:
        """Where the repository is, as messages show it: a URI, or the path of a folder."""
        ...

    def names(self) -> Sequence[str]:
        """Return the names of all models that have a version, sorted."""
        ...

    def versions(self, name: str) -> Sequence[int]:
        """Return the versions of a model, ascending; none if there is no such model."""
        ...

    def aliases(self, name: str) -> Mapping[str, int]:
        """Return the aliases of a model with the versions that they stand for, sorted."""
        ...

    def metadata(self, name: str, version: int) -> Metadata:
        """Return what a version is, without bringing its files here.

        Raises
        ------
        ModelNotFoundError
            If there is no such version.
        """
        ...

    def fetch(self, name: str, version: int) -> Path:
        """Bring a version's files here and return their folder, which nobody may change.

        Raises
        ------
        ModelNotFoundError
            If there is no such version.
        """
        ...

    def publish(self, folder: Path, name: str) -> StoredModel:
        """Add the model in `folder` as the next version of `name`, whole or not at all.

        Raises
        ------
        UsageError
            If `folder` holds no model, or `name` can't be used.
        IntegrityError
            If the model's files are not those that were written.
        """
        ...

    def set_alias(self, name: str, alias: str, version: int) -> None:
        """Let `alias` stand for `version`, from now on or for the first time.

        Raises
        ------
        ModelNotFoundError
            If there is no such version.
        UsageError
            If `alias` can't be used.
        """
        ...

    def remove_alias(self, name: str, alias: str) -> None:
        """Forget an alias; the version stays.

        Raises
        ------
        ModelNotFoundError
            If there is no such model or alias.
        """
        ...
