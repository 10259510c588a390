"""What a round predicted of the samples of its pool, read back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
from sqlalchemy import Connection

from fastlabel_core.campaign.data_set import numbered_ids
from fastlabel_core.csv_file import open_csv
from fastlabel_core.samples import LABEL, SAMPLE_ID


@dataclass(frozen=True, slots=True)
class PredictedLabel:
    """What a model predicts.

    Parameters
    ----------
    sample : int
        The number of the sample.
    label : str
    confidence : float or None
        The probability of the label; None if there is none.
    """

    sample: int
    label: str
    confidence: float | None


def predicted_labels(connection: Connection, path: Path) -> Iterator[PredictedLabel]:
    """Yield the labels in a ``predictions.csv``, in the order of the data set.

    Parameters
    ----------
    connection : Connection
        To the campaign's database.
    path : Path
        The file, of a round of this campaign.
    """
    everybody = numbered_ids(connection)
    for sample_id, label, confidence in _rows(path):
        # Both sides are in the order of the data set.
        number = next(number for number, each in everybody if each == sample_id)
        if label:
            yield PredictedLabel(number, label, float(confidence) if confidence else None)


def _rows(path: Path) -> Iterator[tuple[str, str, str]]:
    columns = [SAMPLE_ID, LABEL, "confidence"]
    for batch in open_csv(path, columns).batches():
        yield from zip(
            *(column.to_pylist() for column in pa.Table.from_batches([batch]).select(columns)),
            strict=True,
        )
