"""What a model says of samples, in one form, however it says it, so that answers can be compared.

A model says it by `predict`, which returns `Predictions`, or by `query_hard_example` alone, which
returns a frame.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from fastlabel_core.predictions import Predictions
from fastlabel_core.samples import LABEL, SAMPLE_ID


class BrokenPromiseError(AssertionError):
    """A plugin breaks a promise of the protocol; the message says which hook does what."""


@dataclass(frozen=True, slots=True, eq=False)
class Answers:
    """What a model says of n samples.

    Parameters
    ----------
    sample_ids : tuple of str, length n
        The samples that were asked about.
    classes : tuple of str, length C
        Those that the model knows; none of a model without `predict`, which doesn't tell.
    labels : tuple of str, length n
        The most probable class; empty for a sample that can't be read.
    figures : ndarray of float64, shape (n, C) or (n, 1)
        Probabilities; of a model without `predict`, its confidence, NaN where it gives none.
    errors : tuple of str, length n
        Why a sample can't be read, else an empty string.
    """

    sample_ids: tuple[str, ...]
    classes: tuple[str, ...]
    labels: tuple[str, ...]
    figures: NDArray[np.float64]
    errors: tuple[str, ...]

    @property
    def known_classes(self) -> frozenset[str]:
        """The classes that the model knows, or else those that it answers."""
        return frozenset(self.classes or (label for label in self.labels if label))

    @property
    def are_all_alike(self) -> bool:
        """Whether no sample is told from another, by its figures or, without any, by its label."""
        if np.isnan(self.figures).all():
            return len(set(self.labels)) == 1
        return bool((self.figures == self.figures[0]).all())

    def write(self, folder: Path) -> None:
        """Write them into an existing folder, for another process to read."""
        np.save(folder / "figures.npy", self.figures)
        texts = [self.sample_ids, self.classes, self.labels, self.errors]
        (folder / "texts.json").write_text(json.dumps(texts), encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> Answers:
        """Read what `write` wrote."""
        texts = json.loads((folder / "texts.json").read_text(encoding="utf-8"))
        sample_ids, classes, labels, errors = map(tuple, texts)
        return cls(sample_ids, classes, labels, np.load(folder / "figures.npy"), errors)


def read_answers(answer: Any, df_img: pd.DataFrame) -> Answers:
    """Read what `predict` or `query_hard_example` returned.

    Raises
    ------
    BrokenPromiseError
        If there isn't a row for each row of `df_img`.
    """
    sample_ids = tuple(df_img[SAMPLE_ID])
    if isinstance(answer, Predictions):
        return _of_predictions(answer, sample_ids)
    if isinstance(answer, pd.DataFrame):
        return _of_frame(answer, sample_ids)
    raise BrokenPromiseError(f"the model's answer is {type(answer).__name__}, not Predictions")


def require_same(expected: Answers, answers: Answers, when: str) -> None:
    """Raise `BrokenPromiseError` unless two answers about the same samples agree to the bit.

    Parameters
    ----------
    expected, answers : Answers
        They may tell of the samples in another order.
    when : str
        The second half of a sentence that begins "the predictions differ".
    """
    if expected.classes != answers.classes:
        raise BrokenPromiseError(
            f"the classes differ {when}: {list(expected.classes)} and {list(answers.classes)}"
        )
    row_of = {sample_id: row for row, sample_id in enumerate(answers.sample_ids)}
    for row, sample_id in enumerate(expected.sample_ids):
        said, says = _answer(expected, row), _answer(answers, row_of[sample_id])
        if said != says:
            raise BrokenPromiseError(
                f"the predictions differ {when}, for sample {sample_id!r}: {said} and {says}"
            )


def joined(parts: Sequence[Answers]) -> Answers:
    """Return the answers to consecutive pieces of a pool as those to the whole.

    Raises
    ------
    BrokenPromiseError
        If the pieces were answered with different classes.
    """
    if any(part.classes != parts[0].classes for part in parts):
        raise BrokenPromiseError("the classes differ from one piece of the pool to the next")
    return Answers(
        sample_ids=tuple(name for part in parts for name in part.sample_ids),
        classes=parts[0].classes,
        labels=tuple(label for part in parts for label in part.labels),
        figures=np.concatenate([part.figures for part in parts]),
        errors=tuple(error for part in parts for error in part.errors),
    )


def _of_predictions(predictions: Predictions, sample_ids: tuple[str, ...]) -> Answers:
    probabilities = np.asarray(predictions.probabilities, dtype=np.float64)
    rows, classes = len(sample_ids), tuple(map(str, predictions.classes))
    if probabilities.shape != (rows, len(classes)) or not classes:
        raise BrokenPromiseError(
            f"predict returned probabilities of shape {probabilities.shape} for {rows} samples "
            f"and {len(classes)} classes"
        )
    errors = tuple(str(predictions.errors.get(row, "")) for row in range(rows))
    labels = tuple(
        "" if error else classes[best]
        for error, best in zip(errors, probabilities.argmax(axis=1), strict=True)
    )
    is_read = np.array([not error for error in errors], dtype=bool)
    figures = np.where(is_read[:, None], probabilities, np.nan)
    return Answers(sample_ids, classes, labels, figures, errors)


def _of_frame(frame: pd.DataFrame, sample_ids: tuple[str, ...]) -> Answers:
    rows = len(sample_ids)
    if len(frame) != rows or LABEL not in frame:
        raise BrokenPromiseError(
            f"query_hard_example returned {len(frame)} rows for {rows} samples, with the columns "
            f"{', '.join(map(str, frame.columns))}"
        )
    errors = tuple(frame["error"].astype("str").fillna("")) if "error" in frame else ("",) * rows
    labels = tuple(frame[LABEL].astype("str").fillna(""))
    confidence = frame["confidence"] if "confidence" in frame else pd.Series(np.nan, frame.index)
    figures = np.asarray(confidence.astype("float64"))
    return Answers(sample_ids, (), labels, figures[:, None], errors)


def _answer(answers: Answers, row: int) -> str:
    """Return what is said of a sample, as text that differs where one bit does."""
    if answers.errors[row]:
        return f"unreadable ({answers.errors[row]})"
    figures = ", ".join(str(float(figure)) for figure in answers.figures[row])
    return f"{answers.labels[row]} ({figures})"
