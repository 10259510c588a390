"""Taking in the samples of a campaign from the three CSV files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from sqlalchemy import Connection, insert

from fastlabel_core.campaign.asking import SUGGESTION
from fastlabel_core.campaign.database import ROWS_AT_ONCE
from fastlabel_core.campaign.schema import sample
from fastlabel_core.csv_file import CsvFile
from fastlabel_core.errors import InputError
from fastlabel_core.events import report_progress
from fastlabel_core.input_files import Inputs, open_inputs
from fastlabel_core.labels import Labels, read_labels, resolved_paths
from fastlabel_core.pool import read_pool, slices
from fastlabel_core.samples import LABEL, PATH, SAMPLE_ID


@dataclass(frozen=True, slots=True, eq=False)
class DataSet:
    """What the three CSV files hold.

    Parameters
    ----------
    inputs : Inputs
        The files.
    labels : Labels
        The samples with a label.
    added : DataFrame
        Those of them that only ``input_added_label.csv`` labels, with all that the files say of
        them.
    pool : DataFrame
        Those without one.
    columns : tuple of str
        Those of all samples besides ``sampleId``, ``path`` and ``label``.
    label_header, pool_header : tuple of str
        The columns of the files of labels, but for the label, and of the pool.
    """

    inputs: Inputs
    labels: Labels
    added: pd.DataFrame
    pool: pd.DataFrame
    columns: tuple[str, ...]
    label_header: tuple[str, ...]
    pool_header: tuple[str, ...]

    def frames(self) -> tuple[pd.DataFrame, ...]:
        """Return all samples, in their order."""
        return (self.labels.df_init, self.added, self.pool)


def read_data_set(input_dir: Path, input_columns: Sequence[str], work_dir: Path) -> DataSet:
    """Read the three CSV files as a round does.

    Parameters
    ----------
    input_dir : Path
        Holds them.
    input_columns : sequence of str
        Those from which the model can take its input.
    work_dir : Path
        An existing folder. The pool lies there as long as it is needed.

    Raises
    ------
    InputError
        If one of them can't be used; names file, line and remedy.
    """
    inputs = open_inputs(input_dir, input_columns)
    _refuse_suggestions(inputs)
    labels = read_labels(inputs)
    # With what the pool says of them, to which they go back when their label is undone.
    added = _with_fields_of(inputs.unlabelled, labels.added)
    pool = read_pool(inputs.unlabelled, labels.sample_ids(), work_dir).frame
    pool_header = tuple(pool.columns)
    # Labels that are yet to come are given to samples of the pool.
    label_header = _without_label(labels.df_init) if inputs.has_labels else pool_header
    seen = dict.fromkeys([*pool_header, *label_header, *_without_label(added)])
    return DataSet(
        inputs=inputs,
        labels=labels,
        added=added,
        pool=pool,
        columns=tuple(name for name in seen if name not in (SAMPLE_ID, PATH)),
        label_header=label_header,
        pool_header=pool_header,
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


def _refuse_suggestions(inputs: Inputs) -> None:
    for file in (inputs.initial, inputs.added, inputs.unlabelled):
        if file is not None and SUGGESTION in file.columns:
            raise InputError(
                f"{file.path}, line 1: a column {SUGGESTION!r} would say of answers that what the "
                "model predicts was shown; rename it"
            )


def _with_fields_of(pool: CsvFile, samples: pd.DataFrame) -> pd.DataFrame:
    """Return samples with the columns that only the pool has; empty for one that isn't there."""
    missing = [name for name in pool.columns if name not in samples.columns]
    if samples.empty or not missing:
        return samples
    wanted = pa.array(samples[SAMPLE_ID], pa.large_string())
    rows = [pd.DataFrame(columns=[SAMPLE_ID, *missing], dtype="str")]
    for batch in pool.batches():
        table = pa.Table.from_batches([batch])
        if PATH in missing:
            paths = resolved_paths(table, pool.path.parent)
            table = table.set_column(pool.columns.index(PATH), PATH, paths)
        found = table.filter(pc.is_in(table[SAMPLE_ID], wanted)).select([SAMPLE_ID, *missing])
        rows.append(found.to_pandas())
    fields = pd.concat(rows).drop_duplicates(SAMPLE_ID, keep="last").set_index(SAMPLE_ID)
    fields = fields.reindex(samples[SAMPLE_ID], fill_value="")
    return samples.assign(**{name: fields[name].to_numpy() for name in missing})


def _without_label(frame: pd.DataFrame) -> tuple[str, ...]:
    return tuple(name for name in frame.columns if name != LABEL)


def _rows(frame: pd.DataFrame, columns: Iterable[str], first: int) -> Iterator[Mapping[str, Any]]:
    nothing = [""] * len(frame)
    paths = [path or None for path in frame[PATH]] if PATH in frame.columns else [None] * len(frame)
    others = [frame[name].tolist() if name in frame.columns else nothing for name in columns]
    fields = zip(*others, strict=True) if others else ((),) * len(frame)
    rows = zip(frame[SAMPLE_ID].tolist(), paths, fields, strict=True)
    for number, (sample_id, path, values) in enumerate(rows, first):
        yield {"number": number, "sample_id": sample_id, "path": path, "fields": list(values)}
