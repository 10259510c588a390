"""What the model says of the validation set, and ``validation.csv``."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import pandas as pd

from fastlabel_core.csv_writing import csv_writer
from fastlabel_core.events import report_progress, step
from fastlabel_core.label_prediction import CONFIDENCE, ERROR, predict_labels
from fastlabel_core.model import Model
from fastlabel_core.pool import slices
from fastlabel_core.predictions_csv import shortest
from fastlabel_core.samples import LABEL, SAMPLE_ID
from fastlabel_core.setup import Setup

PREDICTED = "predicted"

PIECE_ROWS = 4096

# Its columns, in their order, and what they hold.
COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        SAMPLE_ID: "Of a sample of the validation set. There is a row for each.",
        LABEL: "Its label.",
        PREDICTED: "The label that the round's model predicts; empty if it can't be read.",
        CONFIDENCE: "The probability of the predicted label; empty if there is none.",
        ERROR: "Why the sample can't be read; else empty.",
    }
)


def predict_validation(
    model: Model, df_train: pd.DataFrame, df_val: pd.DataFrame | None, work_dir: Path, setup: Setup
) -> pd.DataFrame:
    """Ask the trained model about the samples that it did not see, in pieces of 4,096 rows.

    Parameters
    ----------
    model : Model
        Trained.
    df_train, df_val : DataFrame, DataFrame or None
        The labelled samples.
    work_dir : Path
        Where the model may write.
    setup : Setup
        Of the round.

    Returns
    -------
    DataFrame
        The columns of ``validation.csv``; no row without a validation set.
    """
    if df_val is None or df_val.empty:
        return pd.DataFrame({name: pd.Series(dtype="str") for name in COLUMNS})
    pieces = []
    with step("validate"):
        for rows in slices(len(df_val), PIECE_ROWS):
            piece = df_val.iloc[rows].reset_index(drop=True)
            pieces.append(_validate(model, piece, df_train, work_dir, setup))
            report_progress("samples", rows.stop, len(df_val))
    return pd.concat(pieces, ignore_index=True)


def count_correct(validation: pd.DataFrame) -> int:
    """Return how many samples the model predicts right; one that can't be read is not."""
    return int((validation[LABEL] == validation[PREDICTED]).sum())


def write_validation(path: Path, validation: pd.DataFrame) -> None:
    """Write ``validation.csv``, whole or not at all."""
    columns = [validation[name].tolist() for name in (SAMPLE_ID, LABEL, PREDICTED)]
    with csv_writer(path) as writer:
        writer.writerow(COLUMNS)
        writer.writerows(
            zip(
                *columns,
                shortest(validation[CONFIDENCE]),
                validation[ERROR].tolist(),
                strict=True,
            )
        )


def _validate(
    model: Model, piece: pd.DataFrame, df_train: pd.DataFrame, work_dir: Path, setup: Setup
) -> pd.DataFrame:
    answer = predict_labels(model, piece.drop(columns=LABEL), df_train, work_dir, setup)
    return pd.DataFrame(
        {
            SAMPLE_ID: piece[SAMPLE_ID],
            LABEL: piece[LABEL],
            PREDICTED: answer[LABEL].astype(object).fillna("").astype("str"),
            CONFIDENCE: answer[CONFIDENCE],
            ERROR: answer[ERROR],
        }
    )
