"""A small data set whose labels are known, for the plugin ``words``, and a listener.

A text has two words of its class and one of any: enough for the model to learn, and to err.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from fastlabel_core import events
from fastlabel_core.campaign import Settings
from fastlabel_core.simulation import ChosenStrategy, Plan, Sources
from fastlabel_core.simulation.folder import SimulationFolder
from fastlabel_core.simulation.play import Run
from fastlabel_core.simulation.samples_csv import write_samples

CLASSES = ("fruit", "metal", "vehicle")
WORDS = 12


def made_up(first: int, count: int) -> pd.DataFrame:
    """Return samples s`first` and on; as many of each class, in turn."""
    rows = []
    for number in range(first, first + count):
        generator = np.random.default_rng(number)
        label = CLASSES[number % 3]
        own = [f"{label}{word}" for word in generator.choice(WORDS, 2, replace=False)]
        other = f"{generator.choice(CLASSES)}{generator.integers(WORDS)}"
        rows.append((f"s{number}", " ".join([*own, other]), label))
    return pd.DataFrame(rows, columns=["sampleId", "text", "label"])


@dataclass(frozen=True)
class DataSet:
    """60 samples in the files of a campaign, 9 of them labelled, and 30 to test on."""

    input: Path
    output: Path
    samples: pd.DataFrame
    test: pd.DataFrame

    @property
    def sources(self) -> Sources:
        return Sources(self.input)

    @property
    def folder(self) -> SimulationFolder:
        return SimulationFolder(self.output)

    def write(self, name: str, frame: pd.DataFrame) -> None:
        write_samples(self.input / name, frame)


@pytest.fixture
def data_set(tmp_path: Path, words_plugin: Path) -> DataSet:
    made = DataSet(tmp_path / "input", tmp_path / "simulation", made_up(0, 60), made_up(100, 30))
    made.input.mkdir()
    made.output.mkdir()
    made.write("input_label.csv", made.samples[:9])
    made.write("input_unlabel.csv", made.samples[9:].drop(columns="label"))
    made.write("truth.csv", made.samples[9:].drop(columns="text"))
    made.write("test.csv", made.test)
    return made


@pytest.fixture
def plan() -> Plan:
    return Plan(
        settings=Settings(name="words", plugin="words", query_cnt=6, round_limit=3, val_size=0),
        strategies=(ChosenStrategy(name="MarginSampling"),),
        seeds=2,
    )


@pytest.fixture
def run(data_set: DataSet, plan: Plan) -> Callable[..., Run]:
    """Return a function that makes a run of a strategy and a seed, with all it needs in place."""
    write_samples(data_set.folder.samples, data_set.samples)
    write_samples(data_set.folder.test, data_set.test)

    def made(strategy: str, seed: int, **changed: Any) -> Run:
        played = plan.model_copy(update=changed)
        return Run(played, ChosenStrategy(name=strategy), seed, 9, data_set.folder)

    return made


class Heard(list[events.Event]):
    """A listener that keeps what it hears."""

    def __call__(self, event: events.Event) -> None:
        self.append(event)

    @property
    def warnings(self) -> list[str]:
        return [event.message for event in self if isinstance(event, events.Warned)]

    @property
    def progress(self) -> dict[str, tuple[int, int | None]]:
        """The last that was said of runs, and of rounds."""
        said = {each.what: each for each in self if isinstance(each, events.Progress)}
        return {what: (said[what].done, said[what].total) for what in ("rounds", "runs")}


@pytest.fixture
def heard() -> Heard:
    return Heard()
