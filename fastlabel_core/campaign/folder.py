"""The folder of a campaign: its database, and the files of each round."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from fastlabel_core.campaign.database import Database
from fastlabel_core.durable import write_whole
from fastlabel_core.errors import LockedError
from fastlabel_core.outputs import MODEL


@dataclass(frozen=True, slots=True)
class CampaignFolder:
    """Where a campaign keeps everything.

    Parameters
    ----------
    path : Path
        The folder, absolute.
    """

    path: Path

    @property
    def mark(self) -> Path:
        """The file that names its database."""
        return self.path / "campaign.json"

    @property
    def work(self) -> Path:
        """Where rounds work, one after the other."""
        return self.path / "work"

    @property
    def labels(self) -> Path:
        """The labelled data set."""
        return self.path / "labels.csv"

    def inputs(self, number: int) -> Path:
        """Where a round reads the three CSV files."""
        return self._round(number) / "input"

    def outputs(self, number: int) -> Path:
        """Where a round leaves its results."""
        return self._round(number) / "output"

    def model(self, number: int) -> Path:
        """Where a round leaves its model."""
        return self.outputs(number) / MODEL

    def choose_database(self, url: str | None) -> Database:
        """Take down where the campaign's state is kept, and open it.

        Parameters
        ----------
        url : str or None
            As SQLAlchemy takes it; None for a file in this folder.
        """
        database = Database(url or self._default_url())
        write_whole(self.mark, json.dumps({"database": url}) + "\n")
        return database

    def open_database(self) -> Database | None:
        """Open the database that was chosen; None if none was."""
        if not self.mark.exists():
            return None
        url = json.loads(self.mark.read_text(encoding="utf-8"))["database"]
        return Database(url or self._default_url())

    @contextmanager
    def exclusive(self) -> Iterator[None]:
        """Let nobody else run a round, or end the campaign, at the same time.

        Raises
        ------
        LockedError
            If another process does.
        """
        self.path.mkdir(parents=True, exist_ok=True)
        lock = FileLock(self.path / ".lock", timeout=0)
        try:
            lock.acquire()
        except Timeout:
            raise LockedError(
                f"another process runs a round of the campaign in {self.path}, or ends it; wait "
                "until it has ended"
            ) from None
        try:
            yield
        finally:
            lock.release()

    def _round(self, number: int) -> Path:
        return self.path / "rounds" / f"{number:03d}"

    def _default_url(self) -> str:
        return f"sqlite:///{self.path / 'campaign.sqlite'}"
