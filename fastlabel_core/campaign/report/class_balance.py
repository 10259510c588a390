"""How often each class was given by persons, and is predicted for the pool."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from fastlabel_core.csv_file import open_csv
from fastlabel_core.samples import LABEL


@dataclass(frozen=True, slots=True)
class ClassCount:
    """How often a class was given by persons, and is predicted for the pool."""

    label: str
    given: int
    predicted: int


def class_balance(given: Mapping[str, int], predicted: Mapping[str, int]) -> list[ClassCount]:
    """Put two counts of labels side by side, the most frequent label first.

    Parameters
    ----------
    given, predicted : mapping of str to int
        How many samples have each label, by persons and by the model.
    """
    counts = [
        ClassCount(label, given.get(label, 0), predicted.get(label, 0))
        for label in given.keys() | predicted.keys()
    ]
    return sorted(counts, key=lambda each: (-each.given - each.predicted, each.label))


def count_predicted(path: Path) -> Counter[str]:
    """Count the labels in a ``predictions.csv``; samples without one are passed over.

    Raises
    ------
    InputError
        If the file is missing or broken.
    """
    counts: Counter[str] = Counter()
    for batch in open_csv(path, [LABEL]).batches():
        labels = pa.Table.from_batches([batch])[LABEL]
        for each in pc.value_counts(labels).to_pylist():
            counts[each["values"]] += each["counts"]
    del counts[""]
    return counts
