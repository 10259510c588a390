"""``fastlabel campaign run``."""

from __future__ import annotations

import click

from fastlabel_core.cli.campaign.option import folder_option


@click.command("run")
@folder_option
def run(folder: str) -> None:
    """Run the next round.

    One that was killed or stopped goes on when the same command is given again.
    """
    from fastlabel_core.campaign import Campaign
    from fastlabel_core.cli import STOPPED
    from fastlabel_core.cli.terminal import terminal_listener

    campaign = Campaign(folder)
    try:
        with terminal_listener() as listener:
            report = campaign.run([listener])
    except KeyboardInterrupt:
        click.echo("\nStopped. The same command again goes on from here.", err=True)
        click.get_current_context().exit(STOPPED)
    counts = report.counts
    click.echo(
        f"round {len(campaign.status().rounds)}: {counts.pool:,} samples predicted, "
        f"{counts.hard:,} of them hard"
    )
    click.echo(
        "next: fastlabel campaign hard" if counts.hard else "next: fastlabel campaign finish"
    )
