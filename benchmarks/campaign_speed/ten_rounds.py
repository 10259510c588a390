"""Rounds of 100 answers on a labelled data set, from the start to the labels."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

from benchmarks.campaign_speed.command_line import CommandLine, Measured

ANSWERS = 100


def play_rounds(data: Path, folder: Path, plugin: str, rounds: int) -> list[Measured]:
    """Start a campaign, run rounds of which every hard example is answered, and accept.

    Parameters
    ----------
    data : Path
        Holds the three CSV files, and ``truth.csv``, which answers.
    folder : Path
        For the campaign.
    plugin : str
        The kind of model.
    rounds : int
        How many.
    """
    fastlabel = CommandLine(folder)
    truth = _labels(data / "truth.csv")
    done = [fastlabel.start(data, plugin, ANSWERS)]
    for number in range(1, rounds + 1):
        hard = folder / f"hard-{number}.csv"
        done.append(fastlabel.run("run"))
        done.append(fastlabel.run("hard", "--output", str(hard)))
        _fill_in(hard, truth)
        done.append(fastlabel.run("answer", str(hard)))
    done.append(fastlabel.run("accept"))
    return done


def _labels(path: Path) -> dict[str, str]:
    with path.open(encoding="utf-8", newline="") as file:
        return {row["sampleId"]: row["label"] for row in csv.DictReader(file)}


def _fill_in(path: Path, truth: Mapping[str, str]) -> None:
    """Fill in the column ``label`` of the hard examples."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = [{**row, "label": truth[row["sampleId"]]} for row in csv.DictReader(file)]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
