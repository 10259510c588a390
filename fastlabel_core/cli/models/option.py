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
    Failure
        If it is a URI, and an installed extension is broken.
    """
    from fastlabel_core.extensions import load_extensions
    from fastlabel_core.repository.location import has_scheme, open_repository

    # A folder needs no extension, so a broken one can't stand before it.
    schemes = load_extensions(()).repositories() if has_scheme(location) else {}
    return open_repository(location, schemes)
