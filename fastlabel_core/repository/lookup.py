"""Looking a model up in a repository, and saying what there is when it isn't there."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from fastlabel_core.errors import ModelNotFoundError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fastlabel_core.repository.interface import Repository


def require_versions(repository: Repository, name: str) -> Sequence[int]:
    """Return the versions of a model, at least one.

    Raises
    ------
    ModelNotFoundError
        If there is no such model, with the names that there are.
    """
    versions = repository.versions(name)
    if not versions:
        missing = f"no model named {name!r} in the repository {repository.location}"
        if lacks_folder(repository):
            raise ModelNotFoundError(
                f"{missing}: there is no such folder. Give the one that holds the models "
                "(--repository)."
            )
        names = repository.names()
        held = f"it holds: {', '.join(names)}." if names else "it holds no models yet."
        raise ModelNotFoundError(f"{missing}; {held}{did_you_mean(name, names)}")
    return versions


def require_version(repository: Repository, name: str, version: int) -> None:
    """Make sure that a version is there.

    Raises
    ------
    ModelNotFoundError
        If there is no such model or version, with those that there are.
    """
    versions = require_versions(repository, name)
    if version not in versions:
        raise ModelNotFoundError(
            f"model {name!r} in the repository {repository.location} has no version {version}; "
            f"it has {spell_versions(versions)}."
        )


def require_alias(repository: Repository, name: str, alias: str) -> int:
    """Return the version that an alias stands for.

    Raises
    ------
    ModelNotFoundError
        If there is no such model or alias, with those that there are.
    """
    versions = require_versions(repository, name)
    aliases = repository.aliases(name)
    if alias not in aliases:
        raise ModelNotFoundError(
            f"model {name!r} in the repository {repository.location} has no alias {alias!r}; "
            f"aliases: {', '.join(aliases) or 'none'}; versions: {spell_versions(versions)}."
            f"{did_you_mean(alias, aliases)}"
        )
    return aliases[alias]


def lacks_folder(repository: Repository) -> bool:
    """Tell whether a repository is a folder that isn't there, and not merely an empty one."""
    return "://" not in repository.location and not Path(repository.location).exists()


def spell_versions(versions: Sequence[int]) -> str:
    """Write ascending versions in short: ``1 to 3``, or ``1, 2, 5`` where some are missing."""
    if len(versions) > 2 and all(later - earlier == 1 for earlier, later in pairwise(versions)):
        return f"{versions[0]} to {versions[-1]}"
    return ", ".join(map(str, versions))
