"""``fastlabel campaign answer`` and ``undo``."""

from __future__ import annotations

from pathlib import Path

import click

from fastlabel_core.cli.campaign.option import folder_option, person_option


@click.command("answer")
@click.argument("file", type=click.Path(path_type=Path))
@folder_option
@person_option
@click.option("--new-classes", is_flag=True, help="Allow labels that no sample has yet.")
@click.option("--skip-empty", is_flag=True, help="Pass over rows without a label.")
def answer(file: Path, folder: str, person: str, new_classes: bool, skip_empty: bool) -> None:
    """Take the answers in FILE: CSV with the columns sampleId and label.

    All of it is taken, or nothing. The same file again changes nothing.
    """
    from fastlabel_core.campaign import Campaign

    campaign = Campaign(folder)
    answered = campaign.answer(file, who=person, new_classes=new_classes, skip_empty=skip_empty)
    corrections = f", {answered.corrected:,} of them corrections" if answered.corrected else ""
    click.echo(f"{answered.taken:,} labels taken{corrections}")
    if answered.unchanged:
        click.echo(f"{answered.unchanged:,} were there already")
    if answered.new_classes:
        click.echo(f"new classes: {', '.join(answered.new_classes)}")
    waiting = campaign.status().hard
    if waiting:
        click.echo(f"{waiting:,} hard examples wait for an answer")
    click.echo("next: fastlabel campaign run, or fastlabel campaign accept")


@click.command("undo")
@click.argument("sample_ids", metavar="SAMPLE_ID...", nargs=-1, required=True)
@folder_option
@person_option
def undo(sample_ids: tuple[str, ...], folder: str, person: str) -> None:
    """Take back the last label that a person gave to each SAMPLE_ID.

    The log keeps it. What holds then is the label before it; without one, the sample is back in the
    pool.
    """
    from fastlabel_core.campaign import Campaign

    count = Campaign(folder).undo(sample_ids, who=person)
    click.echo(f"{count:,} {'label' if count == 1 else 'labels'} undone")
