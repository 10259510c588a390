"""What several commands of a campaign have in common."""

from __future__ import annotations

import getpass
from collections.abc import Callable
from typing import Any

import click


def folder_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--folder``."""
    return click.option(
        "--folder",
        envvar="FASTLABEL_CAMPAIGN",
        default="campaign",
        show_default=True,
        help="The campaign's folder.",
    )(function)


def person_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--person``."""
    return click.option(
        "--person",
        envvar="FASTLABEL_PERSON",
        default=_login_name,
        show_default="the login name",
        help="Who this is put down to.",
    )(function)


def _login_name() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        raise click.UsageError("nobody knows your name here; give it (--person)") from None
