"""Playing the contenders on a data set, by ``fastlabel simulate``."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path

import click

from benchmarks.label_efficiency.data_sets import DataSet, input_folder
from benchmarks.label_efficiency.environment import fastlabel

# The exit status of a command that its caller has to mend.
REFUSED = 2


def simulate(data_set: DataSet, strategies: Sequence[str], python: Path, kept: Path) -> Path:
    """Play strategies on a data set, and return the table of all rounds.

    What was played before with the same effort, or with fewer seeds or strategies, is not played
    again.

    Parameters
    ----------
    data_set : DataSet
    strategies : sequence of str
        Chance needn't be among them.
    python : Path
        An interpreter that has the core, the plugin and the peers.
    kept : Path
        Where to play.

    Raises
    ------
    click.ClickException
        If the command was refused, or left no new table; a part that failed is told, and the table
        lacks it.
    """
    output = kept / "simulations" / data_set.name
    results = output / "results.csv"
    before = _written(results)
    command = fastlabel(
        python,
        "simulate",
        *("--plugin", data_set.plugin),
        *("--input-dir", input_folder(data_set, python, kept)),
        *("--output-dir", output),
        *data_set.effort.options,
        *(f"--strategy={name}" for name in strategies),
        *(f"--option={option}" for option in data_set.options),
    )
    ended = subprocess.run(command, stdout=subprocess.DEVNULL, check=False)
    if ended.returncode == REFUSED:
        raise click.ClickException(
            f"{data_set.name}: fastlabel simulate refused, as told above; {output} is as it was"
        )
    if _written(results) == before:
        raise click.ClickException(
            f"{data_set.name}: fastlabel simulate ended with status {ended.returncode} and left no "
            f"new {results}, as told above; the same command goes on in {output}"
        )
    return results


def _written(path: Path) -> int | None:
    """Return when a file was written, in nanoseconds; None if there is none."""
    return path.stat().st_mtime_ns if path.exists() else None
