"""The rounds after the first, each of which goes on from the model of the one before."""

from __future__ import annotations

from fastlabel_core.testing.contract.answers import Answers, BrokenPromiseError
from fastlabel_core.testing.contract.subject import Subject


def later_round_keeps_the_classes(subject: Subject) -> None:
    """A later round keeps a class that the loaded model knows and its own labels lack."""
    lost = subject.classes[0]
    answers = _second_round(subject, subject.classes, subject.classes[1:])
    if lost not in answers.known_classes:
        raise BrokenPromiseError(
            f"after a later round without labels of {lost!r} that class is gone: "
            f"{sorted(answers.known_classes)}; go on from the model that was loaded"
        )
    if len(set(answers.classes)) < len(answers.classes):
        raise BrokenPromiseError(
            f"after a later round it knows a class twice: {list(answers.classes)}"
        )


def later_round_learns_a_new_class(subject: Subject) -> None:
    """A later round learns a class that the loaded model has never seen."""
    new = subject.classes[-1]
    answers = _second_round(subject, subject.classes[:-1], subject.classes)
    if new not in answers.known_classes:
        raise BrokenPromiseError(
            f"after a later round with labels of the new class {new!r} the model does not know it: "
            f"{sorted(answers.known_classes)}"
        )
    if answers.are_all_alike:
        raise BrokenPromiseError("after a later round it gives the same answer for every sample")


def first_round_forgets_other_classes(subject: Subject) -> None:
    """A first round that begins with a model of other classes is shaped to its own labels."""
    old, kept = subject.classes[0], subject.classes[1:]
    model = subject.new_model(subject.saved_model(subject.trained_model()))
    model.train(*subject.train_and_validation(subject.of_classes(*kept)))
    if old in model.predict(subject.pool).known_classes:
        raise BrokenPromiseError(
            f"a first round without labels of {old!r} still knows that class; when is_first_train "
            "is true, shape the model to the labels"
        )


def _second_round(subject: Subject, first: list[str], second: list[str]) -> Answers:
    """Train on samples of the `first` classes, save, load, and train on those of the `second`."""
    saved = subject.saved_model(subject.trained_model(subject.of_classes(*first)))
    model = subject.new_model(saved)
    model.train(*subject.train_and_validation(subject.of_classes(*second)), is_first_train=False)
    return model.predict(subject.pool)
