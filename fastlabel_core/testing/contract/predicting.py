"""Predictions, and the choice of hard examples where the model makes it."""

from __future__ import annotations

import pandas as pd

from fastlabel_core.results import UnsoundResultError, checked_predictions, checked_query
from fastlabel_core.samples import LABEL
from fastlabel_core.testing.contract.answers import (
    BrokenPromiseError,
    joined,
    require_same,
)
from fastlabel_core.testing.contract.subject import LoadedModel, Subject

PIECES = (1, 4)


def inputs_stay_unchanged(subject: Subject) -> None:
    """No hook changes a frame that it is given."""
    model = subject.new_model()
    model.split(subject.samples, subject.samples[:0], is_first_train=True, val_size=0.34)
    model.train(*subject.train_and_validation())
    model.predict(subject.pool)
    model.query(subject.pool, 1)
    if model.changed:
        raise BrokenPromiseError(
            f"{', '.join(sorted(model.changed))} changed a frame; work on a copy"
        )


def probabilities_are_sound(subject: Subject) -> None:
    """Probabilities are finite, not negative, and sum to one in every row."""
    model = subject.trained_model()
    if not model.answers("predict"):
        return
    predictions = model.predictions(subject.pool)
    try:
        checked_predictions(predictions, subject.pool)
    except UnsoundResultError as error:
        raise BrokenPromiseError(f"predict {error}") from error


def answers_keep_the_order(subject: Subject) -> None:
    """There is an answer for each sample, in the order of the samples."""
    model = subject.trained_model()
    backwards = subject.pool[::-1].reset_index(drop=True)
    require_same(
        model.predict(subject.pool),
        model.predict(backwards),
        "when the samples come in the opposite order",
    )


def unreadable_samples_keep_their_row(subject: Subject) -> None:
    """A sample that can't be read keeps its row, with the reason; the others don't suffer."""
    if subject.unreadable.empty:
        return
    model = subject.trained_model()
    expected = model.predict(subject.pool)
    unreadable = subject.unreadable.drop(columns=LABEL)
    mixed = pd.concat([unreadable, subject.pool], ignore_index=True)
    answers = model.predict(mixed)
    for row in range(len(unreadable)):
        if not answers.errors[row]:
            raise BrokenPromiseError(
                f"sample {answers.sample_ids[row]!r}, which can't be read, has no error but the "
                f"label {answers.labels[row]!r}"
            )
    require_same(expected, answers, "when the pool holds samples that can't be read")


def predictions_ignore_the_pieces(subject: Subject) -> None:
    """The answer for a sample does not depend on how the pool is cut into pieces."""
    model = subject.trained_model()
    expected = model.predict(subject.pool)
    for size in PIECES:
        pieces = [
            model.predict(subject.pool[start : start + size].reset_index(drop=True))
            for start in range(0, len(subject.pool), size)
        ]
        require_same(expected, joined(pieces), f"when the pool comes in pieces of {size}")


def query_marks_the_hard_examples(subject: Subject) -> None:
    """Where the model chooses, it marks as many as it was asked for, ranked, and all if fewer.

    The pool may be empty.
    """
    model = subject.trained_model()
    if not model.answers("query_hard_example"):
        return
    rows = len(subject.pool)
    for wanted in (0, 1, rows - 1, rows + 1):
        _require_marks(model, subject.pool, wanted)
    _require_marks(model, subject.pool[:0], 1)


def _require_marks(model: LoadedModel, pool: pd.DataFrame, wanted: int) -> None:
    try:
        checked = checked_query(model.query(pool, wanted), pool, wanted)
    except UnsoundResultError as error:
        raise BrokenPromiseError(f"query_hard_example {error}") from error
    marked = int(checked["is_hard"].sum())
    if marked != min(wanted, len(pool)):
        raise BrokenPromiseError(
            f"query_hard_example marked {marked} of {len(pool)} samples, {wanted} were wanted"
        )
