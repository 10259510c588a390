"""Kill the commands of campaigns at random moments, and verify what the campaigns leave.

Install the core and fastlabel-text, then::

    python -m benchmarks.campaign_faults --check

Each ``run``, ``answer`` and ``finish`` is killed, given again, killed again, and let be, in one
campaign after the other, until so many processes were killed while they ran. ``--folder`` names
another data set: the three CSV files, and ``truth.csv`` with the labels of the pool.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import click
import numpy as np

from benchmarks.campaign_faults.command_line import End
from benchmarks.campaign_faults.playing import Plan, Played, killing, let_be, play
from benchmarks.campaign_faults.verifying import verify

QUICK_TIMES = 4
QUESTIONS = 100


@click.command(context_settings={"show_default": True})
@click.option(
    "--folder",
    type=click.Path(path_type=Path),
    help="The data set.  [default: that of fastlabel demo docstrings]",
)
@click.option("--plugin", default="text", help="The kind of model.")
@click.option("--times", default=50, help="How many processes to kill while they run.")
@click.option("--random-seed", default=0, help="Draws the moments.")
@click.option("--quick", is_flag=True, help=f"One round, and {QUICK_TIMES} times.")
@click.option("--check", is_flag=True, help="End with status 1 if a target is missed.")
def main(
    folder: Path | None, plugin: str, times: int, random_seed: int, quick: bool, check: bool
) -> None:
    """Print what was killed, and how the targets were met."""
    with tempfile.TemporaryDirectory() as temporary:
        place = Path(temporary)
        plan = Plan(folder or _demo_data(place), plugin, 1 if quick else 2, QUESTIONS)
        undisturbed = play(plan, place / "undisturbed", let_be)
        _tell_length(undisturbed)
        killed = _play_killed(
            plan, undisturbed, place, QUICK_TIMES if quick else times, random_seed
        )
        _tell_kills(killed)
        verdicts = list(verify(plan, undisturbed, killed))
    for verdict in verdicts:
        click.echo(str(verdict))
    sys.exit(1 if check and not all(verdict.is_met for verdict in verdicts) else 0)


def _demo_data(place: Path) -> Path:
    data = place / "demo"
    command = [sys.executable, "-m", "fastlabel_core", "demo", "docstrings", "--input-dir"]
    subprocess.run([*command, data], check=True, stdout=subprocess.DEVNULL)
    return data


def _play_killed(
    plan: Plan, undisturbed: Played, place: Path, times: int, random_seed: int
) -> list[Played]:
    """Play campaigns until so many processes were killed."""
    giver = killing(undisturbed, np.random.default_rng(random_seed))
    campaigns: list[Played] = []
    while sum(each.kills for each in campaigns) < times:
        campaigns.append(play(plan, place / f"killed-{len(campaigns) + 1}", giver))
        click.echo(f"campaign {len(campaigns)}: {campaigns[-1].kills} processes killed")
    return campaigns


def _tell_length(undisturbed: Played) -> None:
    for attempt in undisturbed.attempts:
        click.echo(f"{attempt.command} of round {attempt.round}: {attempt.seconds:.2f} s, let be")


def _tell_kills(campaigns: Sequence[Played]) -> None:
    attempts = [attempt for each in campaigns for attempt in each.attempts]
    killed = Counter(each.command for each in attempts if each.end is End.KILLED)
    by_command = ", ".join(f"{count} {command}" for command, count in killed.items())
    click.echo(f"{killed.total()} processes killed while they ran: {by_command}")


if __name__ == "__main__":
    main()
