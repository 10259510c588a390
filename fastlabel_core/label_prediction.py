"""What a trained model says of samples that are few: their labels, at once."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from fastlabel_core.defaults import best_classes
from fastlabel_core.model import Model
from fastlabel_core.predictions import Wanted
from fastlabel_core.samples import LABEL
from fastlabel_core.setup import Setup

CONFIDENCE = "confidence"
ERROR = "error"


def predict_labels(
    model: Model, samples: pd.DataFrame, df_train: pd.DataFrame, work_dir: Path, setup: Setup
) -> pd.DataFrame:
    """Return label, confidence and error of each sample, as far as the model tells them.

    Parameters
    ----------
    model : Model
        Trained.
    samples : DataFrame, n rows
        Without their labels, numbered from 0.
    df_train : DataFrame
        For a model that has no `predict`.
    work_dir : Path
        Where the model may write.
    setup : Setup
        Of the model.

    Returns
    -------
    DataFrame, n rows
        ``label`` (missing if the sample can't be read), ``confidence`` and ``error`` among others.
    """
    if not model.answers("predict"):
        return model.query(
            samples,
            df_train,
            None,
            work_dir,
            0,
            setup.strategy,
            setup.strategy_options,
            setup.options,
        )
    predictions = model.predict(samples, work_dir, setup.options, Wanted())
    best, confidence = best_classes(predictions)
    error = pd.Series([predictions.errors.get(row, "") for row in range(len(samples))], dtype="str")
    labels = pd.Categorical.from_codes(best, pd.Index(list(predictions.classes)))
    return pd.DataFrame({LABEL: labels, CONFIDENCE: confidence, ERROR: error})
