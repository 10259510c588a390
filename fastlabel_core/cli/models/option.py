"""The option ``--repository``, which every command for models takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from fastlabel_core.repository import Repository

repository_option = click.option(
    "--repository",
    "location",
    default="repository",
    envvar="FASTLABEL_REPOSITORY",
    show_default=True,
    show_envvar=True,
    metavar="LOCATION",
    help="The model repository: a folder, or a URI that an extension opens.",
)


def open_location(location: str) -> Repository:
    """Open the repository that the option names.

    Raises
    ------
    UsageError
        If nothing opens it.
    """
    from fastlabel_core.repository import open_repository

    return open_repository(location, {})
