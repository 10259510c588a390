"""What everything in a folder was played with, so that no results of other code join it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import click
from pydantic import BaseModel, ConfigDict, ValidationError

from benchmarks.label_efficiency.environment import probed
from benchmarks.query_speed.environment import machine
from fastlabel_core.durable import write_whole

FILE = "played-with.json"


class PlayedWith(BaseModel):
    """What the figures may depend on, besides what `fastlabel simulate` itself keeps.

    Parameters
    ----------
    code : mapping of str to str
        The SHA-256 of the source files, by package.
    versions : mapping of str to str
        Of Python and the libraries.
    machine : str
    begun : str
        The day on which the first of it was played.
    """

    model_config = ConfigDict(frozen=True)

    code: Mapping[str, str]
    versions: Mapping[str, str]
    machine: str
    begun: str

    @property
    def versions_in_words(self) -> str:
        """The names and versions of the libraries."""
        return ", ".join(f"{name} {version}" for name, version in self.versions.items())

    def joined_by(self, now: PlayedWith) -> PlayedWith:
        """Return the same with the packages and libraries that are new now."""
        return PlayedWith(
            code={**now.code, **self.code},
            versions={**now.versions, **self.versions},
            machine=self.machine,
            begun=self.begun,
        )


def played_with_now(python: Path) -> PlayedWith:
    """Return what an interpreter plays with on this machine."""
    found = probed(python)
    # What follows is this process's, and the day.
    hardware = machine().partition(", Python ")[0]
    begun = f"{datetime.now(UTC):%Y-%m-%d}"
    return PlayedWith(code=found["code"], versions=found["versions"], machine=hardware, begun=begun)


def keep_played_with(folder: Path, now: PlayedWith) -> PlayedWith:
    """Write down what a folder is played with; hold that against what it was played with before.

    A package or library that is only in one of the two is no difference: nothing that was played
    before depends on what wasn't there, and nothing that will be on what no longer is.

    Parameters
    ----------
    folder : Path
    now : PlayedWith

    Returns
    -------
    PlayedWith
        What everything in the folder is played with.

    Raises
    ------
    click.ClickException
        If the folder was played with something else.
    """
    place = folder / FILE
    before = _read(place) if place.exists() else now
    if differences := list(_differences(before, now)):
        raise click.ClickException(
            f"what {folder} holds was played with something else: {'; '.join(differences)}. "
            f"Give another --output-dir, or remove {place} if the difference can't matter"
        )
    together = before.joined_by(now)
    write_whole(place, together.model_dump_json(indent=2) + "\n")
    return together


def _read(place: Path) -> PlayedWith:
    try:
        return PlayedWith.model_validate_json(place.read_bytes())
    except ValidationError as error:
        raise click.ClickException(
            f"{place} is damaged, so nobody knows what its folder was played with; give another "
            "--output-dir, or remove the file if you know that it was the same"
        ) from error


def _differences(before: PlayedWith, now: PlayedWith) -> Iterator[str]:
    for name in sorted(before.code.keys() & now.code.keys()):
        if before.code[name] != now.code[name]:
            yield f"the code of {name} is another"
    for name in sorted(before.versions.keys() & now.versions.keys()):
        if before.versions[name] != now.versions[name]:
            yield f"{name} was {before.versions[name]}, is {now.versions[name]}"
    if before.machine != now.machine:
        yield f"the machine was {before.machine}, is {now.machine}"
