"""Who answered how much."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fastlabel_core.campaign.log import Step
from fastlabel_core.campaign.schema import StepKind


@dataclass(frozen=True, slots=True)
class Person:
    """What a person contributed.

    Parameters
    ----------
    name : str
    brought : int
        Labels that the campaign began with.
    answered : int
        Labels since, corrections among them.
    with_suggestion : int
        Those of them for which the person saw what the model predicts.
    undone : int
        Labels that the person took back, of whomever.
    """

    name: str
    brought: int
    answered: int
    with_suggestion: int
    undone: int


def persons_of(steps: Sequence[Step], labels: Mapping[int, int]) -> list[Person]:
    """Return everybody who gave or took back a label, sorted by name.

    Parameters
    ----------
    steps : sequence of Step
        Everything that was done.
    labels : mapping of int to int
        How many labels each step gave or took back, by its id; none for one without any.
    """
    kinds = (StepKind.START, StepKind.ANSWER, StepKind.UNDO)
    theirs = [each for each in steps if each.kind in kinds and each.id in labels]
    return [
        _person(name, [each for each in theirs if each.who == name], labels)
        for name in sorted({each.who for each in theirs})
    ]


def _person(name: str, steps: Sequence[Step], labels: Mapping[int, int]) -> Person:
    answers = [each for each in steps if each.kind is StepKind.ANSWER and not _is_brought(each)]
    return Person(
        name,
        brought=sum(labels[each.id] for each in steps if _is_brought(each)),
        answered=sum(labels[each.id] for each in answers),
        with_suggestion=sum(labels[each.id] for each in answers if each.is_suggestion_shown),
        undone=sum(labels[each.id] for each in steps if each.kind is StepKind.UNDO),
    )


def _is_brought(step: Step) -> bool:
    """Tell whether the campaign began with the labels of a step; only answers name a file."""
    is_added = step.kind is StepKind.ANSWER and "file" not in step.detail
    return step.kind is StepKind.START or is_added
