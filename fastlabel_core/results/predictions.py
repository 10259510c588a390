"""Checking what `predict` returns."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from fastlabel_core.predictions import Predictions, Wanted
from fastlabel_core.query.rows import Rows
from fastlabel_core.results.unsound import UnsoundResultError, refuse_samples
from fastlabel_core.samples import SAMPLE_ID

SUM_TOLERANCE = 1e-3
PROBABILITIES_ALONE = Wanted()

Floats = NDArray[np.float32]


def checked_predictions(
    predictions: object,
    df_img: pd.DataFrame,
    wanted: Wanted = PROBABILITIES_ALONE,
    *,
    is_trained: bool = True,
) -> Predictions:
    """Return predictions if they have a sound row for each row of `df_img`.

    A probability just above 1, as its row may miss that sum by a thousandth, becomes 1.

    Parameters
    ----------
    predictions : object
        What the hook returned.
    df_img : DataFrame
        What was predicted.
    wanted : Wanted, optional
        What must be there besides probabilities; what was not wanted is dropped. Probabilities
        alone by default.
    is_trained : bool, default True
        Whether the model has seen labels. One that hasn't must know no class.

    Raises
    ------
    UnsoundResultError
        If they haven't.
    """
    if not isinstance(predictions, Predictions):
        raise UnsoundResultError(f"returned {type(predictions).__name__}, not Predictions")
    rows, classes = len(df_img), list(predictions.classes)
    probabilities = _array(predictions.probabilities)
    if probabilities.shape != (rows, len(classes)):
        raise UnsoundResultError(
            f"returned probabilities of shape {probabilities.shape} for {rows} samples and "
            f"{len(classes)} classes"
        )
    _refuse_wrong_classes(classes, rows, is_trained)
    if not all(0 <= row < rows for row in predictions.errors):
        raise UnsoundResultError(f"returned errors for rows outside 0 to {rows - 1}")
    readable = np.setdiff1d(np.arange(rows), list(predictions.errors))
    ids = df_img[SAMPLE_ID]
    if classes:
        refuse_samples(
            ids.iloc[_unsound_rows(probabilities, readable, _are_distributions)],
            "returned probabilities that are negative, not finite or do not sum to 1 for {} "
            "samples",
        )
    return Predictions(
        classes=classes,
        probabilities=_at_most_one(probabilities),
        errors={int(row): str(reason) for row, reason in predictions.errors.items()},
        embeddings=_checked_embeddings(predictions, readable, ids) if wanted.embeddings else None,
        dropout=(
            _checked_dropout(predictions, readable, ids, wanted.dropout_passes)
            if wanted.dropout_passes
            else None
        ),
    )


def _refuse_wrong_classes(classes: list[str], rows: int, is_trained: bool) -> None:
    if len(set(classes)) < len(classes) or not all(isinstance(name, str) for name in classes):
        raise UnsoundResultError("returned classes that are not distinct strings")
    if is_trained and rows and not classes:
        raise UnsoundResultError("returned no classes")
    if classes and not is_trained:
        raise UnsoundResultError(
            f"returned {len(classes)} classes, though the model was never trained; return none, "
            "and embeddings alone"
        )


def _at_most_one(probabilities: Floats) -> Floats:
    """Return probabilities of which none is above 1; a copy only if one was."""
    if any((probabilities[chunk] > 1).any() for chunk in Rows(probabilities).chunks()):
        return np.minimum(probabilities, np.float32(1))
    return probabilities


def _checked_embeddings(
    predictions: Predictions, readable: NDArray[np.intp], ids: pd.Series
) -> Floats:
    if predictions.embeddings is None:
        raise UnsoundResultError("returned no embeddings, which were wanted")
    embeddings = _array(predictions.embeddings)
    if embeddings.ndim != 2 or len(embeddings) != len(ids) or not embeddings.shape[1]:
        raise UnsoundResultError(
            f"returned embeddings of shape {embeddings.shape} for {len(ids)} samples"
        )
    refuse_samples(
        ids.iloc[_unsound_rows(embeddings, readable, _are_finite)],
        "returned embeddings that are not finite for {} samples",
    )
    return embeddings


def _checked_dropout(
    predictions: Predictions, readable: NDArray[np.intp], ids: pd.Series, passes: int
) -> Floats:
    if predictions.dropout is None:
        raise UnsoundResultError("returned no passes with dropout, which were wanted")
    dropout = _array(predictions.dropout)
    if dropout.shape != (len(ids), passes, len(predictions.classes)):
        raise UnsoundResultError(
            f"returned passes with dropout of shape {dropout.shape} for {len(ids)} samples, "
            f"{passes} passes and {len(predictions.classes)} classes"
        )
    refuse_samples(
        ids.iloc[_unsound_rows(dropout, readable, _are_distributions)],
        "returned passes with dropout that are negative, not finite or do not sum to 1 for {} "
        "samples",
    )
    return dropout


def _array(given: object) -> Floats:
    """Return float32, a memory map as it is; what float32 can't hold becomes infinite."""
    with np.errstate(over="ignore"):
        return np.asarray(given, dtype=np.float32)


def _unsound_rows(
    array: Floats, readable: NDArray[np.intp], are_sound: Callable[[Floats], NDArray[np.bool_]]
) -> NDArray[np.intp]:
    """Return those of the readable rows that aren't sound, looked at in chunks."""
    is_sound = np.ones(len(array), dtype=np.bool_)
    for chunk in Rows(array).chunks():
        is_sound[chunk] = are_sound(array[chunk])
    return readable[~is_sound[readable]]


def _are_distributions(part: Floats) -> NDArray[np.bool_]:
    """Tell for each row whether all it holds is finite, not negative, and sums to one."""
    with np.errstate(invalid="ignore"):
        sums = part.sum(axis=-1)
    is_sound = (np.abs(sums - 1) <= SUM_TOLERANCE) & (part.min(axis=-1, initial=0) >= 0)
    return np.asarray(is_sound.reshape(len(part), -1).all(axis=1))


def _are_finite(part: Floats) -> NDArray[np.bool_]:
    return np.asarray(np.isfinite(part).all(axis=1))
