"""``fastlabel plugins check``: hold a plugin to its promises."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict
from itertools import groupby
from pathlib import Path
from textwrap import indent
from typing import TYPE_CHECKING

import click

from fastlabel_core.cli.table import pad
from fastlabel_core.plugins import choose_model

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from fastlabel_core.cli.plugins.outcomes import Outcome
    from fastlabel_core.testing.contract import Check

HEADER = ("check", "outcome", "seconds", "promise")


@click.command("check", short_help="Hold a plugin to its promises.")
@click.argument("name")
@click.option(
    "--option",
    "options",
    metavar="NAME=VALUE",
    multiple=True,
    help="An option of the plugin, to let it train quickly; may be repeated.",
)
@click.option(
    "--samples",
    "samples_file",
    metavar="FILE.csv",
    type=click.Path(path_type=Path),
    help="Samples to try it on: sampleId, label, and what the model reads. Made up unless given.",
)
@click.option("--all", "every", is_flag=True, help="Try every promise, not only the quick ones.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, when all is done.")
@click.option("-v", "--verbose", is_flag=True, help="Show the traceback of what failed.")
def check_plugin(
    name: str,
    options: tuple[str, ...],
    samples_file: Path | None,
    every: bool,
    as_json: bool,
    verbose: bool,
) -> None:
    """Hold the installed model plugin NAME to the promises of the protocol.

    Most checks train it on a few samples. The exit status is 0 if it keeps every promise that was
    tried, else 1.
    """
    from fastlabel_core.cli.option_values import parse_options
    from fastlabel_core.cli.plugins.outcomes import run_checks
    from fastlabel_core.cli.plugins.trial import prepare_trial
    from fastlabel_core.testing.contract import CHECKS, QUICK_CHECKS

    trial = prepare_trial(choose_model(name), parse_options(options), samples_file)
    if trial.may_be_slow:
        click.echo(
            f"{trial.plugin} trains with its default options; if that is slow, give quicker ones: "
            f"--option NAME=VALUE. `fastlabel plugins {name}` lists them.",
            err=True,
        )
    checks = CHECKS if every else QUICK_CHECKS
    running = run_checks(checks, trial)
    if as_json:
        outcomes = list(running)
        click.echo(json.dumps([asdict(each) for each in outcomes], indent=2, ensure_ascii=False))
    else:
        outcomes = list(_shown(running, checks))
        click.echo("\n".join(_summary(outcomes, verbose)))
    if any(outcome.outcome != "ok" for outcome in outcomes):
        click.get_current_context().exit(1)


def _shown(running: Iterable[Outcome], checks: Sequence[Check]) -> Iterator[Outcome]:
    """Print the row of each outcome when it comes."""
    widths = [max(len(check.__name__) for check in checks), *map(len, HEADER[1:])]
    click.echo(pad(HEADER, widths))
    for each in running:
        click.echo(pad([each.check, each.outcome, f"{each.seconds:7.1f}", each.promise], widths))
        yield each


def _summary(outcomes: Sequence[Outcome], verbose: bool) -> Iterator[str]:
    unkept = [each for each in outcomes if each.outcome != "ok"]
    for details, alike in groupby(unkept, key=lambda each: _details(each, verbose)):
        names = [f"{each.check} {each.outcome}:" for each in alike]
        yield "\n".join(["", *names, indent(details, "  ")])
    counts = Counter("kept" if each.outcome == "ok" else each.outcome for each in outcomes)
    tally = [f"{counts[kind]} {kind}" for kind in ("kept", "broken", "failed") if counts[kind]]
    yield f"\n{len(outcomes)} checks: {', '.join(tally)}"


def _details(outcome: Outcome, verbose: bool) -> str:
    if outcome.outcome == "broken":
        return outcome.message
    return outcome.traceback.rstrip() if verbose else f"{outcome.message}\n--verbose shows where"
