"""``fastlabel models verify``: compare files with those that were published."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from fastlabel_core.cli.models.option import open_location, repository_option
from fastlabel_core.cli.models.text import spell_no_models
from fastlabel_core.errors import IntegrityError, ModelNotFoundError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from fastlabel_core.repository import Repository
    from fastlabel_core.repository.reference import Version


@dataclass(frozen=True, slots=True)
class Finding:
    """What was verified, and what is wrong with it."""

    what: str
    fault: str | None

    def __str__(self) -> str:
        """Return the line that the user sees."""
        return f"{self.what}  ok" if self.fault is None else f"{self.what}  FAILED  {self.fault}"


@click.command("verify")
@click.argument("reference", metavar="[REF]", required=False)
@repository_option
def verify_models(reference: str | None, location: str) -> None:
    """Compare a model's files with the hashes in its metadata.

    REF is NAME, NAME@VERSION, NAME@ALIAS, or a folder, written with a path separator. Without it,
    every version in the repository is verified, and every alias.
    """
    from fastlabel_core.repository.reference import resolve

    repository = open_location(location)
    if reference is None:
        findings = _verify_all(repository)
    else:
        findings = iter([_verify(resolve(reference, repository), repository)])
    verified = failed = 0
    for finding in findings:
        click.echo(str(finding))
        verified += 1
        failed += finding.fault is not None
    if failed:
        raise IntegrityError(f"{failed} of {verified} failed; the lines above say how to mend it.")
    if not verified:
        click.echo(spell_no_models(repository))


def _verify_all(repository: Repository) -> Iterator[Finding]:
    from fastlabel_core.repository.reference import Version

    for name in repository.names():
        for number in repository.versions(name):
            yield _verify(Version(name, number), repository)
        yield from _verify_aliases(name, repository)


def _verify(found: Version | Path, repository: Repository) -> Finding:
    from fastlabel_core.repository.reference import read_found

    try:
        read_found(found, repository)
    except (IntegrityError, ModelNotFoundError, OSError) as error:
        return Finding(str(found), str(error))
    return Finding(str(found), None)


def _verify_aliases(name: str, repository: Repository) -> Iterator[Finding]:
    from fastlabel_core.repository.lookup import require_version

    try:
        aliases = repository.aliases(name)
    except IntegrityError as error:
        yield Finding(f"aliases of {name}", str(error))
        return
    for alias, number in aliases.items():
        try:
            require_version(repository, name, number)
        except ModelNotFoundError as error:
            yield Finding(f"{name}@{alias}", str(error))
        else:
            yield Finding(f"{name}@{alias}", None)
