"""The place of what a caller asks for, looked at before anything is written."""

from __future__ import annotations

from pathlib import Path

from fastlabel_core.errors import UsageError


def refuse_no_place(path: Path) -> None:
    """Raise `UsageError` if a file can't stand at a path: it is a folder, or in none that is."""
    if not path.parent.is_dir():
        raise UsageError(
            f"{path} can't be written: there is no folder {path.parent}; make it, or give another "
            "file (--output)"
        )
    if path.is_dir():
        raise UsageError(f"{path} is a folder; give a file (--output)")


def make_folder(folder: Path, another: str) -> None:
    """Make a folder, and those above it, unless it is there.

    Parameters
    ----------
    folder : Path
        Which.
    another : str
        What the caller can give in its place, such as ``"folder (--output-dir)"``.

    Raises
    ------
    UsageError
        If it can't be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(
            f"{folder} can't be made: {error.strerror}; give another {another}"
        ) from error
