"""A campaign of a million made-up texts: one round, answers, and the end."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.campaign_speed.command_line import CommandLine, Measured
from benchmarks.million_texts import write_pool

ANSWERS = 1_000
REPEATS = 5


@dataclass(frozen=True, slots=True)
class Million:
    """What the commands took.

    Parameters
    ----------
    samples : int
        In the pool.
    start, run, hard, accept : Measured
        One run each.
    round_seconds : float
        Of `run`, what the steps of the round itself took.
    answers, statuses : sequence of Measured
        Five each, in turns.
    database_bytes : int
        The size of the database at the end.
    """

    samples: int
    start: Measured
    run: Measured
    round_seconds: float
    hard: Measured
    answers: Sequence[Measured]
    statuses: Sequence[Measured]
    accept: Measured
    database_bytes: int


def play_million(source: Path, folder: Path, plugin: str, samples: int) -> Million:
    """Start a campaign, run a round, answer and look at the status five times, and accept.

    Parameters
    ----------
    source : Path
        Holds the CSV files from whose words the texts are made up.
    folder : Path
        An empty one.
    plugin : str
        The kind of model.
    samples : int
        How many texts.
    """
    generator = np.random.default_rng(0)
    data = folder / "data"
    data.mkdir()
    write_pool(source, data, samples, generator)
    fastlabel = CommandLine(folder / "campaign")
    start = fastlabel.start(data, plugin, ANSWERS)
    run = fastlabel.run("run")
    hard = fastlabel.run("hard", "--output", str(folder / "hard.csv"))
    answers, statuses = [], []
    for file in _write_answers(data, folder, samples, generator):
        answers.append(fastlabel.run("answer", str(file)))
        statuses.append(fastlabel.run("status"))
    return Million(
        samples=samples,
        start=start,
        run=run,
        round_seconds=_round_seconds(fastlabel.folder),
        hard=hard,
        answers=answers,
        statuses=statuses,
        accept=fastlabel.run("accept"),
        database_bytes=(fastlabel.folder / "campaign.sqlite").stat().st_size,
    )


def _write_answers(
    data: Path, folder: Path, samples: int, generator: np.random.Generator
) -> list[Path]:
    """Write files that answer random samples, each of them once, with random labels."""
    with (data / "input_label.csv").open(encoding="utf-8", newline="") as file:
        classes = sorted({row["label"] for row in csv.DictReader(file)})
    drawn = generator.choice(samples, (REPEATS, ANSWERS), replace=False)
    files = [folder / f"answers-{number}.csv" for number in range(REPEATS)]
    for path, rows in zip(files, drawn, strict=True):
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["sampleId", "label"])
            labels = generator.choice(classes, ANSWERS)
            writer.writerows(zip((f"m{row:07}" for row in rows), labels, strict=True))
    return files


def _round_seconds(campaign: Path) -> float:
    report = json.loads((campaign / "rounds" / "001" / "output" / "report.json").read_text())
    return float(sum(report["seconds"].values()))
