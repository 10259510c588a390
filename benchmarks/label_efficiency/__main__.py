"""How few labels the query strategies need, beside chance and the query functions of peers.

Everybody plays the same campaigns by ``fastlabel simulate``: the same first labels, model,
embeddings and probabilities. Install the core, then::

    python -m benchmarks.label_efficiency --quick
    python -m benchmarks.label_efficiency --make-environment FOLDER --output-dir FOLDER --check

The second makes an environment for the core, the plugins and the peers with uv, and takes hours;
the same command goes on where it was stopped, unless code, libraries or machine are others now. It
leaves a page with tables and a plot for each data set in the output folder; ``--into CHECKOUT``
writes them into the pages of a checkout too. Another data set is named by ``--folder``; ``--only``
plays one of them. Some peers take minutes for a query on thousands of samples: ``--leave-out``.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import click

from benchmarks.label_efficiency.contenders import (
    CHANCE,
    CONTENDERS,
    QUICK,
    Contender,
    among,
    lacking,
    names,
)
from benchmarks.label_efficiency.curves import read_curves
from benchmarks.label_efficiency.data_sets import DOCSTRINGS, DataSet
from benchmarks.label_efficiency.effort import Effort
from benchmarks.label_efficiency.environment import made_environment, strategies_of
from benchmarks.label_efficiency.leaving_out import LeftOut, parse_left_out, remaining
from benchmarks.label_efficiency.pages import (
    Outcome,
    Setting,
    absent_in_words,
    comparison,
    target_in_words,
    write_pages,
)
from benchmarks.label_efficiency.played_with import keep_played_with, played_with_now
from benchmarks.label_efficiency.request import Request
from benchmarks.label_efficiency.simulating import simulate
from benchmarks.label_efficiency.table import table
from benchmarks.label_efficiency.targets import judge

PAGE = "label-efficiency.md"


@click.command(context_settings={"show_default": True})
@click.option(
    "--folder",
    "folders",
    metavar="NAME=FOLDER:PLUGIN[:option=value...]",
    multiple=True,
    help="Another data set: the CSV files of a campaign, and truth.csv; may be repeated.",
)
@click.option("--only", multiple=True, metavar="NAME", help="Only this data set; may be repeated.")
@click.option(
    "--leave-out",
    metavar="[DATA_SET=]STRATEGY",
    multiple=True,
    help="Or a peer; may be repeated.",
)
@click.option("--seeds", type=click.IntRange(min=1), show_default="20; 10 on the digits")
@click.option("--rounds", type=click.IntRange(min=2), show_default="6")
@click.option(
    "--query-cnt",
    type=click.IntRange(min=1),
    show_default="100; 50 on the digits",
    help="Questions of a round.",
)
@click.option(
    "--labels",
    type=click.IntRange(min=1),
    show_default="50 in the demos, as many as the files hold in a folder",
    help="How many labels a campaign begins with.",
)
@click.option("--make-environment", type=click.Path(path_type=Path), help="Make it here.")
@click.option(
    "--python",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    default=Path(sys.executable),
    show_default="this one",
    help="An interpreter that has the core, the plugins and the peers.",
)
@click.option("--output-dir", type=click.Path(path_type=Path), help="Keep what was played here.")
@click.option("--into", type=click.Path(path_type=Path), help="Write the pages of this checkout.")
@click.option("--quick", is_flag=True, help="Two rounds of two seeds on docstrings.")
@click.option(
    "--check",
    is_flag=True,
    help="End with status 1 if a target is missed, or without --quick if no peer was played.",
)
def main(
    folders: tuple[str, ...],
    only: tuple[str, ...],
    leave_out: tuple[str, ...],
    seeds: int | None,
    rounds: int | None,
    query_cnt: int | None,
    labels: int | None,
    make_environment: Path | None,
    python: Path,
    output_dir: Path | None,
    into: Path | None,
    quick: bool,
    check: bool,
) -> None:
    """Play, print, and write the tables and the plots."""
    request = Request(folders, only, leave_out, seeds, rounds, query_cnt, labels)
    data_sets: Sequence[DataSet] = request.data_sets
    contenders: Sequence[Contender] = CONTENDERS
    if quick:
        request.refuse_any("with --quick, which plays what it always plays")
        if into:
            raise click.UsageError("--into can't be given with --quick, which shows too little")
        data_sets, contenders = [replace(DOCSTRINGS, effort=Effort(2, 2, 20, 50))], QUICK
    left_out = parse_left_out(leave_out, contenders, [each.name for each in data_sets])
    with _folder(output_dir, quick) as kept:
        if make_environment:
            python = made_environment(make_environment)
        setting = Setting(str(request), keep_played_with(kept, played_with_now(python)))
        outcomes = [
            _played(each, contenders, left_out, python, kept, needs_peers=check and not quick)
            for each in data_sets
        ]
        _leave(kept, outcomes, setting)
        if into:
            write_pages(into, outcomes, setting)
    verdicts = [judged.verdict for outcome in outcomes for judged in outcome.judged]
    sys.exit(1 if check and any(verdict.is_met is False for verdict in verdicts) else 0)


@contextmanager
def _folder(given: Path | None, quick: bool) -> Iterator[Path]:
    if given:
        given.mkdir(parents=True, exist_ok=True)
        yield given.resolve()
        return
    if not quick:
        raise click.UsageError("give --output-dir, where what was played is kept, or --quick")
    with tempfile.TemporaryDirectory() as temporary:
        yield Path(temporary)


def _played(
    data_set: DataSet,
    contenders: Sequence[Contender],
    left_out: Sequence[LeftOut],
    python: Path,
    kept: Path,
    *,
    needs_peers: bool,
) -> Outcome:
    """Play the contenders that are there on a data set, and print what came out."""
    wanted = remaining(contenders, left_out, data_set.name)
    there = list(among(wanted, strategies_of(python, data_set.plugin)))
    results = simulate(data_set, names(there), python, kept)
    seeds = data_set.effort.seeds
    curves = read_curves(results, [CHANCE, *names(there)], seeds)
    judged = list(judge(curves, there, seeds, needs_peers=needs_peers))
    outcome = Outcome(
        data_set, curves, there, judged, lacking(wanted, there), lacking(contenders, wanted)
    )
    _print(outcome)
    return outcome


def _print(outcome: Outcome) -> None:
    click.echo(f"{outcome.data_set.name}\n{absent_in_words(outcome)}")
    click.echo(table(outcome.curves, outcome.contenders))
    for judged in outcome.judged:
        click.echo(target_in_words(judged))


def _leave(kept: Path, outcomes: Sequence[Outcome], setting: Setting) -> None:
    """Leave a page and its plots in the folder of what was played."""
    for outcome in outcomes:
        (kept / outcome.image).write_text(outcome.plot, encoding="utf-8")
    (kept / PAGE).write_text(comparison(outcomes, setting, "."), encoding="utf-8")


if __name__ == "__main__":
    main()
