"""What is saved, and what is written anywhere else."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import chdir, contextmanager
from pathlib import Path

import pandas as pd

from fastlabel_core.errors import IntegrityError
from fastlabel_core.repository.files import list_files
from fastlabel_core.repository.metadata import METADATA_FILE
from fastlabel_core.samples import PATH
from fastlabel_core.testing.contract.answers import BrokenPromiseError, require_same
from fastlabel_core.testing.contract.pickles import find_pickle
from fastlabel_core.testing.contract.subject import Subject


def moved_model_predicts_the_same(subject: Subject) -> None:
    """A model that was saved, moved and loaded predicts the same, to the bit.

    The folder that it worked in is gone by then.
    """
    model = subject.trained_model()
    expected = model.predict(subject.pool)
    moved = subject.saved_model(model).rename(subject.folder / "moved")
    shutil.rmtree(model.work_dir)
    require_same(
        expected,
        subject.new_model(moved).predict(subject.pool),
        "when the model was saved, its folder moved, and loaded from there",
    )


def loading_replaces_the_model(subject: Subject) -> None:
    """What is loaded takes the place of all that the instance knew.

    A round loads what it has just saved, into the same instance; one that was killed does so into a
    new one, and must end the same.
    """
    names = {label: f"{label} 2" for label in subject.classes}
    saved = subject.saved_model(subject.trained_model(subject.renamed(names)))
    expected = subject.new_model(saved).predict(subject.pool)
    used = subject.trained_model()
    used.load(saved)
    require_same(
        expected,
        used.predict(subject.pool),
        "when the model is loaded into an instance that was trained on other labels",
    )


def saved_model_holds_no_pickle(subject: Subject) -> None:
    """No file that it saves is a pickle or holds one, which could run code when it is loaded."""
    folder = subject.saved_model(subject.trained_model())
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        found = find_pickle(path.read_bytes())
        if found:
            raise BrokenPromiseError(
                f"save_model wrote {path.relative_to(folder)}, which is {found}; save safetensors "
                "and JSON"
            )


def saved_model_can_be_published(subject: Subject) -> None:
    """It saves plain files alone, and none of the name ``metadata.json``, which is the core's."""
    folder = subject.saved_model(subject.trained_model())
    try:
        files = list_files(folder)
    except IntegrityError as error:
        raise BrokenPromiseError(f"save_model wrote what can't be published: {error}") from error
    for path in files:
        if path.casefold() == METADATA_FILE:
            raise BrokenPromiseError(
                f"save_model wrote {path}, which belongs to the core; give the file another name"
            )


def nothing_is_written_elsewhere(subject: Subject) -> None:
    """It writes into its work folder and the folder to save in, and nowhere else.

    Watched are the current folder, the home and temporary folders, the folders of the samples, and
    that of the saved model once it is there.
    """
    elsewhere = subject.new_folder("elsewhere")
    input_folders = _input_folders(subject.samples)
    inputs = [_contents(folder, "*") for folder in input_folders]
    with _set_down_in(elsewhere):
        model = subject.new_model()
        model.train(*subject.train_and_validation())
        model.predict(subject.pool)
        saved = subject.saved_model(model)
        kept = _contents(saved)
        subject.new_model(saved).predict(subject.pool)
    found = sorted(_contents(elsewhere))
    if [_contents(folder, "*") for folder in input_folders] != inputs:
        found.append("something beside the samples")
    if _contents(saved) != kept:
        found.append("the saved model, when it was loaded")
    if found:
        raise BrokenPromiseError(f"it wrote where it must not: {', '.join(found)}")


def _input_folders(samples: pd.DataFrame) -> list[Path]:
    if PATH not in samples:
        return []
    return sorted({Path(path).parent for path in samples[PATH] if Path(path).is_file()})


def _contents(folder: Path, pattern: str = "**/*") -> dict[str, tuple[int, int]]:
    """Return the size and the time of change of what is in a folder, by its path there."""
    return {
        str(path.relative_to(folder)): (path.lstat().st_size, path.lstat().st_mtime_ns)
        for path in folder.glob(pattern)
    }


@contextmanager
def _set_down_in(folder: Path) -> Iterator[None]:
    """Make a folder the current one, the home, and that of temporary files."""
    places = ("HOME", "TMPDIR", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME")
    before = {name: os.environ.get(name) for name in places}
    os.environ.update(dict.fromkeys(places, str(folder)))
    temporary, tempfile.tempdir = tempfile.tempdir, None
    try:
        with chdir(folder):
            yield
    finally:
        tempfile.tempdir = temporary
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
