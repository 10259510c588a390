"""``fastlabel campaign start``."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from fastlabel_core.cli.campaign.next_step import next_lines, telling_what_is_next
from fastlabel_core.cli.campaign.option import folder_option, person_option
from fastlabel_core.cli.long_work import keeping_traceback, verbose_option
from fastlabel_core.cli.round_options import (
    disable_option,
    plugin_option,
    plugin_options_option,
    random_seed_option,
    strategy_option,
    strategy_options_option,
    validation_size_option,
)
from fastlabel_core.cli.wording import counted
from fastlabel_core.errors import OptionError, UsageError

if TYPE_CHECKING:
    from fastlabel_core.campaign import Settings

# The options whose names aren't those of the settings.
FLAGS = {
    "classes": "--class",
    "options": "--option",
    "strategy_options": "--strategy-option",
}


@click.command("start", short_help="Begin a campaign.", context_settings={"show_default": True})
@folder_option
@click.option("--input-dir", default="exp_dir/input", help="Holds the three CSV files.")
@plugin_option
@click.option(
    "--model",
    metavar="NAME[@VERSION]|FOLDER",
    help="The model to begin with: a name in the repository, or a folder.",
)
@strategy_option
@strategy_options_option
@click.option("--query-cnt", type=int, default=100, help="Hard examples of a round.")
@click.option("--round-limit", type=int, default=10, help="How many rounds at most.")
@validation_size_option
@random_seed_option
@plugin_options_option
@click.option(
    "--class",
    "classes",
    metavar="LABEL",
    multiple=True,
    help="A label that may be given besides those of the first labels; may be repeated.",
)
@click.option(
    "--repository",
    envvar="FASTLABEL_REPOSITORY",
    show_envvar=True,
    default="repository",
    help="Where to find --model by name, and to publish the last model.",
)
@click.option("--name", help="What to publish the last model as.", show_default="the folder's name")
@disable_option
@click.option(
    "--database",
    metavar="URL",
    envvar="FASTLABEL_DATABASE",
    show_envvar=True,
    show_default="a file in the folder",
    help="Where to keep the state, as postgresql+psycopg://HOST/NAME.",
)
@person_option
@verbose_option
def start(
    folder: str,
    input_dir: str,
    person: str,
    verbose: bool,
    database: str | None,
    name: str | None,
    **settings: Any,
) -> None:
    """Begin a campaign with the samples and labels of three CSV files.

    They are input_label.csv, input_added_label.csv and input_unlabel.csv, as a round reads them.
    """
    from fastlabel_core.campaign import Campaign
    from fastlabel_core.campaign.folder import CampaignFolder
    from fastlabel_core.cli.terminal import terminal_listener

    chosen = _settings(
        name=_checked_name(name or Path(folder).resolve().name),
        **settings,
    )
    with (
        telling_what_is_next(folder),
        keeping_traceback(CampaignFolder(Path(folder)).work, verbose=verbose),
        terminal_listener() as listener,
    ):
        campaign = Campaign.start(
            folder, input_dir, chosen, who=person, database=database, listeners=[listener]
        )
    status = campaign.status()
    click.echo(
        f"{folder}: {counted(status.samples, 'sample', 'samples')}, {status.labelled:,} of them "
        "labelled"
    )
    click.echo("\n".join(next_lines(status)))


def _checked_name(name: str) -> str:
    from fastlabel_core.repository.names import check_model_name

    try:
        check_model_name(name)
    except UsageError as error:
        error.add_note("what the last model is to be published as: --name NAME")
        raise
    return name


def _settings(**given: Any) -> Settings:
    from pydantic import ValidationError

    from fastlabel_core.campaign import Settings

    try:
        return Settings(**given)
    except ValidationError as error:
        problems = "\n  ".join(map(_describe, error.errors()))
        raise OptionError(f"the campaign can't be begun: {problems}") from error


def _describe(problem: Mapping[str, Any]) -> str:
    name = str(problem["loc"][0])
    flag = FLAGS.get(name, f"--{name.replace('_', '-')}")
    return f"{flag} {problem['input']!r}: {problem['msg']}"
