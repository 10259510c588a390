"""Training, on whatever labels there are."""

from __future__ import annotations

import pandas as pd

from fastlabel_core.events import Event, SampleUnreadable, listening
from fastlabel_core.results import UnsoundResultError, checked_metrics
from fastlabel_core.samples import LABEL, SAMPLE_ID
from fastlabel_core.testing.contract.answers import BrokenPromiseError
from fastlabel_core.testing.contract.subject import Subject


def trains_without_validation(subject: Subject) -> None:
    """It trains without a validation set."""
    subject.new_model().train(subject.samples, None)


def trains_on_one_class(subject: Subject) -> None:
    """It trains when all labels are of one class, and then predicts that class."""
    label = subject.classes[0]
    model = subject.trained_model(subject.of_classes(label))
    others = sorted(set(model.predict(subject.pool).labels) - {label})
    if others:
        raise BrokenPromiseError(f"trained on {label!r} alone, it predicts {others}")


def validation_may_lack_a_class(subject: Subject) -> None:
    """It trains when the validation set lacks a class, and knows that class."""
    df_train, df_val = subject.train_and_validation()
    label = subject.classes[0]
    model = subject.new_model()
    model.train(df_train, df_val[df_val[LABEL] != label].reset_index(drop=True))
    _require_known(model.predict(subject.pool).classes, label, "which the validation set lacks")


def validation_may_hold_another_class(subject: Subject) -> None:
    """It trains when the validation set holds a class that the training set lacks."""
    df_train, df_val = subject.train_and_validation()
    label = subject.classes[0]
    model = subject.new_model()
    model.train(df_train[df_train[LABEL] != label].reset_index(drop=True), df_val)


def training_leaves_out_unreadable_samples(subject: Subject) -> None:
    """A labelled sample that can't be read is left out of training, and told."""
    if subject.unreadable.empty:
        return
    heard: list[Event] = []
    model = subject.new_model()
    with listening(heard.append):
        model.train(pd.concat([subject.unreadable, subject.samples], ignore_index=True), None)
    told = {event.sample_id for event in heard if isinstance(event, SampleUnreadable)}
    expected = set(subject.unreadable[SAMPLE_ID])
    if told != expected:
        raise BrokenPromiseError(
            f"train_model told that {sorted(told)} could not be read, not {sorted(expected)}; "
            "call report_unreadable for each"
        )


def metrics_are_json_values(subject: Subject) -> None:
    """What training returns for the report is None or a mapping of JSON values."""
    try:
        checked_metrics(subject.new_model().train(*subject.train_and_validation()))
    except UnsoundResultError as error:
        raise BrokenPromiseError(f"train_model {error}") from error


def _require_known(classes: tuple[str, ...], label: str, which: str) -> None:
    if label not in classes:
        raise BrokenPromiseError(f"it does not know the class {label!r}, {which}: {list(classes)}")
