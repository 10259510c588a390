"""What a round's model says of the validation set."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from fastlabel_core.confusion import Confusion, confusion
from fastlabel_core.csv_file import open_csv
from fastlabel_core.label_prediction import CONFIDENCE
from fastlabel_core.reliability import Reliability, reliability
from fastlabel_core.samples import LABEL
from fastlabel_core.validation_csv import PREDICTED


@dataclass(frozen=True, slots=True)
class Validation:
    """What a model says of the validation set.

    Parameters
    ----------
    samples : int
        How many samples it has, at least 1.
    unreadable : int
        How many of them have no predicted label. All else leaves them out.
    confusion : Confusion
        Which classes are taken for which.
    reliability : Reliability or None
        How far the confidence can be believed; None if the model gives none.
    """

    samples: int
    unreadable: int
    confusion: Confusion
    reliability: Reliability | None


def read_validation(path: Path) -> Validation | None:
    """Read a ``validation.csv``; return None if there is no sample in it.

    Raises
    ------
    InputError
        If the file is missing or broken.
    """
    columns = (LABEL, PREDICTED, CONFIDENCE)
    table = open_csv(path, columns).table()
    if not len(table):
        return None
    rows = list(zip(*(table[name].to_pylist() for name in columns), strict=True))
    predicted = [row for row in rows if row[1]]
    sure = [(float(number), true == guess) for true, guess, number in predicted if number]
    return Validation(
        samples=len(rows),
        unreadable=len(rows) - len(predicted),
        confusion=confusion([row[0] for row in predicted], [row[1] for row in predicted]),
        reliability=_reliability(sure),
    )


def _reliability(sure: list[tuple[float, bool]]) -> Reliability | None:
    if not sure:
        return None
    confidence, is_correct = zip(*sure, strict=True)
    return reliability(np.array(confidence), np.array(is_correct))
