"""``fastlabel campaign hard``."""

from __future__ import annotations

import shlex
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

from fastlabel_core.cli.campaign.next_step import next_lines
from fastlabel_core.cli.campaign.option import folder_option, open_campaign, spell_command
from fastlabel_core.cli.wording import counted
from fastlabel_core.errors import UsageError
from fastlabel_core.output_place import refuse_no_place

if TYPE_CHECKING:
    from fastlabel_core.campaign import Campaign

STANDARD_OUTPUT = Path("-")


@click.command("hard", short_help="Write the hard examples, to fill in their labels.")
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path),
    default=Path("hard.csv"),
    show_default=True,
    help="The CSV file to write; - is standard output.",
)
@click.option(
    "--suggestions/--no-suggestions",
    "with_suggestions",
    default=True,
    show_default=True,
    help="Show what the model predicts.",
)
@click.option("--overwrite", is_flag=True, help="Replace the file whatever it holds.")
@folder_option
def write_hard(folder: str, output: Path, with_suggestions: bool, overwrite: bool) -> None:
    """Write the hard examples of the last round as CSV, to fill in the column label.

    Those that a person has labelled since are left out. A file that is there is only replaced if
    its answers were taken.
    """
    campaign = open_campaign(folder)
    status = campaign.status()
    if not status.rounds and status.end_reason is None:
        raise UsageError(
            f"no round has chosen hard examples yet; run the first one: {spell_command('run')}"
        )
    if not status.hard:
        click.echo("no hard example waits for an answer", err=True)
        click.echo("\n".join(next_lines(status)), err=True)
    if output == STANDARD_OUTPUT:
        _print(campaign, with_suggestions)
    elif status.hard:
        _write(campaign, output, with_suggestions, overwrite)


def _print(campaign: Campaign, with_suggestions: bool) -> None:
    """Write the bytes of the file to standard output."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "hard.csv"
        campaign.write_hard(file, with_suggestions=with_suggestions)
        click.echo(file.read_bytes(), nl=False)


def _write(campaign: Campaign, output: Path, with_suggestions: bool, overwrite: bool) -> None:
    refuse_no_place(output)
    if output.exists() and not overwrite and not _is_taken(campaign, output):
        raise UsageError(
            f"{output} is there already, perhaps with answers; take them first "
            f"({_answer(output)}), give another file (--output), or replace it (--overwrite)"
        )
    count = campaign.write_hard(output, with_suggestions=with_suggestions)
    click.echo(
        f"{output}: {counted(count, 'hard example', 'hard examples')}\n"
        f"next: fill in the column label, then {_answer(output)}"
    )


def _is_taken(campaign: Campaign, file: Path) -> bool:
    """Tell whether a file is, to the byte, one whose answers the log holds."""
    from fastlabel_core.setup import file_digest

    return file_digest(file) in {step.detail.get("file") for step in campaign.history()}


def _answer(output: Path) -> str:
    return spell_command(f"answer {shlex.quote(str(output))}")
