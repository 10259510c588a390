"""Predicting a pool piece by piece, so that it may be larger than memory and survives a kill."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from fastlabel_core.durable import write_whole
from fastlabel_core.events import report_progress
from fastlabel_core.pool import slices
from fastlabel_core.predictions import Predictions
from fastlabel_core.results import UnsoundResultError

PIECE_ROWS = 4096


@dataclass(frozen=True, slots=True)
class Done:
    """How far the pool is predicted.

    Parameters
    ----------
    rows : int
        So many rows, from the first on, are on the disk.
    classes : list of str
        The columns of the probabilities.
    """

    rows: int
    classes: list[str]


def predict_in_pieces(
    df_img: pd.DataFrame, work_dir: Path, predict: Callable[[pd.DataFrame], Predictions]
) -> Predictions:
    """Predict the pool in pieces of 4,096 rows, going on from those that are on the disk.

    The pieces begin at the same rows in every run, so a run that was killed ends with the same
    bytes.

    Parameters
    ----------
    df_img : DataFrame, n rows
        The pool.
    work_dir : Path
        Keeps the folder ``pool-predictions``: probabilities as float32, errors as JSON.
    predict : callable
        The model's answer for a piece.

    Returns
    -------
    Predictions
        Its probabilities are a memory map of shape (n, C).
    """
    folder = work_dir / "pool-predictions"
    folder.mkdir(exist_ok=True)
    done = _read_done(folder)
    for rows in slices(len(df_img), PIECE_ROWS):
        if rows.stop > done.rows:
            predictions = predict(df_img.iloc[rows].reset_index(drop=True))
            done = _keep(folder, done, rows, predictions)
        report_progress("samples", done.rows, len(df_img))
    return _map(folder, done)


def _keep(folder: Path, done: Done, rows: slice, predictions: Predictions) -> Done:
    """Append a piece; only then does `done` count it, so a torn one is written over."""
    classes = list(predictions.classes)
    if done.classes and classes != done.classes:
        raise UnsoundResultError(f"returned other classes for rows {rows.start} to {rows.stop - 1}")
    _write_at(
        folder / "probabilities.float32",
        rows.start * len(classes) * np.dtype(np.float32).itemsize,
        predictions.probabilities.tobytes(),
    )
    errors_file = folder / f"errors-{rows.start}.json"
    errors_file.unlink(missing_ok=True)
    if predictions.errors:
        errors = {rows.start + row: reason for row, reason in predictions.errors.items()}
        write_whole(errors_file, json.dumps(list(errors.items())))
    done = Done(rows.stop, classes)
    write_whole(folder / "done.json", json.dumps({"rows": done.rows, "classes": done.classes}))
    return done


def _write_at(path: Path, offset: int, content: bytes) -> None:
    path.touch()
    with path.open("r+b") as file:
        file.seek(offset)
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _read_done(folder: Path) -> Done:
    path = folder / "done.json"
    if not path.exists():
        return Done(0, [])
    return Done(**json.loads(path.read_text(encoding="utf-8")))


def _map(folder: Path, done: Done) -> Predictions:
    if not done.rows:
        return Predictions([], np.empty((0, 0), dtype=np.float32))
    probabilities = np.memmap(
        folder / "probabilities.float32",
        dtype=np.float32,
        mode="r",
        shape=(done.rows, len(done.classes)),
    )
    return Predictions(done.classes, probabilities, _read_errors(folder))


def _read_errors(folder: Path) -> dict[int, str]:
    errors: dict[int, str] = {}
    for path in folder.glob("errors-*.json"):
        errors.update(json.loads(path.read_text(encoding="utf-8")))
    return dict(sorted(errors.items()))
