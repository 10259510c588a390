"""Files and folders that appear whole or not at all, and outlive a loss of power."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def write_beside(path: Path) -> Iterator[Path]:
    """Yield a path to write to; what was written takes the place of `path` when all went well."""
    beside = path.with_name(f".{path.name}.partial")
    try:
        yield beside
        sync(beside)
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    sync(path.parent)


@contextmanager
def fill_folder_beside(path: Path) -> Iterator[Path]:
    """Yield a new folder to fill; it becomes `path`, which must be free, when all went well."""
    beside = path.with_name(f".{path.name}.partial")
    # What a process that was killed has left.
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir()
    try:
        yield beside
        # At once, as there may be a million files, and each would wait for the disk.
        os.sync()
        beside.rename(path)
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise
    sync(path.parent)


def write_whole(path: Path, content: str) -> None:
    """Write a text file, UTF-8, that appears whole or not at all."""
    with write_beside(path) as beside:
        beside.write_text(content, encoding="utf-8", newline="\n")


def sync_tree(folder: Path) -> None:
    """Bring everything in a folder to the disk."""
    for path in folder.rglob("*"):
        sync(path)
    sync(folder)


def sync(path: Path) -> None:
    """Bring one file's content, or one folder's list of names, to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
