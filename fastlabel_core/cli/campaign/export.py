"""``fastlabel campaign export``."""

from __future__ import annotations

from pathlib import Path

import click

from fastlabel_core.cli.campaign.option import folder_option, open_campaign
from fastlabel_core.cli.wording import counted


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
    by_persons = counted(exported.by_persons, "label", "labels")
    click.echo(f"{output}: {by_persons} by persons, {exported.by_model:,} by the model")
    if exported.unlabelled:
        click.echo(f"{counted(exported.unlabelled, 'sample has', 'samples have')} no label")
