"""How the numbers of a round, and of labels, are put into words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from fastlabel_core.cli.wording import counted

if TYPE_CHECKING:
    from fastlabel_core.campaign import Accuracy, LabelCounts


def spell_accuracy(accuracy: Accuracy) -> str:
    """Write an accuracy with the interval that covers it, such as ``0.850 (0.621-0.968)``."""
    return f"{accuracy.value:.3f} ({accuracy.low:.3f}-{accuracy.high:.3f})"


def tell_labels(place: Path, counts: LabelCounts) -> Iterator[str]:
    """Say how many of the labels that were written to a file or folder are from whom."""
    by_persons = counted(counts.by_persons, "label", "labels")
    yield f"{place}: {by_persons} by persons, {counts.by_model:,} by the model"
    if counts.unlabelled:
        yield f"{counted(counts.unlabelled, 'sample has', 'samples have')} no label"
