"""``fastlabel run``, also called ``fastlabel-run``: one round."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from fastlabel_core.cli.long_work import long_work, verbose_option
from fastlabel_core.cli.round_options import (
    disable_option,
    plugin_option,
    plugin_options_option,
    random_seed_option,
    strategy_option,
    strategy_options_option,
    validation_size_option,
)

if TYPE_CHECKING:
    from fastlabel_core.report import Report


@click.command(
    name="run",
    context_settings={"show_default": True, "help_option_names": ["-h", "--help"]},
)
@plugin_option
@click.option(
    "--model",
    metavar="NAME[@VERSION]|FOLDER",
    help="The model to go on from: a name in the repository, or a folder such as a stage model.",
)
@click.option("--input-dir", default="exp_dir/input", help="Holds the three CSV files.")
@click.option(
    "--output-dir",
    default="exp_dir/output",
    help="Gets predictions.csv, validation.csv, model/ and report.json.",
)
@click.option("--work-dir", default="exp_dir/work", help="For checkpoints, logs and caches.")
@click.option(
    "--first-train/--next-train",
    "is_first_train",
    default=None,
    help="Shape the model to the labels' classes, or keep those that it knows.  "
    "[default: next for the model that a round left, else first]",
)
@click.option(
    "--query-cnt", type=click.IntRange(min=0), default=100, help="How many hard examples."
)
@validation_size_option
@strategy_option
@strategy_options_option
@random_seed_option
@plugin_options_option
@click.option(
    "--repository",
    envvar="FASTLABEL_REPOSITORY",
    default="repository",
    help="Where to find --model by name.",
)
@disable_option
@verbose_option
def command(
    verbose: bool,
    work_dir: str,
    **arguments: Any,
) -> None:
    """Run one round.

    Train on the labels, predict the pool, and choose the samples to ask a person about. A round
    that was killed or stopped goes on when the same command is given again.
    """
    from fastlabel_core.round import run_round

    with long_work(Path(work_dir), verbose=verbose) as listener:
        report = run_round(
            work_dir=work_dir,
            listeners=[listener],
            **arguments,
        )
    _summarise(report, Path(arguments["input_dir"]), Path(arguments["output_dir"]))


def main() -> None:
    """Run ``fastlabel-run`` and end with its exit status."""
    from fastlabel_core.cli import run_command

    sys.exit(run_command(command))


def _summarise(report: Report, input_dir: Path, output_dir: Path) -> None:
    counts = report.counts
    is_predicted = report.model is not None or report.parent is not None
    click.echo(
        f"{counts.pool:,} samples{' predicted' if is_predicted else ''}, {counts.hard:,} of them "
        f"hard: {output_dir / 'predictions.csv'}"
    )
    unreadable = counts.unreadable_labelled + counts.unreadable_pool
    if unreadable:
        click.echo(f"{unreadable:,} samples could not be read; the reasons are in the files")
    if report.model is not None:
        click.echo(f"the model: {output_dir / 'model'}, the report: {output_dir / 'report.json'}")
        return
    click.echo(f"no labels, so no model was trained; the report: {output_dir / 'report.json'}")
    click.echo(
        f"next: fill in the labels of the hard examples in {input_dir / 'input_label.csv'}, then "
        "give the same command again"
    )
