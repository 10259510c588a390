"""How good predictions are, where the truth is known."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from fastlabel_core.csv_file import open_csv
from fastlabel_core.errors import InputError
from fastlabel_core.one_row_each import read_one_row_each
from fastlabel_core.samples import LABEL, SAMPLE_ID

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd


@dataclass(frozen=True, slots=True)
class ClassScore:
    """How good the predictions are for one label; `support` counts the samples that have it."""

    label: str
    precision: float
    recall: float
    f1: float
    support: int


@dataclass(frozen=True, slots=True)
class Score:
    """How good predictions are.

    Parameters
    ----------
    samples : int
        The samples that stand in both; all else is computed from them.
    accuracy : float
        The share of them whose predicted label is the true one.
    macro_f1 : float
        The mean of the classes' F1, each with the same weight.
    classes : tuple of ClassScore
        One for each label that is true or predicted for a sample, sorted by label.
    without_prediction : int
        How many of `samples` have no predicted label. They count as wrong.
    only_in_predictions, only_in_truth : int
        The samples that stand in one of the two alone. They don't count.
    """

    samples: int
    accuracy: float
    macro_f1: float
    classes: tuple[ClassScore, ...]
    without_prediction: int
    only_in_predictions: int
    only_in_truth: int


def read_labels(path: Path) -> pd.DataFrame:
    """Read the labels in a CSV file; other columns are passed over.

    Parameters
    ----------
    path : Path
        ``predictions.csv``, ``truth.csv``, or any file with the columns ``sampleId`` and ``label``.

    Returns
    -------
    DataFrame of str
        ``sampleId`` and ``label``, as `score` takes them.

    Raises
    ------
    InputError
        If the file is broken, a column is missing, or a sample stands there twice.
    """
    columns = [SAMPLE_ID, LABEL]
    return read_one_row_each(open_csv(path, columns), columns)


def score(predictions: pd.DataFrame, truth: pd.DataFrame) -> Score:
    """Compare predicted labels with the true ones.

    A class's precision is ``hits / predicted``, its recall ``hits / support``, and its F1
    ``2 * hits / (predicted + support)``; a division by zero gives 0. The macro F1 is the mean over
    every label that is true or predicted for a sample, each with the same weight, as scikit-learn
    defines it. A sample without a predicted label counts as wrong; the empty label is no class.

    Parameters
    ----------
    predictions : DataFrame of str
        ``sampleId``, each once, and ``label``, which is empty where there is no prediction.
    truth : DataFrame of str
        ``sampleId``, each once, and ``label``, which is never empty.

    Returns
    -------
    Score
        Over the samples that stand in both.

    Raises
    ------
    InputError
        If no sample stands in both, or a true label is empty.
    ValueError
        If a sample stands in one of them twice.
    """
    both = truth[[SAMPLE_ID, LABEL]].merge(
        predictions[[SAMPLE_ID, LABEL]],
        on=SAMPLE_ID,
        suffixes=("_true", "_predicted"),
        validate="one_to_one",
    )
    if both.empty:
        raise InputError(
            "No sample of the truth stands in the predictions; name the truth of the same data set"
        )
    true, predicted = both[f"{LABEL}_true"], both[f"{LABEL}_predicted"]
    if (true == "").any():
        raise InputError(
            f"The truth has no label for sample {both[SAMPLE_ID][true == ''].iloc[0]!r}; "
            "fill it in, or remove the row"
        )
    classes = _score_classes(true, predicted)
    return Score(
        samples=len(both),
        accuracy=float((true == predicted).mean()),
        macro_f1=float(np.mean([each.f1 for each in classes])),
        classes=classes,
        without_prediction=int((predicted == "").sum()),
        only_in_predictions=len(predictions) - len(both),
        only_in_truth=len(truth) - len(both),
    )


def _score_classes(true: pd.Series[str], predicted: pd.Series[str]) -> tuple[ClassScore, ...]:
    support = Counter(true)
    claims = Counter(predicted[predicted != ""])
    hits = Counter(true[true == predicted])
    return tuple(
        _score_class(label, hits[label], claims[label], support[label])
        for label in sorted(support.keys() | claims.keys())
    )


def _score_class(label: str, hits: int, claims: int, support: int) -> ClassScore:
    return ClassScore(
        label=label,
        precision=hits / claims if claims else 0.0,
        recall=hits / support if support else 0.0,
        f1=2 * hits / (claims + support),
        support=support,
    )
