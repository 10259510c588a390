"""How long ``fastlabel --help`` and ``fastlabel plugins`` take, beside what Python itself takes.

Install the core and both plugins, then::

    python -m benchmarks.startup
"""

from __future__ import annotations

import statistics
import subprocess
import sys
from collections.abc import Sequence
from time import perf_counter

import click

TARGET_SECONDS = 0.3


def median_seconds(command: Sequence[str], repeats: int) -> float:
    """Return the median wall time of a command, after a first run that warms the disk cache."""
    seconds = []
    for _ in range(repeats + 1):
        started = perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        seconds.append(perf_counter() - started)
    return statistics.median(seconds[1:])


@click.command(context_settings={"show_default": True})
@click.option("--repeats", default=15)
@click.option("--check", is_flag=True, help="End with status 1 if a command misses the target.")
def main(repeats: int, check: bool) -> None:
    """Print a line for each command."""
    floor = median_seconds([sys.executable, "-c", "pass"], repeats)
    click.echo(f"{'python -c pass':<20} {floor:.3f} s")
    missed = False
    for arguments in (["--help"], ["plugins"]):
        seconds = median_seconds([sys.executable, "-m", "fastlabel_core", *arguments], repeats)
        missed |= seconds > TARGET_SECONDS
        name = " ".join(["fastlabel", *arguments])
        click.echo(f"{name:<20} {seconds:.3f} s, target {TARGET_SECONDS} s")
    sys.exit(1 if check and missed else 0)


if __name__ == "__main__":
    main()
