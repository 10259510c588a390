"""What several commands of a campaign have in common."""

from __future__ import annotations

import getpass
import shlex
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from fastlabel_core.errors import NoCampaignError

if TYPE_CHECKING:
    from fastlabel_core.campaign import Campaign


def folder_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--folder``."""
    return click.option(
        "--folder",
        envvar="FASTLABEL_CAMPAIGN",
        default="campaign",
        show_default=True,
        show_envvar=True,
        help="The campaign's folder.",
    )(function)


def person_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--person``."""
    return click.option(
        "--person",
        envvar="FASTLABEL_PERSON",
        default=_login_name,
        show_default="the login name",
        show_envvar=True,
        callback=_refuse_nameless,
        help="Who this is put down to.",
    )(function)


def json_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--json``."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON.")(function)


def open_campaign(folder: str) -> Campaign:
    """Return the campaign in the folder that the option names.

    Raises
    ------
    NoCampaignError
        If it holds none; a note says how to begin one there.
    """
    from fastlabel_core.campaign import Campaign

    try:
        return Campaign(folder)
    except NoCampaignError as error:
        error.add_note(f"to start one: {spell_command('start')}")
        raise


def spell_command(command: str) -> str:
    """Return a command of the campaign as it is to be given next, with the folder that was given.

    Parameters
    ----------
    command : str
        What follows ``fastlabel campaign``, such as ``"answer hard.csv"``.
    """
    context = click.get_current_context()
    is_given = context.get_parameter_source("folder") is ParameterSource.COMMANDLINE
    where = f" --folder {shlex.quote(context.params['folder'])}" if is_given else ""
    return f"fastlabel campaign {command}{where}"


def _login_name() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        raise click.UsageError("nobody knows your name here; give it (--person)") from None


def _refuse_nameless(_context: click.Context, _parameter: click.Parameter, person: str) -> str:
    if not person.strip():
        raise click.BadParameter("a person has a name")
    return person
