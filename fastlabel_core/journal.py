"""What of a round is done, so that a round that was killed goes on where it was."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from fastlabel_core.durable import sync, write_whole
from fastlabel_core.events import Approximated, Event, SampleUnreadable, StepEnded, Warned


class Journal:
    """A round's own memory: what it warned of, what it couldn't read, how it trained.

    It is a listener to the round's events, and a file of JSON lines in the work folder. The first
    line names the round by a fingerprint of everything that its result depends on; a journal of
    another round is thrown away with all that the round left.

    Parameters
    ----------
    work_dir : Path
        An existing folder. Of what is in it, only what a round writes is ever removed.
    fingerprint : str
        The same for the same inputs, parameters, versions and model.
    """

    def __init__(self, work_dir: Path, fingerprint: str) -> None:
        self.plugin_dir = work_dir / "plugin"
        self.stage_dir = work_dir / "stage"
        self.warnings: list[str] = []
        self.approximations: list[str] = []
        self.unreadable: dict[str, str] = {}
        self.seconds: dict[str, float] = {}
        self.metrics: dict[str, Any] | None = None
        self._path = work_dir / "journal.jsonl"
        entries = self._read()
        if entries[:1] != [{"fingerprint": fingerprint}]:
            self._discard()
            entries = [{"fingerprint": fingerprint}]
        write_whole(self._path, "".join(_line(entry) for entry in entries))
        for entry in entries[1:]:
            self._remember(entry)
        self.plugin_dir.mkdir(exist_ok=True)

    @property
    def is_trained(self) -> bool:
        """Whether the trained model stands in `stage_dir`."""
        return self.metrics is not None

    def __call__(self, event: Event) -> None:
        """Hear an event of the round."""
        match event:
            case Warned(message) if message not in self.warnings:
                self._append({"warning": message})
            case Approximated(message) if message not in self.approximations:
                self._append({"approximation": message})
            case SampleUnreadable(sample_id, reason) if sample_id not in self.unreadable:
                self._append({"unreadable": sample_id, "reason": reason})
            case StepEnded(step, seconds):
                self._append({"step": step, "seconds": seconds})

    def record_training(self, metrics: dict[str, Any]) -> None:
        """Take down that the trained model stands in `stage_dir`, with its metrics."""
        self._append({"metrics": metrics})
        sync(self._path)

    def close(self) -> None:
        """Forget the round: its result is out. What the plugin wrote stays."""
        self._path.unlink()
        if self.stage_dir.exists():
            shutil.rmtree(self.stage_dir)

    def _append(self, entry: dict[str, Any]) -> None:
        with self._path.open("a", encoding="utf-8") as file:
            file.write(_line(entry))
        self._remember(entry)

    def _remember(self, entry: dict[str, Any]) -> None:
        match entry:
            case {"warning": message}:
                self.warnings.append(message)
            case {"approximation": message}:
                self.approximations.append(message)
            case {"unreadable": sample_id, "reason": reason}:
                self.unreadable[sample_id] = reason
            case {"step": step, "seconds": seconds}:
                self.seconds[step] = seconds
            case {"metrics": metrics}:
                self.metrics = metrics

    def _read(self) -> list[dict[str, Any]]:
        """Read the entries up to the first that a kill, or a hand, tore."""
        entries: list[dict[str, Any]] = []
        if not self._path.exists():
            return entries
        for line in self._path.read_bytes().splitlines(keepends=True):
            try:
                entries.append(json.loads(line))
            except ValueError:
                break
        return entries

    def _discard(self) -> None:
        self._path.unlink(missing_ok=True)
        for folder in (self.plugin_dir, self.stage_dir):
            shutil.rmtree(folder, ignore_errors=True)


def _line(entry: dict[str, Any]) -> str:
    return json.dumps(entry, ensure_ascii=True) + "\n"
