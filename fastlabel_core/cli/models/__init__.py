"""``fastlabel models``: look into the model repository, and publish to it."""

from __future__ import annotations

import click

from fastlabel_core.cli.models.alias import set_alias
from fastlabel_core.cli.models.listing import list_models
from fastlabel_core.cli.models.publish import publish_model
from fastlabel_core.cli.models.show import show_model
from fastlabel_core.cli.models.verify import verify_models


@click.group("models", short_help="List, show, verify, alias and publish models.")
def command() -> None:
    """Look into the model repository, and publish to it.

    A model REF is a NAME (its newest version), NAME@VERSION, NAME@ALIAS, or a folder, written with
    a path separator: digits, digits@3, digits@production, ./model.
    """


for subcommand in (list_models, show_model, verify_models, set_alias, publish_model):
    command.add_command(subcommand)
