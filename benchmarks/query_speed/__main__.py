"""The speed, memory and quality of the query strategies, beside floors and other libraries.

The pools are made up, and are memory maps. Install the core, then::

    python -m benchmarks.query_speed --quick
    python -m benchmarks.query_speed --make-peers FOLDER --check

The second makes an environment for the peers with uv, takes about an hour, and writes
``benchmarks/RESULTS.md``; give ``--peers FOLDER/bin/python`` when the environment is there.
With ``--folder`` what was measured is kept too: the same command goes on where it was stopped, and
``--only`` measures a line of the table again.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click

from benchmarks.query_speed import ours
from benchmarks.query_speed.agreement import check_draws, check_floors
from benchmarks.query_speed.data import Pool, Shape, made_pool
from benchmarks.query_speed.environment import machine, make_peers, peer_versions
from benchmarks.query_speed.kept import keep_outcome, read_outcome
from benchmarks.query_speed.measuring import Limits, use_two_cores
from benchmarks.query_speed.outcome import Outcome
from benchmarks.query_speed.running import Plan, outcome_of
from benchmarks.query_speed.table import (
    Line,
    everybody,
    in_words,
    section,
    verdict_in_words,
    write,
)
from benchmarks.query_speed.workloads import Workload, all_workloads, quick_workloads

MEMORY_LIMIT = 12 * 10**9
# More rows than the core-set's floor keeps up to date.
SMALL = Shape(rows=10_000, classes=10)


@click.command()
@click.option(
    "--folder", type=click.Path(path_type=Path), help="Keep the pools, and what was measured, here."
)
@click.option("--peers", type=click.Path(path_type=Path), help="An interpreter that has the peers.")
@click.option("--make-peers", "peers_folder", type=click.Path(path_type=Path), help="Make it here.")
@click.option("--only", multiple=True, metavar="STRATEGY", help="Only this; may be repeated.")
@click.option("--quick", is_flag=True, help="100,000 rows, one run each; write no table.")
@click.option("--check", is_flag=True, help="End with status 1 if a target is missed.")
def main(
    folder: Path | None,
    peers: Path | None,
    peers_folder: Path | None,
    only: tuple[str, ...],
    quick: bool,
    check: bool,
) -> None:
    """Measure, print, and write the table unless it is a part of it."""
    use_two_cores()
    if peers_folder:
        peers = make_peers(peers_folder)
    with _folder(folder) as place:
        wanted = list(_wanted(only, quick))
        if any(workload.floors for workload in wanted):
            small = Pool.open(made_pool(place, SMALL))
            check_floors(small)
            if not quick:
                check_draws(small)
        plan = _plan(quick, peers)
        if quick:
            lines = [_measured(workload, place, plan) for workload in wanted]
        else:
            lines = [_kept(workload, place, plan, bool(only)) for workload in wanted]
        table = list(_kept_lines(place))
    if not quick and len(table) == len(list(all_workloads())):
        write(section(table, machine(), peer_versions(peers) if peers else "not installed"))
    sys.exit(1 if check and _is_any_missed(lines) else 0)


@contextmanager
def _folder(given: Path | None) -> Iterator[Path]:
    if given:
        yield given
        return
    with tempfile.TemporaryDirectory() as temporary:
        yield Path(temporary)


def _wanted(only: Sequence[str], quick: bool) -> Iterator[Workload]:
    """Yield the lines of the table that are wanted and that fastlabel has a strategy for."""
    for workload in quick_workloads() if quick else all_workloads():
        if only and workload.strategy not in only:
            continue
        if ours.is_there(workload.strategy):
            yield workload
        else:
            click.echo(f"{workload.name}: fastlabel has no such strategy yet, left out")


def _plan(quick: bool, peers: Path | None) -> Plan:
    return Plan(
        runs=1 if quick else 5,
        fast_runs=1 if quick else 15,
        slow_seconds=20,
        slow_runs=1 if quick else 3,
        limits=Limits(600, MEMORY_LIMIT),
        peer_limits=Limits(60, MEMORY_LIMIT),
        peer_python=peers,
    )


def _measured(workload: Workload, folder: Path, plan: Plan) -> Line:
    """Measure a work, and print what came out."""
    outcome = outcome_of(workload, made_pool(folder, workload.shape), plan)
    return _printed(workload, outcome)


def _kept(workload: Workload, folder: Path, plan: Plan, is_wanted_anew: bool) -> Line:
    """Print what was measured of a work before; if nothing was, measure and keep it."""
    outcome = None if is_wanted_anew else read_outcome(folder, workload)
    if outcome is None:
        outcome = outcome_of(workload, made_pool(folder, workload.shape), plan)
        keep_outcome(folder, workload, outcome)
    return _printed(workload, outcome)


def _kept_lines(folder: Path) -> Iterator[Line]:
    """Yield the lines of the table that were measured, now or before."""
    for workload in all_workloads():
        outcome = read_outcome(folder, workload)
        if outcome is not None:
            yield _judged(workload, outcome)


def _judged(workload: Workload, outcome: Outcome) -> Line:
    return Line(workload, outcome, [target.judge(outcome) for target in workload.targets])


def _printed(workload: Workload, outcome: Outcome) -> Line:
    line = _judged(workload, outcome)
    click.echo(f"{workload.rows:,} x {workload.classes}, {workload.name}")
    for measured in everybody(outcome):
        quality = "" if measured.quality is None else f", {workload.quality} {measured.quality:.4g}"
        peak = "" if measured.peak_bytes is None else f", {measured.peak_bytes / 1e6:.0f} MB"
        click.echo(f"    {measured.name:<40} {in_words(measured)}{peak}{quality}")
    for sentence in outcome.ours.findings[0].approximations:
        click.echo(f"    approximation: {sentence}")
    for target, verdict in zip(workload.targets, line.verdicts, strict=True):
        click.echo(f"  {verdict_in_words(verdict):<12} {target.text}: {verdict.said}")
    return line


def _is_any_missed(lines: Sequence[Line]) -> bool:
    return any(verdict.is_met is False for line in lines for verdict in line.verdicts)


if __name__ == "__main__":
    main()
