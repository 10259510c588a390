"""What `predict` gives besides probabilities: embeddings, and passes with dropout."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from fastlabel_core.declarations import gives
from fastlabel_core.predictions import Wanted
from fastlabel_core.results import UnsoundResultError, checked_predictions
from fastlabel_core.samples import LABEL, SAMPLE_ID
from fastlabel_core.testing.contract.answers import BrokenPromiseError
from fastlabel_core.testing.contract.predicting import PIECES
from fastlabel_core.testing.contract.subject import LoadedModel, Subject

PASSES = 6
EMBEDDINGS = Wanted(embeddings=True)


def predict_gives_what_it_declares(subject: Subject) -> None:
    """Embeddings and passes with dropout, if declared, are sound and hang on the sample alone.

    They are the same to the bit in whatever order and pieces the samples come, beside samples that
    can't be read, and when the model was saved and loaded. The passes are not all alike.
    """
    declared = gives(subject.model_class)
    if not declared:
        return
    wanted = Wanted("embeddings" in declared, PASSES if "dropout" in declared else 0)
    model = subject.trained_model()
    expected = _given(model, subject.pool, wanted)
    if wanted.dropout_passes and (expected.dropout == expected.dropout[:, :1]).all():
        raise BrokenPromiseError(
            f"predict returned {PASSES} passes with dropout that are all alike; drop other "
            "features in each"
        )
    unreadable = subject.unreadable.drop(columns=LABEL)
    mixed = pd.concat([unreadable, subject.pool], ignore_index=True)
    _require_same(expected, model, wanted)
    _require_equal(
        expected,
        _given(model, mixed, wanted).of(slice(len(unreadable), None)),
        "when the pool holds samples that can't be read",
    )
    loaded = subject.new_model(subject.saved_model(model))
    _require_equal(
        expected, _given(loaded, subject.pool, wanted), "when the model was saved and loaded"
    )


def embeddings_need_no_label(subject: Subject) -> None:
    """Embeddings, if declared, are there before any training, and then without any class.

    They are the same to the bit in whatever order and pieces the samples come, and whichever
    instance is asked.
    """
    if "embeddings" not in gives(subject.model_class):
        return
    expected = _given(subject.new_model(), subject.pool, EMBEDDINGS, is_trained=False)
    _require_same(expected, subject.new_model(), EMBEDDINGS, is_trained=False)


@dataclass(frozen=True, slots=True, eq=False)
class _Given:
    """What is given besides probabilities for n samples; what isn't wanted has no column."""

    samples: pd.DataFrame
    embeddings: NDArray[np.float32]
    dropout: NDArray[np.float32]

    def of(self, rows: slice) -> _Given:
        """Return some of the rows."""
        return _Given(self.samples[rows], self.embeddings[rows], self.dropout[rows])


def _given(
    model: LoadedModel, samples: pd.DataFrame, wanted: Wanted, *, is_trained: bool = True
) -> _Given:
    """Return what a model gives; raise `BrokenPromiseError` if it isn't sound."""
    try:
        predictions = checked_predictions(
            model.predictions(samples, wanted), samples, wanted, is_trained=is_trained
        )
    except UnsoundResultError as error:
        before = "" if is_trained else ", before any training,"
        raise BrokenPromiseError(f"predict{before} {error}") from error
    nothing = np.empty((len(samples), 0), dtype=np.float32)
    return _Given(
        samples,
        nothing if predictions.embeddings is None else predictions.embeddings,
        nothing if predictions.dropout is None else predictions.dropout,
    )


def _require_same(
    expected: _Given, model: LoadedModel, wanted: Wanted, *, is_trained: bool = True
) -> None:
    """Ask a model again in another order and in pieces; the answers must be the expected ones."""
    backwards = expected.of(slice(None, None, -1))
    answer = _given(model, backwards.samples.reset_index(drop=True), wanted, is_trained=is_trained)
    _require_equal(backwards, answer, "when the samples come in the opposite order")
    for size in PIECES:
        for piece in _pieces(expected, size):
            samples = piece.samples.reset_index(drop=True)
            answer = _given(model, samples, wanted, is_trained=is_trained)
            _require_equal(piece, answer, f"when the pool comes in pieces of {size}")


def _pieces(whole: _Given, size: int) -> Iterator[_Given]:
    for start in range(0, len(whole.samples), size):
        yield whole.of(slice(start, start + size))


def _require_equal(expected: _Given, answer: _Given, when: str) -> None:
    """Raise `BrokenPromiseError` unless two answers about the same samples agree to the bit."""
    for name, one, other in (
        ("embeddings", expected.embeddings, answer.embeddings),
        ("passes with dropout", expected.dropout, answer.dropout),
    ):
        if one.shape != other.shape:
            raise BrokenPromiseError(
                f"the {name} differ {when}: they are of shape {one.shape} and {other.shape}"
            )
        differ = np.flatnonzero((one != other).reshape(len(one), -1).any(axis=1))
        if len(differ):
            sample_id = expected.samples[SAMPLE_ID].iloc[differ[0]]
            raise BrokenPromiseError(f"the {name} differ {when}, for sample {sample_id!r}")
