"""``fastlabel campaign hard``."""

from __future__ import annotations

from pathlib import Path

import click

from fastlabel_core.cli.campaign.option import folder_option


@click.command("hard")
@folder_option
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path),
    default=Path("hard.csv"),
    show_default=True,
    help="The CSV file to write.",
)
@click.option(
    "--suggestions/--no-suggestions",
    "with_suggestions",
    default=True,
    show_default=True,
    help="Show what the model predicts.",
)
@click.option("--overwrite", is_flag=True, help="Replace the file if it is there.")
def write_hard(folder: str, output: Path, with_suggestions: bool, overwrite: bool) -> None:
    """Write the hard examples of the last round as CSV, to fill in the column label.

    Those that a person has labelled since are left out.
    """
    from fastlabel_core.campaign import Campaign
    from fastlabel_core.errors import UsageError

    if output.exists() and not overwrite:
        raise UsageError(
            f"{output} is there already, perhaps with answers; take them first (fastlabel campaign "
            "answer), give another file (--output), or replace it (--overwrite)"
        )
    count = Campaign(folder).write_hard(output, with_suggestions=with_suggestions)
    click.echo(
        f"{output}: {count:,} hard examples\n"
        f"next: fill in the column label, then fastlabel campaign answer {output}"
    )
