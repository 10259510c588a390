"""``fastlabel simulate``: compare strategies on a data set whose labels are known."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from fastlabel_core.cli.long_work import long_work, verbose_option
from fastlabel_core.cli.option_values import parse_options
from fastlabel_core.cli.round_options import (
    disable_option,
    plugin_option,
    plugin_options_option,
    validation_size_option,
)
from fastlabel_core.errors import Failure

if TYPE_CHECKING:
    from fastlabel_core.simulation import ChosenStrategy, Simulated

EXAMPLE = "MarginSampling:prefilter=5000"


class Share(click.FloatRange):
    """A number from 0 to 1; ``nan``, of which no comparison with a bound holds, is none."""

    def __init__(self, *, is_open: bool = False) -> None:
        super().__init__(0, 1, min_open=is_open, max_open=is_open)

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """Return the number."""
        share = super().convert(value, param, ctx)
        if math.isnan(share):
            self.fail(f"{value!r} is not a number", param, ctx)
        return share


@click.command("simulate", context_settings={"show_default": True})
@plugin_option
@click.option(
    "--model",
    metavar="NAME[@VERSION]|FOLDER",
    help="The model to begin with: a name in the repository, or a folder.",
)
@click.option(
    "--input-dir",
    type=click.Path(path_type=Path),
    default=Path("exp_dir/input"),
    help="Holds the CSV files of a campaign.",
)
@click.option(
    "--truth",
    type=click.Path(path_type=Path),
    help="The labels of the pool: CSV with sampleId and label.  [default: truth.csv in the input "
    "folder]",
)
@click.option(
    "--test",
    type=click.Path(path_type=Path),
    help="Other samples with labels, to test on.  [default: test.csv in the input folder]",
)
@click.option(
    "--test-size",
    type=Share(is_open=True),
    default=0.2,
    help="The share of each class to test on, where there is no file.",
)
@click.option(
    "--output-dir",
    default="simulation",
    help="Gets tables, the plot and each run's result.",
)
@click.option(
    "--strategy",
    "strategies",
    metavar="NAME[:OPTION=VALUE,...]",
    multiple=True,
    default=("LeastConfidence",),
    help=f"A strategy to compare with chance, such as {EXAMPLE}; may be repeated.",
)
@click.option(
    "--seeds", type=click.IntRange(min=1), default=5, help="How often each strategy is played."
)
@click.option(
    "--labels",
    type=click.IntRange(min=1),
    help="How many labels a campaign begins with.  [default: as many as the input files hold]",
)
@click.option(
    "--query-cnt", type=click.IntRange(min=1), default=100, help="Hard examples of a round."
)
@click.option(
    "--rounds", type=click.IntRange(min=1), default=10, help="How many rounds a campaign has."
)
@validation_size_option
@click.option(
    "--error-rate",
    type=Share(),
    default=0.0,
    help="The share of answers that are wrong.",
)
@plugin_options_option
@click.option(
    "--repository",
    envvar="FASTLABEL_REPOSITORY",
    default="repository",
    help="Where to find --model by name.",
)
@disable_option
@click.option(
    "--jobs",
    type=click.IntRange(min=1),
    help="How many runs at a time.  [default: as many as there are cores]",
)
@verbose_option
def command(
    output_dir: str,
    input_dir: Path,
    truth: Path | None,
    test: Path | None,
    strategies: tuple[str, ...],
    jobs: int | None,
    rounds: int,
    seeds: int,
    labels: int | None,
    error_rate: float,
    test_size: float,
    verbose: bool,
    **settings: Any,
) -> None:
    """Compare strategies by campaigns on a data set whose labels are known.

    The truth answers in a person's place. Each strategy, and chance beside them, is played once for
    every seed, from the same first labels. A simulation that was killed or stopped goes on when the
    same command is given again.
    """
    from fastlabel_core.campaign import Settings
    from fastlabel_core.simulation import Plan, Sources, simulate

    plan = Plan(
        settings=Settings(name="simulation", round_limit=rounds, **settings),
        strategies=tuple(map(_parse_strategy, strategies)),
        seeds=seeds,
        labels=labels,
        error_rate=error_rate,
        test_size=test_size,
    )
    with long_work(Path(output_dir), verbose=verbose) as listener:
        simulated = simulate(
            plan, Sources(input_dir, truth, test), output_dir, jobs=jobs, listeners=[listener]
        )
    _tell(simulated, Path(output_dir))


def _parse_strategy(given: str) -> ChosenStrategy:
    from fastlabel_core.simulation import ChosenStrategy

    name, _, pairs = given.partition(":")
    options = parse_options(tuple(filter(None, pairs.split(","))), "--strategy", EXAMPLE)
    return ChosenStrategy(name=name, options=options)


def _tell(simulated: Simulated, output_dir: Path) -> None:
    """Show the table; fail if a run did."""
    click.echo(simulated.page)
    click.echo(f"the curves: {output_dir / 'curve.svg'}, every round: {output_dir / 'results.csv'}")
    if simulated.failed:
        failures = [f"{each.strategy}, seed {each.seed}: {each.cause}" for each in simulated.failed]
        raise Failure(
            "the tables lack what failed:\n  "
            + "\n  ".join(failures)
            + "\n  The same command again tries only these."
        )
