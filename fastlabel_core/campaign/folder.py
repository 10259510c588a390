"""The folder of a campaign: its database, and the files of each round."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ValidationError
from sqlalchemy import URL

from fastlabel_core.campaign.database import Database, holds_campaign
from fastlabel_core.campaign.database_url import has_password
from fastlabel_core.durable import write_beside
from fastlabel_core.errors import UsageError
from fastlabel_core.file_lock import file_lock
from fastlabel_core.output_place import make_folder
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
            # What a process that was killed has left would keep its mode.
            beside.unlink(missing_ok=True)
            beside.touch(mode=0o600 if is_secret else 0o666)
            beside.write_text(json.dumps({"database": url}) + "\n", encoding="utf-8")

    def find_database(self) -> Database | None:
        """Return the database that holds the campaign; None if there is none.

        Raises
        ------
        UsageError
            If the file that names it is broken, or if a fastlabel-core of another version made it.
        Failure
            If it can't be reached.
        """
        database = self._named_database()
        if database is None or database.is_missing:
            return None
        with database.reading() as connection:
            return database if holds_campaign(connection) else None

    def why_no_campaign(self) -> str:
        """Say why there is no campaign, where `find_database` finds none, and what to do."""
        database = self._named_database()
        if database is None or not self.mark.exists():
            return (
                f"{self.path} holds no campaign; start one there, or give the folder of another "
                "(--folder)"
            )
        return (
            f"{self.mark} names {database}, which holds no campaign; bring the database back, or, "
            "if a start there was killed, start again"
        )

    @contextmanager
    def exclusive(self) -> Iterator[None]:
        """Let nobody else run a round, or end the campaign, at the same time.

        Raises
        ------
        LockedError
            If another process does.
        UsageError
            If the folder can't be made.
        """
        make_folder(self.path, "folder (--folder)")
        refusal = (
            f"another process runs a round of the campaign in {self.path}, or ends it; wait until "
            "it has ended"
        )
        with file_lock(self.path / ".lock", refusal):
            yield

    def _named_database(self) -> Database | None:
        if not self.mark.exists():
            # Whoever brings back the state alone has no file that names it.
            own_file = self.database(None)
            return None if own_file.is_missing else own_file
        try:
            mark = _Mark.model_validate_json(self.mark.read_bytes())
        except ValidationError:
            raise UsageError(
                f"{self.mark} does not say where the campaign's state is kept; restore the file, "
                'or write {"database": null} into it if the state is campaign.sqlite beside it'
            ) from None
        return self.database(mark.database)

    def _round(self, number: int) -> Path:
        return self.rounds / f"{number:03d}"
