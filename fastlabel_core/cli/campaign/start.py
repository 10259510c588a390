"""``fastlabel campaign start``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from fastlabel_core.cli.campaign.option import folder_option, person_option
from fastlabel_core.cli.run import parse_options


@click.command("start", context_settings={"show_default": True})
@folder_option
@click.option("--input-dir", default="exp_dir/input", help="Holds the three CSV files.")
@click.option("--plugin", help="The kind of model: the name of an installed plugin.")
@click.option(
    "--model",
    metavar="NAME[@VERSION]|FOLDER",
    help="The model to begin with: a name in the repository, or a folder.",
)
@click.option("--strategy", default="LeastConfidence", help="How to choose the hard examples.")
@click.option(
    "--strategy-option",
    "strategy_options",
    metavar="NAME=VALUE",
    multiple=True,
    help="An option of the strategy; may be repeated. `fastlabel strategies NAME` lists them.",
)
@click.option(
    "--query-cnt", type=click.IntRange(min=1), default=100, help="Hard examples of a round."
)
@click.option(
    "--round-limit", type=click.IntRange(min=1), default=10, help="How many rounds at most."
)
@click.option("--val-size", type=float, default=0.2, help="The share of labels to validate on.")
@click.option("--random-seed", type=int, default=0, help="The same seed gives the same result.")
@click.option(
    "--option",
    "options",
    metavar="NAME=VALUE",
    multiple=True,
    help="An option of the plugin; may be repeated. `fastlabel plugins NAME` lists them.",
)
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
    default="repository",
    help="Where to find --model by name, and to publish the last model.",
)
@click.option("--name", help="What to publish the last model as.", show_default="the folder's name")
@click.option(
    "--disable",
    metavar="EXTENSION",
    multiple=True,
    help="Switch an extension off; may be repeated.",
)
@click.option(
    "--database",
    metavar="URL",
    envvar="FASTLABEL_DATABASE",
    help="Where to keep the state, as postgresql+psycopg://HOST/NAME.  "
    "[default: a file in the folder]",
)
@person_option
def start(
    folder: str,
    input_dir: str,
    person: str,
    database: str | None,
    name: str | None,
    options: tuple[str, ...],
    strategy_options: tuple[str, ...],
    **settings: Any,
) -> None:
    """Begin a campaign with the samples and labels of three CSV files.

    They are input_label.csv, input_added_label.csv and input_unlabel.csv, as a round reads them.
    """
    from fastlabel_core.campaign import Campaign, Settings
    from fastlabel_core.cli.terminal import terminal_listener

    with terminal_listener() as listener:
        campaign = Campaign.start(
            folder,
            input_dir,
            Settings(
                name=name or Path(folder).resolve().name,
                options=parse_options(options),
                strategy_options=parse_options(
                    strategy_options, "--strategy-option", "random_share=0.1"
                ),
                **settings,
            ),
            who=person,
            database=database,
            listeners=[listener],
        )
    status = campaign.status()
    click.echo(
        f"{folder}: {status.samples:,} samples, {status.labelled:,} of them labelled\n"
        "next: fastlabel campaign run"
    )
