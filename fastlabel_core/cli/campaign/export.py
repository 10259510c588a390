"""``fastlabel campaign export``."""

from __future__ import annotations

from pathlib import Path

import click

from fastlabel_core.cli.campaign.option import folder_option, open_campaign
from fastlabel_core.cli.campaign.wording import tell_labels


@click.command("export", short_help="Write the labels for another program.")
@click.argument("format_name", metavar="FORMAT")
@folder_option
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path),
    required=True,
    help="The file or folder to write; nothing may be there yet.",
)
def export(format_name: str, folder: str, output: Path) -> None:
    """Write the samples and their labels as they are now for another program.

    FORMAT is coco (a JSON file), image-folder (a folder for each class) or label-studio (a folder
    with tasks to import).
    """
    from fastlabel_core.cli.terminal import terminal_listener

    campaign = open_campaign(folder)
    with terminal_listener() as listener:
        exported = campaign.export(format_name, output, [listener])
    click.echo("\n".join(tell_labels(output, exported.counts)))
