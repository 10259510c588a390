"""Playing the contenders on a data set, by ``fastlabel simulate``."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from benchmarks.label_efficiency.data_sets import DataSet, input_folder
from benchmarks.label_efficiency.environment import fastlabel

# The exit status of a command that its caller has to mend.
REFUSED = 2


@dataclass(frozen=True, slots=True)
class Effort:
    """How much is played.

    Parameters
    ----------
    seeds : int
        How often each strategy is played.
    rounds : int
        Of a campaign.
    query_count : int
        Hard examples of a round.
    labels : int or None
        How many labels a campaign begins with; what the data set says if None.
    """

    seeds: int
    rounds: int
    query_count: int
    labels: int | None = None

    @property
    def options(self) -> str:
        """How it is asked for on the command line."""
        asked = (
            f"--seeds {self.seeds} --rounds {self.rounds} --query-cnt {self.query_count}",
            *_labels(self.labels),
        )
        return " ".join(asked)


PLANNED = Effort(seeds=20, rounds=10, query_count=100)


def simulate(
    data_set: DataSet, strategies: Sequence[str], effort: Effort, python: Path, kept: Path
) -> Path:
    """Play strategies on a data set, and return the table of all rounds.

    What was played before with the same effort, or with fewer seeds or strategies, is not played
    again.

    Parameters
    ----------
    data_set : DataSet
    strategies : sequence of str
        Chance needn't be among them.
    effort : Effort
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
        *("--seeds", str(effort.seeds)),
        *("--rounds", str(effort.rounds)),
        *("--query-cnt", str(effort.query_count)),
        *_labels(effort.labels or data_set.labels),
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


def _labels(count: int | None) -> Iterator[str]:
    if count is not None:
        yield from ("--labels", str(count))
