"""A command of a campaign as a process that may be killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from time import perf_counter


class End(Enum):
    """How a process ended, by its exit status."""

    ACKNOWLEDGED = 0
    REFUSED = 2
    KILLED = -signal.SIGKILL


@dataclass(frozen=True, slots=True)
class Attempt:
    """A process that gave a command.

    Parameters
    ----------
    command : str
        Such as ``"run"``.
    round : int
        The round that it belongs to.
    seconds : float
        How long it lived.
    end : End
        How it ended.
    """

    command: str
    round: int
    seconds: float
    end: End


@dataclass(frozen=True, slots=True)
class CommandLine:
    """``fastlabel campaign`` in one folder, by one person.

    Parameters
    ----------
    folder : Path
        Of the campaign.
    person : str
        Who starts it and answers.
    """

    folder: Path
    person: str

    def give(self, number: int, *arguments: str, kill_after: float | None = None) -> Attempt:
        """Give a command.

        Parameters
        ----------
        number : int
            The round that it belongs to.
        *arguments : str
            The command and its arguments.
        kill_after : float, optional
            Kill it, and all that it started, after so many seconds. By default it is let be.

        Raises
        ------
        AssertionError
            With what it said, if it fails.
        """
        started = perf_counter()
        process = self._start(arguments)
        try:
            process.wait(timeout=kill_after)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        seconds = perf_counter() - started
        assert process.returncode in {end.value for end in End}, self.said()
        return Attempt(arguments[0], number, seconds, End(process.returncode))

    def said(self) -> str:
        """Return what the last command said."""
        return self._log.read_text(encoding="utf-8")

    def _start(self, arguments: tuple[str, ...]) -> subprocess.Popen[bytes]:
        settings = {"FASTLABEL_CAMPAIGN": str(self.folder), "FASTLABEL_PERSON": self.person}
        with self._log.open("wb") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "fastlabel_core", "campaign", *arguments],
                env={**os.environ, **settings},
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    @property
    def _log(self) -> Path:
        return self.folder.with_name("log.txt")
