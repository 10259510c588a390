"""What is saved, and what is written anywhere else."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import chdir, contextmanager
from pathlib import Path

import pandas as pd

from fastlabel_core.samples import PATH
from fastlabel_core.testing.contract.answers import BrokenPromiseError, require_same
from fastlabel_core.testing.contract.pickles import find_pickle
from fastlabel_core.testing.contract.subject import Subject


def moved_model_predicts_the_same(subject: Subject) -> None:
    """A model that was saved, moved and loaded predicts the same, to the bit."""
    model = subject.trained_model()
    expected = model.predict(subject.pool)
    moved = subject.saved_model(model).rename(subject.folder / "moved")
    require_same(
        expected,
        subject.new_model(moved).predict(subject.pool),
        "when the model was saved, its folder moved, and loaded from there",
    )


def saved_model_holds_no_pickle(subject: Subject) -> None:
    """No file that it saves is a pickle or holds one: loading runs no code from the folder."""
    folder = subject.saved_model(subject.trained_model())
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        found = find_pickle(path.read_bytes())
        if found:
            raise BrokenPromiseError(
                f"save_model wrote {path.relative_to(folder)}, which is {found}; save safetensors "
                "and JSON"
            )


def nothing_is_written_elsewhere(subject: Subject) -> None:
    """It writes into its work folder and the folder to save in, and nowhere else.

    Watched are the current folder, the home and temporary folders, the folders of the samples, and
    that of the saved model once it is there.
    """
    elsewhere = subject.new_folder("elsewhere")
    inputs = [_contents(folder) for folder in _input_folders(subject.samples)]
    with _set_down_in(elsewhere):
        model = subject.new_model()
        model.train(*subject.train_and_validation())
        model.predict(subject.pool)
        saved = subject.saved_model(model)
        kept = _contents(saved)
        subject.new_model(saved).predict(subject.pool)
    found = [*_contents(elsewhere)]
    if [_contents(folder) for folder in _input_folders(subject.samples)] != inputs:
        found.append("something beside the samples")
    if _contents(saved) != kept:
        found.append("the saved model, when it was loaded")
    if found:
        raise BrokenPromiseError(f"it wrote where it must not: {', '.join(found)}")


def _input_folders(samples: pd.DataFrame) -> list[Path]:
    if PATH not in samples:
        return []
    return sorted({Path(path).parent for path in samples[PATH] if Path(path).is_file()})


def _contents(folder: Path) -> dict[str, bytes]:
    """Return the bytes of every file in a folder, by its path there."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
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
