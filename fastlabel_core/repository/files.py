"""The files of a model folder: which there are, how long they are, and their SHA-256."""

from __future__ import annotations

import hashlib
import os
import unicodedata
from typing import TYPE_CHECKING

from fastlabel_core.errors import IntegrityError
from fastlabel_core.repository.names import is_plain_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path


def list_files(folder: Path) -> tuple[str, ...]:
    """List the files below `folder` by their path in it, with ``/``, sorted.

    Folders without files don't count.

    Raises
    ------
    IntegrityError
        If there is anything but plain files and folders, such as a symbolic link, or a name that
        another file system wouldn't take.
    """
    paths = tuple(sorted(_walk(folder, "")))
    twins = find_twins(paths)
    if twins:
        raise IntegrityError(
            f"{twins[0]!r} and {twins[1]!r} in the model folder {folder} are one file where case "
            "doesn't count. Rename one of them."
        )
    return paths


def find_twins(paths: Iterable[str]) -> tuple[str, str] | None:
    """Return the first two paths that a file system may take for the same."""
    seen: dict[str, str] = {}
    for path in paths:
        folded = unicodedata.normalize("NFC", path).casefold()
        if folded in seen:
            return seen[folded], path
        seen[folded] = path
    return None


def hash_file(path: Path) -> tuple[int, str]:
    """Return the size of a file and its SHA-256 in hexadecimal."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256")
        return file.tell(), digest.hexdigest()


def _walk(folder: Path, prefix: str) -> Iterator[str]:
    with os.scandir(folder) as entries:
        for entry in entries:
            path = prefix + entry.name
            if not is_plain_path(path):
                raise IntegrityError(
                    f"{path!r} in the model folder {folder} has a name that not every file system "
                    "takes. Rename it."
                )
            if entry.is_dir(follow_symlinks=False):
                yield from _walk(folder / entry.name, f"{path}/")
            elif entry.is_file(follow_symlinks=False):
                yield path
            else:
                kind = "a symbolic link" if entry.is_symlink() else "neither file nor folder"
                raise IntegrityError(
                    f"{path!r} in the model folder {folder} is {kind}; a model consists of plain "
                    "files and folders. Put a copy of the file in its place, or remove it."
                )
