"""How often each class was given by persons, and is predicted by the model."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from fastlabel_core.campaign.current_labels import CurrentLabel, Source


@dataclass(frozen=True, slots=True)
class ClassCount:
    """How often a class was given by persons, and is predicted for what nobody labelled."""

    label: str
    given: int
    predicted: int


def class_balance(labels: Iterable[CurrentLabel]) -> list[ClassCount]:
    """Count the labels of all samples by whom they come from, the most frequent label first.

    Parameters
    ----------
    labels : iterable of CurrentLabel
        One for each sample; those without a label are passed over.
    """
    counts = Counter((each.label, each.source) for each in labels if each.label is not None)
    balance = [
        ClassCount(label, counts[label, Source.PERSON], counts[label, Source.MODEL])
        for label in {label for label, _ in counts}
    ]
    return sorted(balance, key=lambda each: (-each.given - each.predicted, each.label))
