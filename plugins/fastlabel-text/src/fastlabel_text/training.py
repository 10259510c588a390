"""Training: labelled samples in, a classifier and its metrics out."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from fastlabel_core import (
    InputError,
    report_epoch,
    report_progress,
    report_unreadable,
    report_warning,
)
from fastlabel_text.classifier import TextClassifier
from fastlabel_text.linear import descend, predict_log_probabilities
from fastlabel_text.ngrams import BUCKETS, find_ngrams
from fastlabel_text.options import Reading, TextOptions
from fastlabel_text.texts import read_batches
from fastlabel_text.tfidf import count, extend, weigh

UNKNOWN = -1
"""The target of a validation sample whose label the classifier doesn't know."""


@dataclass(frozen=True, eq=False)
class Labelled:
    """What could be read of labelled samples.

    Parameters
    ----------
    counts : csr_array of float32, shape (n, BUCKETS)
        The n-grams of each text.
    labels : ndarray of str, shape (n,)
        Their labels.
    """

    counts: sparse.csr_array
    labels: NDArray[np.object_]


def train(
    loaded: TextClassifier,
    df_train: pd.DataFrame,
    df_val: pd.DataFrame | None,
    options: TextOptions,
) -> tuple[TextClassifier, dict[str, Any]]:
    """Train a classifier, beginning with what another one knows.

    Classes, n-grams and their weights are kept; new ones are added behind them.

    Parameters
    ----------
    loaded : TextClassifier
        Where to begin.
    df_train, df_val : DataFrame, DataFrame or None
        The training and the validation set.
    options : TextOptions
        How to train. How to read texts is the business of `loaded`.

    Returns
    -------
    TextClassifier, dict
        The classifier of the best epoch, and metrics for the report.

    Raises
    ------
    InputError
        If no sample of the training set can be read.
    """
    training = read_labelled(df_train, loaded.reading)
    if len(training.labels) == 0:
        raise InputError(
            f"none of the {len(df_train)} texts of the training set can be read\n"
            "  mend the column 'path' or 'text' of the label files; the report has each reason"
        )
    validation = None if df_val is None else read_labelled(df_val, loaded.reading)
    start = _grow(loaded, training, sorted(set(df_train["label"])), options)
    weights, metrics = _fit(start, training, validation, options)
    return TextClassifier(start.reading, start.vocabulary, start.classes, weights), metrics


def read_labelled(samples: pd.DataFrame, reading: Reading) -> Labelled:
    """Count the n-grams of labelled samples; those that can't be read are reported, left out."""
    errors: dict[int, str] = {}
    rows: list[int] = []
    counts = [sparse.csr_array((0, BUCKETS), dtype=np.float32)]
    for batch in read_batches(samples, reading.max_chars, errors):
        rows += batch.rows
        counts.append(count(find_ngrams(batch.texts, reading), len(batch.texts)))
        report_progress("texts", batch.rows[-1] + 1, len(samples))
    for row, reason in errors.items():
        report_unreadable(samples["sampleId"].iloc[row], reason)
    labels = samples["label"].to_numpy(dtype=object)[rows]
    return Labelled(sparse.csr_array(sparse.vstack(counts, format="csr")), labels)


def _grow(
    loaded: TextClassifier, training: Labelled, labels: list[str], options: TextOptions
) -> TextClassifier:
    """Add the labels and the n-grams of the training set, with weights of zero."""
    vocabulary = extend(loaded.vocabulary, training.counts, options.min_df, options.max_features)
    known = set(loaded.classes)
    classes = (*loaded.classes, *(label for label in labels if label not in known))
    weights = np.zeros((len(vocabulary), len(classes)), np.float32)
    weights[: len(loaded.vocabulary), : len(loaded.classes)] = loaded.weights
    return TextClassifier(loaded.reading, vocabulary, classes, weights)


def _fit(
    start: TextClassifier, training: Labelled, validation: Labelled | None, options: TextOptions
) -> tuple[NDArray[np.float32], dict[str, Any]]:
    """Descend until the watched loss gets no better; return the weights of the best epoch."""
    validator = None if validation is None else _Validator.of(start, validation)
    targets = targets_of(training.labels, start.classes)
    descent = descend(
        weigh(training.counts, start.vocabulary),
        targets,
        balance(targets, options.class_weight == "balanced"),
        start.weights,
        options.C,
    )
    best_weights, best_loss, best_epoch = start.weights, np.inf, 0
    epochs: list[dict[str, float]] = []
    for number, epoch in enumerate(islice(descent, 1, options.epochs + 1), start=1):
        metrics = {"train_loss": epoch.loss}
        if validator is not None:
            metrics |= validator.metrics(epoch.weights)
        report_epoch(number, metrics)
        epochs.append(metrics)
        watched = metrics.get("val_loss", epoch.loss)
        if watched < best_loss - options.min_delta:
            best_weights, best_loss, best_epoch = epoch.weights, watched, number
        elif number - best_epoch >= options.patience:
            break
    return best_weights, {"epochs": epochs, "best_epoch": best_epoch}


@dataclass(frozen=True, eq=False)
class _Validator:
    features: sparse.csr_array
    targets: NDArray[np.int64]

    @classmethod
    def of(cls, classifier: TextClassifier, validation: Labelled) -> _Validator | None:
        """Return None if there's nothing to validate on."""
        targets = targets_of(validation.labels, classifier.classes)
        unknown = np.count_nonzero(targets == UNKNOWN)
        if unknown:
            report_warning(
                f"{unknown} of {len(targets)} validation samples have a label that no training "
                "sample has; they count as wrong in val_accuracy and are left out of val_loss"
            )
        if unknown == len(targets):
            report_warning("no validation sample can be used: training watches its own loss")
            return None
        return cls(weigh(validation.counts, classifier.vocabulary), targets)

    def metrics(self, weights: NDArray[np.float32]) -> dict[str, float]:
        log_probabilities = predict_log_probabilities(self.features, weights)
        known = np.flatnonzero(self.targets != UNKNOWN)
        return {
            "val_loss": float(-np.mean(log_probabilities[known, self.targets[known]])),
            "val_accuracy": float(np.mean(log_probabilities.argmax(axis=1) == self.targets)),
        }


def targets_of(labels: NDArray[np.object_], classes: tuple[str, ...]) -> NDArray[np.int64]:
    """Return the number of each label in `classes`, or `UNKNOWN`."""
    number_of = {label: number for number, label in enumerate(classes)}
    return np.array([number_of.get(label, UNKNOWN) for label in labels], np.int64)


def balance(targets: NDArray[np.int64], balanced: bool) -> NDArray[np.float32]:
    """Return the weight of each sample, 1 in the mean.

    Balanced, every class that has samples weighs the same: ``n / (classes * samples of its
    class)``, as in scikit-learn.
    """
    if not balanced:
        return np.ones(len(targets), np.float32)
    samples = np.bincount(targets)
    return (len(targets) / (np.count_nonzero(samples) * samples[targets])).astype(np.float32)
