"""A campaign from its start to its finish, whose commands may be killed on the way."""

from __future__ import annotations

import csv
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.campaign_faults.command_line import Attempt, CommandLine, End

PERSON = "benchmark"
MODEL = "faults"

# Gives a command of a round until it is done.
Giver = Callable[[CommandLine, int, Sequence[str]], Iterable[Attempt]]


@dataclass(frozen=True, slots=True)
class Plan:
    """What is played.

    Parameters
    ----------
    data : Path
        Holds the three CSV files, and ``truth.csv``, which answers.
    plugin : str
        The kind of model.
    rounds : int
        After so many the campaign is finished.
    questions : int
        How many samples are answered in a round.
    """

    data: Path
    plugin: str
    rounds: int
    questions: int


@dataclass(frozen=True, slots=True)
class Played:
    """A campaign that came to its end.

    Parameters
    ----------
    folder : Path
        Holds the ``campaign`` and the ``repository``.
    answers : mapping of str to str
        The label of each sample whose answer was acknowledged.
    attempts : sequence of Attempt
        Every process of ``run``, ``answer`` and ``finish``.
    """

    folder: Path
    answers: Mapping[str, str]
    attempts: Sequence[Attempt]

    @property
    def campaign(self) -> Path:
        """The folder of the campaign."""
        return self.folder / "campaign"

    @property
    def kills(self) -> int:
        """How many processes were killed while they ran."""
        return sum(attempt.end is End.KILLED for attempt in self.attempts)


def play(plan: Plan, folder: Path, giver: Giver) -> Played:
    """Play a campaign; `giver` gives each ``run``, ``answer`` and ``finish``.

    Parameters
    ----------
    plan : Plan
        What to play.
    folder : Path
        A new folder for it.
    giver : callable
        As `let_be`, or what `killing` returns.
    """
    folder.mkdir()
    fastlabel = CommandLine(folder / "campaign", PERSON)
    truth = labels_in(plan.data / "truth.csv")
    answers: dict[str, str] = {}
    attempts: list[Attempt] = []

    def give(number: int, *arguments: str) -> None:
        attempts.extend(giver(fastlabel, number, arguments))
        # A round that was taken down just before a kill is refused when it is given again.
        is_done = attempts[-1].end is End.ACKNOWLEDGED or (
            arguments[0] == "run" and _rounds(fastlabel.folder) == number
        )
        assert is_done, fastlabel.said()

    _start(fastlabel, plan)
    for number in range(1, plan.rounds + 1):
        hard, answered = folder / f"hard-{number}.csv", folder / f"answers-{number}.csv"
        give(number, "run")
        fastlabel.give(number, "hard", "--output", str(hard))
        news = {sample_id: truth[sample_id] for sample_id in labels_in(hard)}
        _write_labels(answered, news)
        give(number, "answer", str(answered))
        answers |= news
    give(plan.rounds, "finish")
    return Played(folder, answers, attempts)


def let_be(fastlabel: CommandLine, number: int, arguments: Sequence[str]) -> Iterator[Attempt]:
    """Give a command once."""
    yield fastlabel.give(number, *arguments)


def killing(undisturbed: Played, generator: np.random.Generator) -> Giver:
    """Return what gives a command, kills it, gives it again, kills it again, and lets it be.

    The moments are drawn over the time that the command took where nothing killed it. What ends
    before its moment is done.
    """
    seconds = {(each.command, each.round): each.seconds for each in undisturbed.attempts}

    def give(fastlabel: CommandLine, number: int, arguments: Sequence[str]) -> Iterator[Attempt]:
        for moment in generator.uniform(0, seconds[arguments[0], number], 2):
            attempt = fastlabel.give(number, *arguments, kill_after=moment)
            yield attempt
            if attempt.end is not End.KILLED:
                return
        yield fastlabel.give(number, *arguments)

    return give


def labels_in(path: Path) -> dict[str, str]:
    """Return the label of each sample in a CSV file."""
    with path.open(encoding="utf-8", newline="") as file:
        return {row["sampleId"]: row["label"] for row in csv.DictReader(file)}


def _write_labels(path: Path, labels: Mapping[str, str]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["sampleId", "label"])
        writer.writerows(labels.items())


def _start(fastlabel: CommandLine, plan: Plan) -> None:
    started = fastlabel.give(
        0,
        "start",
        *("--input-dir", str(plan.data)),
        *("--plugin", plan.plugin),
        *("--query-cnt", str(plan.questions)),
        *("--round-limit", str(plan.rounds)),
        *("--repository", str(fastlabel.folder.with_name("repository"))),
        *("--name", MODEL),
    )
    assert started.end is End.ACKNOWLEDGED, fastlabel.said()


def _rounds(campaign: Path) -> int:
    """Return how many rounds were taken down."""
    with closing(sqlite3.connect(campaign / "campaign.sqlite")) as database:
        [count] = database.execute("SELECT count(*) FROM step WHERE kind = 'round'").fetchone()
    return int(count)
