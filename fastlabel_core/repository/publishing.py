"""Adding a version to the folder of a model, whole or not at all.

The version grows in a hidden folder beside the others and gets its number by one rename, which
fails if somebody else took the number. A publisher that is killed leaves only the hidden folder,
``.publishing-…``. Nothing reads it, and it may be deleted.
"""

from __future__ import annotations

import os
import secrets
import shutil
from typing import TYPE_CHECKING

from fastlabel_core.durable import sync
from fastlabel_core.repository.metadata import save_metadata
from fastlabel_core.repository.model import StoredModel, read_model

if TYPE_CHECKING:
    from pathlib import Path


def add_version(model: StoredModel, shelf: Path, number: int) -> StoredModel:
    """Copy a verified model to the first free number from `number` on.

    Parameters
    ----------
    model : StoredModel
        The model to copy. All its metadata is kept, but for name and version.
    shelf : Path
        The folder of the model in the repository; its name is the model's.
    number : int
        The version that is next, as far as known.

    Raises
    ------
    IntegrityError
        If a file changes while it is copied.
    OSError
        If the disk doesn't take it.
    """
    _make_folder(shelf)
    staging = shelf / f".publishing-{secrets.token_hex(8)}"
    staging.mkdir()
    try:
        _copy_files(model, staging)
        published = _take_number(model, staging, shelf, number)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    sync(shelf)
    return published


def _make_folder(folder: Path) -> None:
    if folder.is_dir():
        return
    _make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    sync(folder.parent)


def _copy_files(model: StoredModel, staging: Path) -> None:
    for record in model.metadata.files:
        copy = staging / record.path
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(model.folder / record.path, copy, follow_symlinks=False)


def _take_number(model: StoredModel, staging: Path, shelf: Path, number: int) -> StoredModel:
    while True:
        wanted = model.metadata.model_copy(update={"name": shelf.name, "version": number})
        save_metadata(staging, wanted)
        # The copies, not the originals, are what must be right.
        metadata = read_model(staging).metadata
        target = shelf / str(number)
        try:
            staging.rename(target)
        except OSError:
            if not os.path.lexists(target):
                raise
            number += 1
        else:
            return StoredModel(target, metadata)
