"""What the model says of the labelled samples, for the strategies that look at them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from fastlabel_core.events import report_progress
from fastlabel_core.pool import slices
from fastlabel_core.predictions import Predictions
from fastlabel_core.query import Labelled
from fastlabel_core.results import UnsoundResultError
from fastlabel_core.samples import LABEL

PIECE_ROWS = 4096


def known_labels(
    df_train: pd.DataFrame, df_val: pd.DataFrame | None, classes: Sequence[str]
) -> Labelled:
    """Return the labels alone, for strategies that need no more.

    Parameters
    ----------
    df_train, df_val : DataFrame, DataFrame or None
        The labelled samples.
    classes : sequence of str, length C
        Those that the model knows.

    Returns
    -------
    Labelled
        Its probabilities and embeddings have no width.
    """
    samples = _joined(df_train, df_val)
    nothing = np.empty((len(samples), 0), dtype=np.float32)
    return Labelled(
        labels=_columns_of(samples[LABEL], classes),
        probabilities=nothing,
        embeddings=nothing,
        is_validation=_is_validation(df_train, samples),
    )


def predict_labelled(
    df_train: pd.DataFrame,
    df_val: pd.DataFrame | None,
    pool: Predictions,
    predict: Callable[[pd.DataFrame], Predictions],
) -> Labelled:
    """Predict the labelled samples, in pieces of 4,096 rows.

    Parameters
    ----------
    df_train, df_val : DataFrame, DataFrame or None
        The labelled samples, in this order. Those that can't be read are left out.
    pool : Predictions
        Of the pool, by the same model, with embeddings.
    predict : callable
        The model's answer for a piece, with embeddings, checked.

    Raises
    ------
    UnsoundResultError
        If the model now knows other classes, or its embeddings have another width.
    """
    samples = _joined(df_train, df_val)
    pieces = [Labelled.none(len(pool.classes), _width(pool))]
    is_validation = _is_validation(df_train, samples)
    for rows in slices(len(samples), PIECE_ROWS):
        piece = samples.iloc[rows].reset_index(drop=True)
        predictions = predict(piece.drop(columns=LABEL))
        _refuse_other_columns(predictions, pool)
        pieces.append(_labelled(piece[LABEL], predictions, is_validation[rows]))
        report_progress("labelled samples", rows.stop, len(samples))
    return Labelled(
        labels=np.concatenate([piece.labels for piece in pieces]),
        probabilities=np.concatenate([piece.probabilities for piece in pieces]),
        embeddings=np.concatenate([piece.embeddings for piece in pieces]),
        is_validation=np.concatenate([piece.is_validation for piece in pieces]),
    )


def _joined(df_train: pd.DataFrame, df_val: pd.DataFrame | None) -> pd.DataFrame:
    frames = [df_train] if df_val is None else [df_train, df_val]
    return pd.concat(frames, ignore_index=True)


def _is_validation(df_train: pd.DataFrame, samples: pd.DataFrame) -> NDArray[np.bool_]:
    return np.arange(len(samples)) >= len(df_train)


def _labelled(
    labels: pd.Series, predictions: Predictions, is_validation: NDArray[np.bool_]
) -> Labelled:
    """Put together what is known of one piece, less the samples that can't be read."""
    readable = np.setdiff1d(np.arange(len(labels)), list(predictions.errors))
    return Labelled(
        labels=_columns_of(labels.iloc[readable], predictions.classes),
        probabilities=predictions.probabilities[readable],
        embeddings=_embeddings(predictions)[readable],
        is_validation=is_validation[readable],
    )


def _columns_of(labels: pd.Series, classes: Sequence[str]) -> NDArray[np.intp]:
    """Return the number of each label among the classes; -1 for one that isn't there."""
    return pd.Index(list(classes), dtype="str").get_indexer(pd.Index(labels, dtype="str"))


def _refuse_other_columns(predictions: Predictions, pool: Predictions) -> None:
    if list(predictions.classes) != list(pool.classes):
        raise UnsoundResultError("returned other classes for labelled samples than for the pool")
    if _width(predictions) != _width(pool):
        raise UnsoundResultError(
            f"returned embeddings of width {_width(predictions)} for labelled samples, of width "
            f"{_width(pool)} for the pool"
        )


def _width(predictions: Predictions) -> int:
    width: int = _embeddings(predictions).shape[1]
    return width


def _embeddings(predictions: Predictions) -> NDArray[np.float32]:
    if predictions.embeddings is None:
        raise UnsoundResultError("returned no embeddings, which were wanted")
    return predictions.embeddings
