"""Exports: the samples of a campaign and their labels now, in the formats of other programs."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import TypeAlias

from sqlalchemy import Connection

from fastlabel_core.campaign.current_labels import current_labels
from fastlabel_core.campaign.exports.coco import write_coco
from fastlabel_core.campaign.exports.image_folder import write_image_folder
from fastlabel_core.campaign.exports.label_studio import write_label_studio
from fastlabel_core.campaign.exports.labelled_data_set import LabelledDataSet, survey
from fastlabel_core.campaign.folder import CampaignFolder
from fastlabel_core.campaign.label_counts import LabelCounts
from fastlabel_core.campaign.state import read_state
from fastlabel_core.errors import UsageError, did_you_mean
from fastlabel_core.file_lock import file_lock
from fastlabel_core.output_place import make_folder

Format: TypeAlias = Callable[[LabelledDataSet, Path], None]

FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        "coco": write_coco,
        "image-folder": write_image_folder,
        "label-studio": write_label_studio,
    }
)


@dataclass(frozen=True, slots=True)
class Exported:
    """What was exported.

    Parameters
    ----------
    path : Path
        The file or folder.
    counts : LabelCounts
        How many samples of the campaign have their label from whom.
    """

    path: Path
    counts: LabelCounts


def export_labels(
    connection: Connection, folder: CampaignFolder, format_name: str, path: Path
) -> Exported:
    """Write the samples and their labels as they are now, whole or not at all.

    Parameters
    ----------
    connection : Connection
        To the campaign's database.
    folder : CampaignFolder
        Holds the files of the rounds.
    format_name : str
        One of `FORMATS`.
    path : Path
        The file or folder to write. Folders above it are made.

    Raises
    ------
    UsageError
        If there is no such format, something is at `path` already, another process exports there,
        or the format can't hold this data set.
    Failure
        If a file of the data set can't be copied.
    """
    if format_name not in FORMATS:
        raise UsageError(
            f"there is no format {format_name!r}.{did_you_mean(format_name, FORMATS)} It is one of "
            f"{', '.join(FORMATS)}"
        )
    _refuse_taken(path)
    make_folder(path.parent, "file or folder (--output)")
    with _exclusive(path):
        _refuse_taken(path)
        state = read_state(connection)
        data_set = survey(state, partial(current_labels, connection, folder, state))
        FORMATS[format_name](data_set, path)
    return Exported(path, data_set.counts)


@contextmanager
def _exclusive(path: Path) -> Iterator[None]:
    """Keep every other export out of one place: they would write into each other's files."""
    lock = path.with_name(f".{path.name}.lock")
    refusal = (
        f"another process exports to {path}; wait until it has ended, or give another file or "
        "folder (--output)"
    )
    with file_lock(lock, refusal):
        try:
            yield
        finally:
            lock.unlink(missing_ok=True)


def _refuse_taken(path: Path) -> None:
    if os.path.lexists(path):
        raise UsageError(
            f"{path} is there already; remove it, or give another file or folder (--output)"
        )
