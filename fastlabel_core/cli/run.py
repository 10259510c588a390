"""``fastlabel run``, also called ``fastlabel-run``: one round."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from fastlabel_core.cli.long_work import long_work, verbose_option
from fastlabel_core.errors import UsageError

if TYPE_CHECKING:
    from fastlabel_core.report import Report


@click.command(
    name="run",
    context_settings={"show_default": True, "help_option_names": ["-h", "--help"]},
)
@click.option("--plugin", help="The kind of model: the name of an installed plugin.")
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
@click.option("--val-size", type=float, default=0.2, help="The share of labels to validate on.")
@click.option("--strategy", default="LeastConfidence", help="How to choose the hard examples.")
@click.option(
    "--strategy-option",
    "strategy_options",
    metavar="NAME=VALUE",
    multiple=True,
    help="An option of the strategy; may be repeated. `fastlabel strategies NAME` lists them.",
)
@click.option("--random-seed", type=int, default=0, help="The same seed gives the same result.")
@click.option(
    "--option",
    "options",
    metavar="NAME=VALUE",
    multiple=True,
    help="An option of the plugin; may be repeated. `fastlabel plugins NAME` lists them.",
)
@click.option(
    "--repository",
    envvar="FASTLABEL_REPOSITORY",
    default="repository",
    help="Where to find --model by name.",
)
@click.option(
    "--disable",
    metavar="EXTENSION",
    multiple=True,
    help="Switch an extension off; may be repeated.",
)
@verbose_option
def command(
    options: tuple[str, ...],
    strategy_options: tuple[str, ...],
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
            options=parse_options(options),
            strategy_options=parse_options(
                strategy_options, "--strategy-option", "random_share=0.1"
            ),
            work_dir=work_dir,
            listeners=[listener],
            **arguments,
        )
    _summarise(report, Path(arguments["input_dir"]), Path(arguments["output_dir"]))


def parse_options(
    given: tuple[str, ...], flag: str = "--option", example: str = "epochs=5"
) -> dict[str, Any]:
    """Read ``NAME=VALUE`` pairs; a value is taken as JSON where it is, else as text.

    Parameters
    ----------
    given : tuple of str
        The pairs.
    flag, example : str, optional
        What gives one, and such a pair; for the message.

    Raises
    ------
    UsageError
        If one holds no ``=``.
    """
    options = {}
    for pair in given:
        name, sign, value = pair.partition("=")
        if not (sign and name):
            raise UsageError(f"{flag} {pair!r} is not NAME=VALUE, such as {flag} {example}")
        options[name] = _parse(value)
    return options


def main() -> None:
    """Run ``fastlabel-run`` and end with its exit status."""
    from fastlabel_core.cli import run_command

    sys.exit(run_command(command))


def _parse(value: str) -> Any:
    try:
        return json.loads(value)
    except json.JSONDecodeError:
        return value


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
