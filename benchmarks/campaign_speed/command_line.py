"""The commands of a campaign, each a process of its own that is timed and weighed."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import click

IMPORTS = (
    "import fastlabel_core.campaign.starting, fastlabel_core.campaign.next_round, "
    "fastlabel_core.campaign.finishing"
)


@dataclass(frozen=True, slots=True)
class Measured:
    """A process that came to its end.

    Parameters
    ----------
    command : str
        Such as ``"status"``.
    seconds : float
        From its start to its end.
    processor_seconds : float
        The time of the processors that it used, on which others on the machine weigh less.
    peak_bytes : int
        Its peak resident memory, mapped files included.
    """

    command: str
    seconds: float
    processor_seconds: float
    peak_bytes: int

    def __str__(self) -> str:
        """Return a line that says so."""
        return (
            f"{self.command:<8} {self.seconds:8.2f} s, {self.processor_seconds:8.2f} s of "
            f"processors, {self.peak_bytes / 1e6:4.0f} MB"
        )


@dataclass(frozen=True, slots=True)
class CommandLine:
    """``fastlabel campaign`` in one folder.

    Parameters
    ----------
    folder : Path
        Of the campaign.
    """

    folder: Path

    def start(self, data: Path, plugin: str, query_cnt: int) -> Measured:
        """Start a campaign with the CSV files in a folder."""
        return self.run(
            "start",
            *("--input-dir", str(data)),
            *("--plugin", plugin),
            *("--query-cnt", str(query_cnt)),
            *("--repository", f"{self.folder}-repository"),
        )

    def run(self, command: str, *arguments: str) -> Measured:
        """Run a command to its end, say how it went, and return what it took."""
        called = [sys.executable, "-m", "fastlabel_core", "campaign", command, *arguments]
        measured = _measured(command, called, self._environment())
        click.echo(f"  {measured}")
        return measured

    def _environment(self) -> dict[str, str]:
        settings = {"FASTLABEL_CAMPAIGN": str(self.folder), "FASTLABEL_PERSON": "benchmark"}
        return {**os.environ, **settings}


def peak_of_imports() -> int:
    """Return the peak memory of a process that only imports what the larger commands do."""
    return _measured("imports", [sys.executable, "-c", IMPORTS], dict(os.environ)).peak_bytes


def _measured(name: str, command: Sequence[str], environment: dict[str, str]) -> Measured:
    """Run a process to its end, and return what it took.

    The system counts the memory of this process, before it becomes the other, to that of the other:
    so this one must stay the smaller.
    """
    # Of what is installed Python keeps the bytecode, and that is what is measured.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    started = perf_counter()
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    assert process.stderr is not None
    told = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise click.ClickException(f"{' '.join(command)} failed:\n{told.decode()}")
    return Measured(name, seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024)
