"""``fastlabel models show``: everything that is known of one model."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fastlabel_core.cli.models.option import open_location, repository_option
from fastlabel_core.cli.models.text import shorten, spell_size
from fastlabel_core.cli.table import align

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from fastlabel_core.repository import FileRecord, Metadata


@click.command("show")
@click.argument("reference", metavar="REF")
@click.option("--json", "as_json", is_flag=True, help="Print metadata.json.")
@repository_option
def show_model(reference: str, location: str, as_json: bool) -> None:
    """Show what a model is. Its files are not verified.

    REF is NAME, NAME@VERSION, NAME@ALIAS, or a folder, written with a path separator.
    """
    from fastlabel_core.repository.metadata import read_metadata, to_json
    from fastlabel_core.repository.reference import resolve

    repository = open_location(location)
    found = resolve(reference, repository)
    if isinstance(found, Path):
        metadata = read_metadata(found)
    else:
        metadata = repository.metadata(found.name, found.number)
    if as_json:
        click.echo(to_json(metadata), nl=False)
    else:
        click.echo(str(found))
        click.echo("\n".join(align(list(_facts(metadata)))))


def _facts(metadata: Metadata) -> Iterator[tuple[str, str]]:
    yield "plugin", metadata.plugin
    yield "from", f"{metadata.distribution} {metadata.distribution_version}"
    yield "core", f"fastlabel-core {metadata.core_version}"
    yield "parent", metadata.parent or "none"
    yield "created", metadata.created
    yield "classes", f"{len(metadata.classes)}: {shorten(', '.join(metadata.classes))}"
    yield from _entries("option", metadata.options)
    yield from _entries("metric", metadata.metrics)
    for record in metadata.files:
        yield "file", _describe(record)


def _entries(kind: str, values: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    for key, value in values.items():
        yield kind, f"{key} = {shorten(json.dumps(value, ensure_ascii=False))}"


def _describe(record: FileRecord) -> str:
    return f"{record.path}, {spell_size(record.size)}, SHA-256 {record.sha256}"
