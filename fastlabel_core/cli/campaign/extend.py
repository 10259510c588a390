"""``fastlabel campaign extend``."""

from __future__ import annotations

import click

from fastlabel_core.cli.campaign.next_step import next_lines, telling_what_is_next
from fastlabel_core.cli.campaign.option import folder_option, open_campaign, person_option
from fastlabel_core.cli.wording import counted


@click.command("extend", short_help="Raise the round limit.")
@click.option(
    "--round-limit",
    type=int,
    required=True,
    help="How many rounds at most, those that were run included.",
)
@folder_option
@person_option
def extend(round_limit: int, folder: str, person: str) -> None:
    """Raise the round limit, so that more rounds can follow."""
    campaign = open_campaign(folder)
    with telling_what_is_next(folder):
        campaign.extend(round_limit, who=person)
    status = campaign.status()
    limit = counted(status.settings.round_limit, "round", "rounds")
    click.echo(f"{len(status.rounds)} of at most {limit}")
    click.echo("\n".join(next_lines(status)))
