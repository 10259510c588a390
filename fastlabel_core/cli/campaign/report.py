"""``fastlabel campaign report``."""

from __future__ import annotations

from pathlib import Path

import click

from fastlabel_core.cli.campaign.option import folder_option, open_campaign


@click.command("report")
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path),
    help="The HTML file; replaced if it is there.",
    show_default="report.html in the folder",
)
@folder_option
def write_report(folder: str, output: Path | None) -> None:
    """Write a report with charts and the hard examples, as one HTML file that loads nothing."""
    campaign = open_campaign(folder)
    path = output or campaign.folder.report
    campaign.write_report(path)
    click.echo(path)
