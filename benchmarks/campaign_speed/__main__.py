"""The speed and size of a campaign, by its commands.

Ten rounds of 100 answers on a labelled data set, and a campaign of a million made-up texts. Install
the core and fastlabel-text, then::

    python -m benchmarks.campaign_speed --check

``--folder`` names another data set: the three CSV files, and ``truth.csv`` with the labels of the
pool. Every command is a process of its own, on two cores.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import click

from benchmarks.campaign_speed.command_line import peak_of_imports
from benchmarks.campaign_speed.million import play_million
from benchmarks.campaign_speed.targets import Verdict, judge_million, judge_rounds
from benchmarks.campaign_speed.ten_rounds import play_rounds
from benchmarks.query_speed.measuring import use_two_cores

PARTS = ("rounds", "million")


@click.command()
@click.option(
    "--folder",
    type=click.Path(path_type=Path),
    help="The data set of the rounds.  [default: that of fastlabel demo docstrings]",
)
@click.option("--plugin", default="text", show_default=True, help="The kind of model.")
@click.option("--only", type=click.Choice(PARTS), multiple=True, help="Only this part.")
@click.option("--quick", is_flag=True, help="Three rounds, and 20,000 texts.")
@click.option("--check", is_flag=True, help="End with status 1 if a target is missed.")
def main(folder: Path | None, plugin: str, only: tuple[str, ...], quick: bool, check: bool) -> None:
    """Print what each command takes, and how the targets were met."""
    use_two_cores()
    with tempfile.TemporaryDirectory() as temporary:
        place = Path(temporary)
        demo = _demo_data(place)
        verdicts: list[Verdict] = []
        if not only or "rounds" in only:
            verdicts += _rounds(folder or demo, place / "rounds", plugin, 3 if quick else 10)
        if not only or "million" in only:
            verdicts += _million(demo, place / "million", plugin, 20_000 if quick else 1_000_000)
    for verdict in verdicts:
        click.echo(str(verdict))
    sys.exit(1 if check and not all(verdict.is_met for verdict in verdicts) else 0)


def _demo_data(place: Path) -> Path:
    data = place / "demo"
    command = [sys.executable, "-m", "fastlabel_core", "demo", "docstrings", "--input-dir", data]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return data


def _rounds(data: Path, folder: Path, plugin: str, rounds: int) -> Iterator[Verdict]:
    click.echo(f"{rounds} rounds on a labelled data set")
    folder.mkdir()
    commands = play_rounds(data, folder / "campaign", plugin, rounds)
    click.echo(f"  {len(commands)} commands")
    yield from judge_rounds(commands)


def _million(source: Path, folder: Path, plugin: str, samples: int) -> Iterator[Verdict]:
    click.echo(f"a campaign of {samples:,} made-up texts")
    folder.mkdir()
    million = play_million(source, folder, plugin, samples)
    imports = peak_of_imports()
    beyond = million.run.seconds - million.round_seconds
    click.echo(f"  run, beyond the steps of the round: {beyond:.2f} s")
    click.echo(f"  imports of start, run and accept: {imports / 1e6:.0f} MB")
    click.echo(f"  database: {million.database_bytes / 1e6:.0f} MB")
    yield from judge_million(million, imports)


if __name__ == "__main__":
    main()
