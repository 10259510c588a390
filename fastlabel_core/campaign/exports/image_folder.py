"""A folder for each class, as torchvision's ``ImageFolder`` and many others read a data set."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from fastlabel_core.campaign.data_set import Sample
from fastlabel_core.campaign.exports.class_folders import class_folders
from fastlabel_core.campaign.exports.labelled_data_set import LabelledDataSet
from fastlabel_core.csv_writing import csv_writer
from fastlabel_core.durable import fill_folder_beside
from fastlabel_core.errors import Failure, UsageError, describe_cause
from fastlabel_core.events import report_warning
from fastlabel_core.inputs import URI, is_uri, open_input
from fastlabel_core.samples import LABEL

CLASSES = "classes.csv"
PIECE_BYTES = 2**20


@dataclass(slots=True)
class LeftOut:
    """How many files can't be read, and which is the first."""

    count: int = 0
    first: str = ""

    def add(self, file: str) -> None:
        """Add one."""
        self.first = self.first or file
        self.count += 1


def write_image_folder(data_set: LabelledDataSet, path: Path) -> None:
    """Copy the file of each sample that has a label to the folder of its class.

    A file keeps its name; where the folder has one of that name, the sample's number joins it. What
    can't be read is left out, with a warning that counts it. Where a folder's name isn't its label,
    ``classes.csv`` says which label it stands for.

    They are copies and no links, so that whoever changes an exported file changes nothing else.

    Parameters
    ----------
    data_set : LabelledDataSet
        The samples and their labels.
    path : Path
        The folder for those of the classes; it appears whole or not at all.

    Raises
    ------
    UsageError
        If a sample has no path, none has a label yet, a label is too long for a folder, or no file
        can be read.
    Failure
        If a file can't be copied.
    """
    _refuse(data_set)
    folders = class_folders(data_set.classes, taken=[CLASSES])
    with fill_folder_beside(path) as beside:
        left_out = _copy_samples(data_set, beside, folders)
        if left_out.count == data_set.state.samples - data_set.counts.unlabelled:
            raise UsageError(
                f"none of the {left_out.count:,} files can be read; the first is {left_out.first}. "
                "Bring them back to where the campaign found them; nothing was exported"
            )
        _write_classes(beside, folders)
    if left_out.count:
        report_warning(
            f"{left_out.count:,} files can't be read and were left out; the first is "
            f"{left_out.first}"
        )


def file_name(path: str) -> str:
    """Return the last part of a path or a URI; empty if it can't be a file's name.

    Of ``zip://pets/cat.jpg::/data/more.zip`` it is ``cat.jpg``.
    """
    if is_uri(path):
        address = next(part for part in path.split("::") if "://" in part)
        is_web = address.startswith(("http://", "https://"))
        path = urlsplit(address).path if is_web else re.sub(URI, "/", address, count=1)
    name = PurePosixPath(path).name
    return "" if name == ".." else name


def _refuse(data_set: LabelledDataSet) -> None:
    if data_set.without_path:
        raise UsageError(
            f"there are no files to put into folders: {data_set.without_path:,} of the "
            f"{data_set.state.samples:,} samples have no path; export in another format, such as "
            "label-studio"
        )
    if data_set.counts.unlabelled == data_set.state.samples:
        raise UsageError(
            "no sample has a label yet, so there is nothing to put into folders; run a round, or "
            "answer"
        )


def _copy_samples(data_set: LabelledDataSet, root: Path, folders: Mapping[str, str]) -> LeftOut:
    """Copy all that have a label, but those that can't be read."""
    left_out = LeftOut()
    for given in data_set:
        sample = given.sample
        if given.label is None or sample.path is None:
            continue
        try:
            _copy(sample, sample.path, root, folders[given.label])
        except _UnreadableFileError as error:
            left_out.add(f"that of sample {sample.sample_id!r} ({error})")
    return left_out


class _UnreadableFileError(Exception):
    """The file of a sample can't be read; the message is the cause."""


def _copy(sample: Sample, path: str, root: Path, class_folder: str) -> None:
    # No folder of a class begins with a dot.
    beginning = root / ".beginning"
    folder = root / class_folder
    try:
        with beginning.open("wb") as copy:
            copy.writelines(_pieces(path))
        folder.mkdir(exist_ok=True)
        beginning.rename(_free_place(folder, file_name(path) or str(sample.number), sample.number))
    except OSError as error:
        raise Failure(
            f"the file of sample {sample.sample_id!r} can't be copied from {path}: "
            f"{describe_cause(error)}; nothing was exported. Mend that, and export again"
        ) from error
    finally:
        beginning.unlink(missing_ok=True)


def _pieces(path: str) -> Iterator[bytes]:
    """Yield what a file holds; what fails here is the reading, and what fails outside is not."""
    try:
        with open_input(path) as source:
            while piece := source.read(PIECE_BYTES):
                yield piece
    except OSError as error:
        raise _UnreadableFileError(describe_cause(error)) from error


def _free_place(folder: Path, name: str, number: int) -> Path:
    """Return where a file of that name, or of the next like it that is free, can stand."""
    stem, suffix = Path(name).stem, Path(name).suffix
    while os.path.lexists(place := folder / f"{stem}{suffix}"):
        stem = f"{stem}-{number}"
    return place


def _write_classes(root: Path, folders: Mapping[str, str]) -> None:
    renamed = {
        folder: label
        for label, folder in folders.items()
        if folder != label and (root / folder).exists()
    }
    if renamed:
        with csv_writer(root / CLASSES) as writer:
            writer.writerow(["folder", LABEL])
            writer.writerows(renamed.items())
