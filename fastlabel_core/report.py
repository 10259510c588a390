"""``report.json``: what went into a round, what it did, and what it has to say."""

from __future__ import annotations

import platform
from collections.abc import Iterator
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import Any

from packaging.requirements import InvalidRequirement, Requirement
from pydantic import BaseModel, ConfigDict

from fastlabel_core import __version__
from fastlabel_core.durable import write_whole
from fastlabel_core.plugins import Plugin


class Counts(BaseModel):
    """How many samples there were of each kind.

    Parameters
    ----------
    labelled : int
        Samples of ``input_label.csv``.
    added : int
        Those of ``input_added_label.csv`` that the former lacks.
    corrected : int
        Samples of ``input_label.csv`` to which ``input_added_label.csv`` gives another label.
    training : int
        Samples in the training set.
    validation : int
        Samples in the validation set.
    validation_correct : int
        Those whose label the model predicts; one that can't be read is not.
    pool : int
        Samples predicted.
    hard : int
        Hard examples.
    random : int
        Those of them that were drawn at random from the whole pool.
    unreadable_labelled : int
        Samples of the two sets that can't be read, and that training left out. One of the
        validation set is counted in `validation` all the same.
    unreadable_pool : int
        Samples that have no predicted label.
    """

    model_config = ConfigDict(frozen=True)

    labelled: int
    added: int
    corrected: int
    training: int
    validation: int
    validation_correct: int
    pool: int
    hard: int
    random: int
    unreadable_labelled: int
    unreadable_pool: int


class Report(BaseModel):
    """A finished round.

    Parameters
    ----------
    request : str
        A hash of the parameters and of the input files, the model's content left aside.
    parameters : dict
        What the caller asked for, completed.
    plugin : str
        The model plugin.
    versions : dict
        The versions of the plugin, of the core, of Python, and of what the two require.
    inputs : dict
        The SHA-256 of each input file.
    model : str or None
        The SHA-256 of the stage model's metadata; None if there was no label to train on.
    parent : str or None
        The SHA-256 of the metadata of the model that the round began with.
    counts : Counts
        How many samples there were.
    metrics : dict
        What the model says of its training; ``"epochs"`` holds a list with an entry each.
    seconds : dict
        How long each step took, in the run that completed it.
    unreadable : dict
        Labelled samples that training left out, and why.
    warnings : tuple of str
        What the user should know.
    approximations : tuple of str
        What the strategy did not compute to the letter of its formula.
    predictions_sha256 : str
        The hash of ``predictions.csv``.
    """

    model_config = ConfigDict(frozen=True)

    request: str
    parameters: dict[str, Any]
    plugin: str
    versions: dict[str, str]
    inputs: dict[str, str]
    model: str | None
    parent: str | None
    counts: Counts
    metrics: dict[str, Any]
    seconds: dict[str, float]
    unreadable: dict[str, str]
    warnings: tuple[str, ...]
    approximations: tuple[str, ...]
    predictions_sha256: str

    def write(self, path: Path) -> None:
        """Write it as JSON; the file appears whole or not at all."""
        write_whole(path, self.model_dump_json(indent=2) + "\n")

    @classmethod
    def read(cls, path: Path) -> Report:
        """Read what `write` wrote."""
        return cls.model_validate_json(path.read_bytes())


def installed_versions(plugin: Plugin) -> dict[str, str]:
    """Return the versions of Python, the core, the plugin and what the two require directly."""
    versions = {"python": platform.python_version(), "fastlabel-core": __version__}
    versions[plugin.distribution] = plugin.version
    for name in (*_required("fastlabel-core"), *_required(plugin.distribution)):
        with suppress(PackageNotFoundError):
            versions.setdefault(name, version(name))
    return dict(sorted(versions.items()))


def _required(distribution: str) -> Iterator[str]:
    """Yield what a distribution requires here; a line that can't be read requires nothing."""
    for line in requires(distribution) or ():
        with suppress(InvalidRequirement):
            requirement = Requirement(line)
            if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
                yield requirement.name
