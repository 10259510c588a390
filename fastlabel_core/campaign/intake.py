"""Taking in the samples of a campaign from the three CSV files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
from sqlalchemy import Connection, insert

from fastlabel_core.campaign.schema import sample
from fastlabel_core.events import report_progress
from fastlabel_core.input_files import open_inputs
from fastlabel_core.labels import Labels, read_labels
from fastlabel_core.pool import read_pool, slices
from fastlabel_core.samples import LABEL, PATH, SAMPLE_ID

ROWS_AT_ONCE = 20_000


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
    label_header, pool_header : tuple of str
        The columns of the files of labels, but for the label, and of the pool.
    hashes : mapping of str to str
        The SHA-256 of each file.
    """

    labels: Labels
    pool: pd.DataFrame
    columns: tuple[str, ...]
    label_header: tuple[str, ...]
    pool_header: tuple[str, ...]
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
    pool_header = tuple(pool.columns)
    # Labels that are yet to come are given to samples of the pool.
    label_header = _without_label(labels.df_init) if inputs.has_labels else pool_header
    seen = dict.fromkeys([*pool_header, *label_header])
    return DataSet(
        labels=labels,
        pool=pool,
        columns=tuple(name for name in seen if name not in (SAMPLE_ID, PATH)),
        label_header=label_header,
        pool_header=pool_header,
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


def _without_label(frame: pd.DataFrame) -> tuple[str, ...]:
    return tuple(name for name in frame.columns if name != LABEL)


def _rows(frame: pd.DataFrame, columns: Iterable[str], first: int) -> Iterator[Mapping[str, Any]]:
    nothing = [""] * len(frame)
    paths = frame[PATH].tolist() if PATH in frame.columns else [None] * len(frame)
    others = [frame[name].tolist() if name in frame.columns else nothing for name in columns]
    fields = zip(*others, strict=True) if others else ((),) * len(frame)
    rows = zip(frame[SAMPLE_ID].tolist(), paths, fields, strict=True)
    for number, (sample_id, path, values) in enumerate(rows, first):
        yield {"number": number, "sample_id": sample_id, "path": path, "fields": list(values)}
