"""``fastlabel models list``: every version of every model."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from fastlabel_core.cli.models.option import open_location, repository_option
from fastlabel_core.cli.models.text import spell_no_models, spell_size
from fastlabel_core.cli.table import align
from fastlabel_core.errors import IntegrityError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from fastlabel_core.repository import Metadata, Repository

HEADER = ("MODEL", "PLUGIN", "CLASSES", "SIZE", "CREATED", "ALIASES")


@dataclass(frozen=True, slots=True)
class Listed:
    """One version in the list; its metadata are None where they can't be used."""

    name: str
    version: int
    aliases: tuple[str, ...]
    metadata: Metadata | None


@click.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, with all metadata.")
@repository_option
def list_models(location: str, as_json: bool) -> None:
    """List every version of every model."""
    repository = open_location(location)
    listed = list(_list(repository))
    if as_json:
        click.echo(_to_json(listed))
    elif listed:
        click.echo("\n".join(align([HEADER, *map(_row, listed)])))
    else:
        click.echo(spell_no_models(repository))


def _list(repository: Repository) -> Iterator[Listed]:
    for name in repository.names():
        aliases = repository.aliases(name)
        for version in repository.versions(name):
            own = tuple(alias for alias, target in aliases.items() if target == version)
            yield Listed(name, version, own, _metadata(repository, name, version))


def _metadata(repository: Repository, name: str, version: int) -> Metadata | None:
    try:
        return repository.metadata(name, version)
    except IntegrityError:
        return None


def _row(listed: Listed) -> tuple[str, ...]:
    reference = f"{listed.name}@{listed.version}"
    aliases = ", ".join(listed.aliases)
    metadata = listed.metadata
    if metadata is None:
        return (reference, "(damaged)", "", "", "", aliases)
    size = sum(record.size for record in metadata.files)
    classes = str(len(metadata.classes))
    return (reference, metadata.plugin, classes, spell_size(size), metadata.created, aliases)


def _to_json(models: Iterable[Listed]) -> str:
    entries = [
        {
            "name": listed.name,
            "version": listed.version,
            "aliases": listed.aliases,
            "metadata": listed.metadata and listed.metadata.model_dump(mode="json"),
        }
        for listed in models
    ]
    return json.dumps(entries, ensure_ascii=False, indent=2)
