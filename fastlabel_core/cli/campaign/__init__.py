"""``fastlabel campaign``: rounds, and the persons who answer between them."""

from __future__ import annotations

import click

from fastlabel_core.cli.campaign.answer import answer, undo
from fastlabel_core.cli.campaign.end import accept, finish
from fastlabel_core.cli.campaign.hard import write_hard
from fastlabel_core.cli.campaign.history import show_history
from fastlabel_core.cli.campaign.run import run
from fastlabel_core.cli.campaign.start import start
from fastlabel_core.cli.campaign.status import show_status


@click.group("campaign", short_help="Run rounds, and answer between them.")
def command() -> None:
    """Run rounds, and answer their hard examples in between, until you are satisfied.

    Start a campaign once. Then run a round, fill in its hard examples, answer, and run the next.
    Accept when the predicted labels are good enough.
    """


for subcommand in (
    start,
    run,
    show_status,
    write_hard,
    answer,
    undo,
    accept,
    finish,
    show_history,
):
    command.add_command(subcommand)
