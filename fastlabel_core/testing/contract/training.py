"""Training, on whatever labels there are."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from fastlabel_core.events import Event, SampleUnreadable, listening
from fastlabel_core.results import UnsoundResultError, checked_metrics
from fastlabel_core.samples import LABEL, SAMPLE_ID
from fastlabel_core.testing.contract.answers import BrokenPromiseError, require_same
from fastlabel_core.testing.contract.subject import Subject


def trains_without_validation(subject: Subject) -> None:
    """It trains without a validation set, and knows the classes of the training set."""
    model = subject.new_model()
    model.train(subject.samples, None)
    answers = model.predict(subject.pool)
    known = answers.known_classes
    if known != set(subject.classes):
        raise BrokenPromiseError(
            f"trained on {subject.classes} without a validation set, it knows {sorted(known)}"
        )
    if answers.are_all_alike:
        raise BrokenPromiseError("after training it gives the same answer for every sample")


def trains_on_one_class(subject: Subject) -> None:
    """It trains when all labels are of one class, and then predicts that class."""
    label = subject.classes[0]
    model = subject.trained_model(subject.of_classes(label))
    answers = model.predict(subject.pool)
    others = sorted(set(answers.labels) - {label})
    if others:
        raise BrokenPromiseError(f"trained on {label!r} alone, it predicts {others}")
    if model.answers("predict") and not np.isfinite(answers.figures).all():
        raise BrokenPromiseError(f"trained on {label!r} alone, it predicts no finite probabilities")


def validation_may_lack_a_class(subject: Subject) -> None:
    """It trains when the validation set lacks a class, and knows that class."""
    df_train, df_val = subject.train_and_validation()
    label = subject.classes[0]
    model = subject.new_model()
    model.train(df_train, _without(df_val, label))
    known = model.predict(subject.pool).known_classes
    if label not in known:
        raise BrokenPromiseError(
            f"it does not know the class {label!r}, which the validation set lacks: {sorted(known)}"
        )


def validation_may_hold_another_class(subject: Subject) -> None:
    """It trains when the validation set holds a class that the training set lacks, unlearnt."""
    df_train, df_val = subject.train_and_validation()
    label = subject.classes[0]
    model = subject.new_model()
    model.train(_without(df_train, label), df_val)
    known = model.predict(subject.pool).known_classes
    if label in known:
        raise BrokenPromiseError(
            f"it knows the class {label!r}, of which only the validation set holds samples"
        )


def training_leaves_out_unreadable_samples(subject: Subject) -> None:
    """A labelled sample that can't be read is told, and left out as if it were not there."""
    if subject.unreadable.empty:
        return
    df_train, df_val = subject.train_and_validation()
    expected = subject.trained_model().predict(subject.pool)
    for which, frames in {
        "training": (_with(subject.unreadable, df_train), df_val),
        "validation": (df_train, _with(subject.unreadable, df_val)),
    }.items():
        heard: list[Event] = []
        model = subject.new_model()
        with listening(heard.append):
            model.train(*frames)
        told = {event.sample_id for event in heard if isinstance(event, SampleUnreadable)}
        # A model may train without a look at the validation set, and then has nothing to tell.
        is_overlooked = which == "validation" and not told
        if not is_overlooked and told != set(subject.unreadable[SAMPLE_ID]):
            raise BrokenPromiseError(
                f"of the {which} set, train_model told that {sorted(told)} could not be read, not "
                f"{sorted(subject.unreadable[SAMPLE_ID])}; call report_unreadable for each"
            )
        require_same(
            expected, model.predict(subject.pool), f"when the {which} set holds unreadable samples"
        )


def metrics_are_json_values(subject: Subject) -> None:
    """What training returns for the report is None or a mapping of JSON values.

    Where it holds ``"epochs"``, that is a list with a mapping for each.
    """
    try:
        metrics = checked_metrics(subject.new_model().train(*subject.train_and_validation()))
    except UnsoundResultError as error:
        raise BrokenPromiseError(f"train_model {error}") from error
    epochs = metrics.get("epochs", [])
    if not isinstance(epochs, list) or not all(isinstance(epoch, Mapping) for epoch in epochs):
        raise BrokenPromiseError(
            'train_model returned "epochs" that are not a list with a mapping for each epoch'
        )


def _with(unreadable: pd.DataFrame, samples: pd.DataFrame) -> pd.DataFrame:
    return pd.concat([unreadable, samples], ignore_index=True)


def _without(samples: pd.DataFrame, label: str) -> pd.DataFrame:
    return samples[samples[LABEL] != label].reset_index(drop=True)
