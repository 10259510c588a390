"""Predicting a pool piece by piece, so that it may be larger than memory and survives a kill."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from fastlabel_core.durable import write_whole
from fastlabel_core.events import report_progress
from fastlabel_core.pool import slices
from fastlabel_core.predictions import Predictions
from fastlabel_core.results import UnsoundResultError

PIECE_ROWS = 4096
ARRAYS = ("probabilities", "embeddings", "dropout")


@dataclass(frozen=True, slots=True)
class Done:
    """How far the pool is predicted.

    Parameters
    ----------
    rows : int
        So many rows, from the first on, are on the disk.
    classes : list of str
        The columns of the probabilities.
    shapes : dict of str to list of int
        The arrays that the model gave, each with the shape of one of its rows.
    """

    rows: int = 0
    classes: list[str] = field(default_factory=list)
    shapes: dict[str, list[int]] = field(default_factory=dict)


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
        Keeps the folder ``pool-predictions``: every array as float32, errors as JSON.
    predict : callable
        The model's answer for a piece, checked.

    Returns
    -------
    Predictions
        Its arrays are memory maps.
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
    arrays = _arrays(predictions)
    shapes = {name: list(array.shape[1:]) for name, array in arrays.items()}
    now = Done(rows.stop, list(predictions.classes), shapes)
    if done.rows:
        _refuse_other_columns(done, now, f"rows {rows.start} to {rows.stop - 1}")
    for name, array in arrays.items():
        row_bytes = array.itemsize * int(np.prod(shapes[name], dtype=np.int64))
        _write_at(_file(folder, name), rows.start * row_bytes, array.tobytes())
    _keep_errors(folder / f"errors-{rows.start}.json", rows.start, predictions)
    write_whole(folder / "done.json", json.dumps(asdict(now)))
    return now


def _arrays(predictions: Predictions) -> dict[str, NDArray[np.float32]]:
    """Return the arrays that the model gave, by name."""
    given = {name: getattr(predictions, name) for name in ARRAYS}
    return {name: array for name, array in given.items() if array is not None}


def _refuse_other_columns(done: Done, now: Done, rows: str) -> None:
    """Raise `UnsoundResultError` if a piece can't stand below those before it."""
    if now.classes != done.classes:
        raise UnsoundResultError(f"returned other classes for {rows}")
    for name in ARRAYS:
        before, after = done.shapes.get(name), now.shapes.get(name)
        if before != after:
            raise UnsoundResultError(
                f"returned {name} of {_width(after)} for {rows}, of {_width(before)} before"
            )


def _width(shape: list[int] | None) -> str:
    return "no width" if shape is None else f"width {' x '.join(map(str, shape))}"


def _keep_errors(path: Path, first_row: int, predictions: Predictions) -> None:
    path.unlink(missing_ok=True)
    if predictions.errors:
        errors = {first_row + row: reason for row, reason in predictions.errors.items()}
        write_whole(path, json.dumps(list(errors.items())))


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
        return Done()
    return Done(**json.loads(path.read_text(encoding="utf-8")))


def _map(folder: Path, done: Done) -> Predictions:
    if not done.rows:
        return Predictions([], np.empty((0, 0), dtype=np.float32))
    arrays = {
        name: _map_array(_file(folder, name), (done.rows, *shape))
        for name, shape in done.shapes.items()
    }
    return Predictions(classes=done.classes, errors=_read_errors(folder), **arrays)


def _map_array(path: Path, shape: tuple[int, ...]) -> NDArray[np.float32]:
    if 0 in shape:
        # There are no bytes to map: an untrained model knows no class.
        return np.empty(shape, dtype=np.float32)
    return np.memmap(path, dtype=np.float32, mode="r", shape=shape)


def _file(folder: Path, name: str) -> Path:
    return folder / f"{name}.float32"


def _read_errors(folder: Path) -> dict[int, str]:
    errors: dict[int, str] = {}
    for path in folder.glob("errors-*.json"):
        errors.update(json.loads(path.read_text(encoding="utf-8")))
    return dict(sorted(errors.items()))
