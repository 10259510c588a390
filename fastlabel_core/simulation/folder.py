"""The folder of a simulation: its samples, what each run left, and the tables."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from fastlabel_core.file_lock import file_lock
from fastlabel_core.output_place import make_folder


@dataclass(frozen=True, slots=True)
class RunFolder:
    """Where one run works, and what it leaves.

    Parameters
    ----------
    path : Path
        Its folder, which is there while the run isn't finished.
    """

    path: Path

    @property
    def result(self) -> Path:
        """What a finished run leaves: its learning curve."""
        return self.path.with_name(f"{self.path.name}.json")

    @property
    def campaign(self) -> Path:
        """Its campaign."""
        return self.path / "campaign"

    @property
    def inputs(self) -> Path:
        """The files that the campaign is started with."""
        return self.path / "input"

    @property
    def answers(self) -> Path:
        """What the annotator says of the last hard examples."""
        return self.path / "answers.csv"

    @property
    def evaluation(self) -> Path:
        """Where a model may write while it is tested."""
        return self.path / "evaluation"

    @property
    def progress(self) -> Path:
        """The learning curve so far; there once the campaign is."""
        return self.path / "progress.json"

    @property
    def log(self) -> Path:
        """What the process printed, the traceback of its failure among it."""
        return self.path / "log.txt"


@dataclass(frozen=True, slots=True)
class SimulationFolder:
    """Where a simulation keeps everything.

    Parameters
    ----------
    path : Path
        The folder, absolute.
    """

    path: Path

    @property
    def request(self) -> Path:
        """What the results depend on; there once the samples are."""
        return self.path / "simulation.json"

    @property
    def samples(self) -> Path:
        """All samples of which the label is known, but those to test on."""
        return self.path / "samples.csv"

    @property
    def test(self) -> Path:
        """The samples to test on."""
        return self.path / "test.csv"

    @property
    def results(self) -> Path:
        """The table of all rounds."""
        return self.path / "results.csv"

    @property
    def curves(self) -> Path:
        """The table of all strategies at each number of labels."""
        return self.path / "curve.csv"

    @property
    def summary(self) -> Path:
        """The table of all strategies."""
        return self.path / "summary.csv"

    @property
    def report(self) -> Path:
        """The same for people."""
        return self.path / "summary.md"

    @property
    def plot(self) -> Path:
        """The plot."""
        return self.path / "curve.svg"

    @property
    def runs(self) -> Path:
        """A folder for the runs of each strategy."""
        return self.path / "runs"

    def run(self, title: str, seed: int) -> RunFolder:
        """Where the run of a strategy and a seed works."""
        return RunFolder(self.runs / quote(title, safe=":=,") / f"seed-{seed}")

    def finished_runs(self) -> list[Path]:
        """Where the results of all finished runs stand, in no order."""
        return list(self.runs.glob("*/seed-*.json"))

    @contextmanager
    def exclusive(self) -> Iterator[None]:
        """Let nobody else simulate here at the same time.

        Raises
        ------
        LockedError
            If another process does.
        UsageError
            If the folder can't be made.
        """
        make_folder(self.path, "folder (--output-dir)")
        refusal = (
            f"another process simulates in {self.path}; wait until it has ended, or give another "
            "folder (--output-dir)"
        )
        with file_lock(self.path / ".lock", refusal):
            yield
