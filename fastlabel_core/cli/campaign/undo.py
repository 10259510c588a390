"""``fastlabel campaign undo``."""

from __future__ import annotations

import click

from fastlabel_core.cli.campaign.next_step import next_lines, telling_what_is_next
from fastlabel_core.cli.campaign.option import folder_option, open_campaign, person_option
from fastlabel_core.cli.wording import counted


@click.command("undo", short_help="Take labels back.")
@click.argument("sample_ids", metavar="SAMPLE_ID...", nargs=-1, required=True)
@folder_option
@person_option
def undo(sample_ids: tuple[str, ...], folder: str, person: str) -> None:
    """Take back the last label that a person gave to each SAMPLE_ID.

    The log keeps it. What holds then is the label before it; without one, the sample is back in the
    pool.
    """
    campaign = open_campaign(folder)
    with telling_what_is_next(folder):
        count = campaign.undo(sample_ids, who=person)
    click.echo(f"{counted(count, 'label', 'labels')} undone")
    click.echo("\n".join(next_lines(campaign.status())))
