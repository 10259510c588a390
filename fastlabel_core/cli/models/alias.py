"""``fastlabel models alias``: let a name such as ``production`` stand for a version."""

from __future__ import annotations

import click

from fastlabel_core.cli.models.option import open_location, repository_option


@click.command("alias")
@click.argument("reference", metavar="REF")
@click.argument("alias", metavar="ALIAS")
@click.option("--remove", is_flag=True, help="Forget the alias; REF is the model's name alone.")
@repository_option
def set_alias(reference: str, alias: str, location: str, remove: bool) -> None:
    """Let ALIAS stand for a version, from now on or for the first time.

    REF is NAME@VERSION, NAME for the newest version, or NAME@ALIAS for the version that another
    alias stands for:

    \b
        fastlabel models alias digits@3 production
        fastlabel models alias digits production --remove
    """  # noqa: D301
    from fastlabel_core.repository.reference import resolve_version

    repository = open_location(location)
    if remove:
        repository.remove_alias(reference, alias)
        click.echo(f"removed {reference}@{alias}")
    else:
        version = resolve_version(reference, repository)
        repository.set_alias(version.name, alias, version.number)
        click.echo(f"{version.name}@{alias} is now {version}")
