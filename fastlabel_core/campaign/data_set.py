"""The samples of a campaign: taking them in from the three CSV files, and reading them back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
from sqlalchemy import Connection, RowMapping, func, insert, select

from fastlabel_core.campaign.schema import sample
from fastlabel_core.events import report_progress
from fastlabel_core.input_files import open_inputs
from fastlabel_core.pool import read_pool, slices
from fastlabel_core.samples import LABEL, PATH, SAMPLE_ID, Labels, read_labels

ROWS_AT_ONCE = 20_000
# SQLite takes no more variables in one statement.
IDS_AT_ONCE = 10_000


@dataclass(frozen=True, slots=True)
class Sample:
    """A sample of the data set.

    Parameters
    ----------
    number : int
        Its place in the data set, from 0.
    sample_id : str
    path : str or None
        Absolute or a URI; None where the data set has none.
    fields : sequence of str
        The values of its other columns.
    """

    number: int
    sample_id: str
    path: str | None
    fields: Sequence[str]


@dataclass(frozen=True, slots=True, eq=False)
class DataSet:
    """What the three CSV files hold.

    Parameters
    ----------
    labels : Labels
        The samples with a label.
    pool : DataFrame
        Those without one.
    columns : tuple of str
        Those of all samples besides ``sampleId``, ``path`` and ``label``.
    has_paths : bool
        Whether there is a column ``path``.
    hashes : mapping of str to str
        The SHA-256 of each file.
    """

    labels: Labels
    pool: pd.DataFrame
    columns: tuple[str, ...]
    has_paths: bool
    hashes: Mapping[str, str]

    def frames(self) -> tuple[pd.DataFrame, ...]:
        """Return all samples, in their order."""
        return (self.labels.df_init, self.labels.df_anno, self.pool)


def read_data_set(input_dir: Path, input_columns: Sequence[str], work_dir: Path) -> DataSet:
    """Read the three CSV files as a round does.

    Parameters
    ----------
    input_dir : Path
        Holds them.
    input_columns : sequence of str
        Those from which the model can take its input.
    work_dir : Path
        Where the pool is kept while it is read.

    Raises
    ------
    InputError
        If one of them can't be used; names file, line and remedy.
    """
    inputs = open_inputs(input_dir, input_columns)
    labels = read_labels(inputs)
    work_dir.mkdir(parents=True, exist_ok=True)
    pool = read_pool(inputs.unlabelled, labels.sample_ids(), work_dir).frame
    seen = dict.fromkeys([*pool.columns, *labels.df_init.columns])
    return DataSet(
        labels=labels,
        pool=pool,
        columns=tuple(name for name in seen if name not in (SAMPLE_ID, PATH, LABEL)),
        has_paths=PATH in seen,
        hashes=inputs.sha256,
    )


def store_samples(connection: Connection, data_set: DataSet) -> None:
    """Add all samples."""
    number = 0
    total = sum(map(len, data_set.frames()))
    for frame in data_set.frames():
        for rows in slices(len(frame), ROWS_AT_ONCE):
            part = frame.iloc[rows]
            connection.execute(insert(sample), list(_rows(part, data_set.columns, number)))
            number += len(part)
            report_progress("samples", number, total)


def samples(connection: Connection) -> Iterator[Sample]:
    """Yield all samples, in their order."""
    wanted = select(sample).order_by(sample.c.number)
    streamed = connection.execution_options(yield_per=ROWS_AT_ONCE).execute(wanted)
    for row in streamed.mappings():
        yield _sample(row)


def samples_of(connection: Connection, numbers: Sequence[int]) -> dict[int, Sample]:
    """Return some samples by their numbers."""
    found = {}
    for part in _parts(numbers):
        for row in connection.execute(select(sample).where(sample.c.number.in_(part))).mappings():
            found[int(row["number"])] = _sample(row)
    return found


def numbers_of(connection: Connection, sample_ids: Sequence[str]) -> dict[str, int]:
    """Return the numbers of those of some sample ids that the data set has."""
    found: dict[str, int] = {}
    for part in _parts(sample_ids):
        wanted = select(sample.c.sample_id, sample.c.number).where(sample.c.sample_id.in_(part))
        found.update((name, number) for name, number in connection.execute(wanted))
    return found


def count_samples(connection: Connection) -> int:
    """Return how many samples there are."""
    # Numbers have no gap, so the last one tells without counting a million.
    last = connection.execute(select(func.max(sample.c.number))).scalar_one()
    return 0 if last is None else int(last) + 1


def _rows(frame: pd.DataFrame, columns: Iterable[str], first: int) -> Iterator[Mapping[str, Any]]:
    nothing = [""] * len(frame)
    paths = frame[PATH].tolist() if PATH in frame.columns else [None] * len(frame)
    others = [frame[name].tolist() if name in frame.columns else nothing for name in columns]
    fields = zip(*others, strict=True) if others else ((),) * len(frame)
    rows = zip(frame[SAMPLE_ID].tolist(), paths, fields, strict=True)
    for number, (sample_id, path, values) in enumerate(rows, first):
        yield {"number": number, "sample_id": sample_id, "path": path, "fields": list(values)}


def _sample(row: RowMapping) -> Sample:
    return Sample(row["number"], row["sample_id"], row["path"], row["fields"])


def _parts(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for rows in slices(len(values), IDS_AT_ONCE):
        yield values[rows]
