"""Killing rounds, to see that they end with the same bytes when they are run again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from fastlabel_core.outputs import MODEL, PREDICTIONS, REPORT, VALIDATION
from fastlabel_core.report import Report
from fastlabel_core.repository import read_model


@dataclass(frozen=True, slots=True)
class Round:
    """A round to be run as a command, in folders of its own.

    Parameters
    ----------
    input_dir : Path
        Holds the three CSV files.
    arguments : sequence of str
        What else to give ``fastlabel run``, such as ``["--plugin", "text"]``.
    """

    input_dir: Path
    arguments: Sequence[str]

    def start(self, folder: Path) -> subprocess.Popen[bytes]:
        """Start it with `folder` for its output and work, in a process group of its own."""
        folder.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-m", "fastlabel_core", "run", *self.arguments]
        folders = ("--input-dir", self.input_dir, "--output-dir", folder / "output")
        with (folder / "log.txt").open("ab") as log:
            return subprocess.Popen(
                [*command, *map(str, folders), "--work-dir", str(folder / "work")],
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def run(self, folder: Path) -> None:
        """Run it to its end.

        Raises
        ------
        AssertionError
            With what it said, if it fails.
        """
        if self.start(folder).wait() != 0:
            raise AssertionError((folder / "log.txt").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class KilledRound:
    """What became of a round that was killed.

    Parameters
    ----------
    moment : float
        When it was killed, as a share of the time that a whole round takes.
    was_running : bool
        Whether it had not ended yet.
    left : tuple of str
        The names in the output folder just after.
    """

    moment: float
    was_running: bool
    left: tuple[str, ...]


def check_killed_rounds(
    round_: Round, folder: Path, moments: Sequence[float]
) -> Iterator[KilledRound]:
    """Kill a round at each of `moments`, run it again, and hold it against one that was let be.

    Parameters
    ----------
    round_ : Round
        The round.
    folder : Path
        Gets a folder for each moment.
    moments : sequence of float
        Shares, from 0 to 1, of the time that the whole round takes.

    Yields
    ------
    KilledRound
        One for each moment, after its round has passed.

    Raises
    ------
    AssertionError
        If a killed round left half of something, or ended with other predictions, or if two rounds
        that were let be do.
    """
    expected = _undisturbed(round_, folder / "undisturbed")
    started = perf_counter()
    # The first one found the disk cold; the second tells how long a round takes.
    if _undisturbed(round_, folder / "undisturbed again") != expected:
        raise AssertionError(f"two rounds that were let be end with other predictions: {folder}")
    seconds = perf_counter() - started
    for number, moment in enumerate(moments):
        killed = folder / f"killed-{number}"
        was_running = _kill_after(round_.start(killed), moment * seconds)
        left = _whole_results(killed / "output", expected)
        round_.run(killed)
        if _tables(killed / "output") != expected:
            raise AssertionError(f"killed at {moment:.3f} it ends with other predictions: {killed}")
        read_model(killed / "output" / MODEL)
        yield KilledRound(moment, was_running, left)


def _undisturbed(round_: Round, folder: Path) -> Mapping[str, bytes]:
    round_.run(folder)
    return _tables(folder / "output")


def _tables(output_dir: Path) -> Mapping[str, bytes]:
    """Return the CSV files that are there."""
    paths = [output_dir / name for name in (PREDICTIONS, VALIDATION)]
    return {path.name: path.read_bytes() for path in paths if path.exists()}


def _kill_after(process: subprocess.Popen[bytes], seconds: float) -> bool:
    """Kill the process and all that it started; return whether it was still running."""
    try:
        process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        return True
    return False


def _whole_results(output_dir: Path, expected: Mapping[str, bytes]) -> tuple[str, ...]:
    """Return what is in the output folder, if everything that shows is whole."""
    if not output_dir.exists():
        return ()
    names = tuple(sorted(path.name for path in output_dir.iterdir()))
    for name, content in _tables(output_dir).items():
        if content != expected[name]:
            raise AssertionError(f"half of {name} in {output_dir}")
    if MODEL in names:
        read_model(output_dir / MODEL)
    if REPORT in names:
        Report.read(output_dir / REPORT)
    return names
