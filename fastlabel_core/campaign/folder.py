"""The folder of a campaign: its database, and the files of each round."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout
from pydantic import BaseModel, ValidationError
from sqlalchemy import URL

from fastlabel_core.campaign.database import Database, holds_campaign
from fastlabel_core.campaign.database_url import has_password
from fastlabel_core.durable import write_beside
from fastlabel_core.errors import LockedError, UsageError
from fastlabel_core.outputs import MODEL


class _Mark(BaseModel):
    """What `campaign.json` holds: the database, or None for the file in the folder."""

    database: str | None


@dataclass(frozen=True, slots=True)
class CampaignFolder:
    """Where a campaign keeps everything.

    Parameters
    ----------
    path : Path
        The folder.
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

    @property
    def rounds(self) -> Path:
        """The folders of the rounds."""
        return self.path / "rounds"

    @property
    def report(self) -> Path:
        """The report, where no other place is given."""
        return self.path / "report.html"

    def inputs(self, number: int) -> Path:
        """Where a round reads the three CSV files."""
        return self._round(number) / "input"

    def outputs(self, number: int) -> Path:
        """Where a round leaves its results."""
        return self._round(number) / "output"

    def model(self, number: int) -> Path:
        """Where a round leaves its model."""
        return self.outputs(number) / MODEL

    def database(self, url: str | None) -> Database:
        """Return a database for the campaign's state.

        Parameters
        ----------
        url : str or None
            As SQLAlchemy takes it; None for a file in this folder.
        """
        # Not as a text: a path may hold what means something else in a URL.
        own_file = URL.create("sqlite", database=str(self.path / "campaign.sqlite"))
        return Database(url or own_file)

    def keep_database(self, url: str | None) -> None:
        """Take down where the campaign's state is kept, for nobody else to read if it is secret."""
        is_secret = url is not None and has_password(url)
        with write_beside(self.mark) as beside:
            beside.touch(mode=0o600 if is_secret else 0o666)
            beside.write_text(json.dumps({"database": url}) + "\n", encoding="utf-8")

    def find_database(self) -> Database | None:
        """Return the database that holds the campaign; None if there is none yet.

        Raises
        ------
        UsageError
            If the file that names it is broken.
        """
        if not self.mark.exists():
            return None
        try:
            mark = _Mark.model_validate_json(self.mark.read_bytes())
        except ValidationError:
            raise UsageError(
                f"{self.mark} does not say where the campaign's state is kept; restore the file, "
                'or write {"database": null} into it if the state is campaign.sqlite beside it'
            ) from None
        database = self.database(mark.database)
        with database.reading() as connection:
            return database if holds_campaign(connection) else None

    @contextmanager
    def exclusive(self) -> Iterator[None]:
        """Let nobody else run a round, or end the campaign, at the same time.

        Raises
        ------
        LockedError
            If another process does.
        UsageError
            If the folder can't be one, as a file is in its place.
        """
        try:
            self.path.mkdir(parents=True, exist_ok=True)
        except (FileExistsError, NotADirectoryError):
            raise UsageError(
                f"{self.path} can't be a folder, as there is a file; give another (--folder)"
            ) from None
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
        return self.rounds / f"{number:03d}"
