"""The data sets: the two demos, and folders that the caller names."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import dataclass, replace
from pathlib import Path

import click

from benchmarks.label_efficiency.effort import PLANNED, Effort
from benchmarks.label_efficiency.environment import fastlabel


@dataclass(frozen=True, slots=True)
class DataSet:
    """Samples whose labels are known, and how they are learned.

    Parameters
    ----------
    name : str
    plugin : str
        The kind of model.
    folder : Path or None, default None
        The CSV files of a campaign, ``truth.csv``, and ``test.csv`` if there is one; that of
        ``fastlabel demo NAME`` if None.
    options : tuple of str, default ()
        Of the plugin, as ``--option`` takes them.
    effort : Effort, default PLANNED
        How much is played on it.
    """

    name: str
    plugin: str
    folder: Path | None = None
    options: tuple[str, ...] = ()
    effort: Effort = PLANNED


# Few labels to begin with, so that there is much to learn yet.
DOCSTRINGS = DataSet("docstrings", "text", effort=replace(PLANNED, labels=50))
# Pictures of 8 x 8 pixels need few labels, and only a network that a core trains in seconds.
DIGITS = DataSet(
    "digits",
    "resnet",
    options=("backbone=test_resnet", "pretrained=false", "image_size=32", "epochs=20"),
    effort=Effort(seeds=10, rounds=6, query_count=50, labels=50),
)
DEMOS = (DOCSTRINGS, DIGITS)


def parse_data_set(given: str) -> DataSet:
    """Return the data set of ``NAME=FOLDER:PLUGIN[:option=value...]``.

    Raises
    ------
    click.BadParameter
        If it is not written so, or there is no such folder.
    """
    parts = re.fullmatch(r"([\w.-]+)=([^:]+):([\w-]+)((?::[^:=]+=[^:]*)*)", given)
    if parts is None:
        raise click.BadParameter(f"{given!r} is not NAME=FOLDER:PLUGIN[:option=value...]")
    name, folder, plugin, options = parts.groups()
    if not Path(folder).is_dir():
        raise click.BadParameter(f"{given!r}: there is no folder {folder}")
    return DataSet(name, plugin, Path(folder).resolve(), tuple(filter(None, options.split(":"))))


def input_folder(data_set: DataSet, python: Path, kept: Path) -> Path:
    """Return where the files of a data set lie; those of a demo are written unless they are."""
    if data_set.folder is not None:
        return data_set.folder
    place = kept / "inputs" / data_set.name
    if not place.exists():
        unfinished = place.with_name(f"{place.name}.unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        command = fastlabel(python, "demo", data_set.name, "--input-dir", unfinished)
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        unfinished.rename(place)
    return place
