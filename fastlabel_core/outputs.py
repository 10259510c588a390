"""The output folder: a round's results take the place of those before it, all or none."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from fastlabel_core.durable import sync, sync_tree
from fastlabel_core.file_lock import file_lock
from fastlabel_core.output_place import make_folder

PREDICTIONS = "predictions.csv"
VALIDATION = "validation.csv"
MODEL = "model"
REPORT = "report.json"
NO_MODEL = "no-model"


def incoming_dir(output_dir: Path) -> Path:
    """Return a new, empty folder in which to put the results together; see `commit`."""
    folder = _incoming(output_dir)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    return folder


def commit(output_dir: Path) -> bool:
    """Put results that are complete in their place, the report last.

    The report in the folder of `incoming_dir` says that everything else is in it; so a commit that
    was killed is taken up by calling this again, and half a result is never taken for one.

    Returns
    -------
    bool
        Whether there was anything to put in its place.
    """
    incoming = _incoming(output_dir)
    report = incoming / REPORT
    if not report.exists():
        return False
    (output_dir / REPORT).unlink(missing_ok=True)
    for table in (PREDICTIONS, VALIDATION):
        if (incoming / table).exists():
            (incoming / table).replace(output_dir / table)
    if (incoming / MODEL).exists():
        shutil.rmtree(output_dir / MODEL, ignore_errors=True)
        (incoming / MODEL).rename(output_dir / MODEL)
    if (incoming / NO_MODEL).exists() and (output_dir / MODEL).exists():
        shutil.rmtree(output_dir / MODEL)
    sync(output_dir)
    report.replace(output_dir / REPORT)
    sync(output_dir)
    (incoming / NO_MODEL).unlink(missing_ok=True)
    incoming.rmdir()
    return True


def copy_model(stage_dir: Path, incoming: Path) -> None:
    """Copy the stage model to the results, down to the disk."""
    shutil.copytree(stage_dir, incoming / MODEL)
    sync_tree(incoming / MODEL)


def leave_no_model(incoming: Path) -> None:
    """Let the results be without a model, so that an older one goes when they are committed.

    That no model is in the folder doesn't say so: a commit that was killed may have moved it.
    """
    (incoming / NO_MODEL).touch()


@contextmanager
def exclusive(*folders: Path) -> Iterator[None]:
    """Make the folders and keep every other round out of them.

    Raises
    ------
    LockedError
        If another round works in one of them.
    UsageError
        If one can't be made.
    """
    with ExitStack() as locks:
        for folder in sorted({folder.resolve() for folder in folders}):
            make_folder(folder, "folder")
            refusal = (
                f"another round works in {folder}; wait for it, or give this one other folders "
                "(--output-dir, --work-dir)"
            )
            locks.enter_context(file_lock(folder / ".lock", refusal))
        yield


def _incoming(output_dir: Path) -> Path:
    return output_dir / ".incoming"
