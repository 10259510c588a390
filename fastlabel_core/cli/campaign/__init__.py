"""``fastlabel campaign``: rounds, and the persons who answer between them."""

from __future__ import annotations

import click

from fastlabel_core.cli.campaign.answer import answer
from fastlabel_core.cli.campaign.end import accept, finish
from fastlabel_core.cli.campaign.export import export
from fastlabel_core.cli.campaign.extend import extend
from fastlabel_core.cli.campaign.hard import write_hard
from fastlabel_core.cli.campaign.history import show_history
from fastlabel_core.cli.campaign.report import write_report
from fastlabel_core.cli.campaign.run import run
from fastlabel_core.cli.campaign.start import start
from fastlabel_core.cli.campaign.status import show_status
from fastlabel_core.cli.campaign.undo import undo


class _InOrder(click.Group):
    """Commands in the order in which a campaign needs them."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Return the names of the commands."""
        return list(self.commands)


@click.group("campaign", cls=_InOrder, short_help="Run rounds, and answer between them.")
def command() -> None:
    """Run rounds, and answer their hard examples in between, until you are satisfied.

    Start a campaign once. Then run a round, fill in its hard examples, answer, and run the next.
    Accept when the predicted labels are good enough.
    """


for subcommand in (
    start,
    run,
    write_hard,
    answer,
    undo,
    show_status,
    show_history,
    extend,
    accept,
    finish,
    export,
    write_report,
):
    command.add_command(subcommand)
