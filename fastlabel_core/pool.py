"""The pool as a memory map, so that its size is no matter of memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from fastlabel_core.csv_file import CsvFile
from fastlabel_core.durable import write_beside
from fastlabel_core.events import report_progress, report_warning
from fastlabel_core.labels import refuse_empty, resolved_paths
from fastlabel_core.samples import LABEL, PATH, SAMPLE_ID, UNLABELLED


@dataclass(frozen=True, slots=True, eq=False)
class Pool:
    """The samples to label, each of them once and none with a label.

    Parameters
    ----------
    given : Table
        The columns as they stand in ``input_unlabel.csv``.
    frame : DataFrame
        The same for the hooks: all strings, `path` absolute or a URI, and no column `label`, which
        might tell what is to be predicted. A memory map too.
    """

    given: pa.Table
    frame: pd.DataFrame

    def __len__(self) -> int:
        """Return the number of samples."""
        return len(self.frame)


def read_pool(file: CsvFile, labelled: pd.Series[str], work_dir: Path) -> Pool:
    """Read the pool into an Arrow file in `work_dir`, batch by batch, and map it.

    Samples that have a label leave the pool. Of a sample that stands there twice, the later row is
    kept. Warnings count the ones and, where the rows differ, the others.

    Parameters
    ----------
    file : CsvFile
        ``input_unlabel.csv``.
    labelled : Series of str
        The ids of the samples that have a label.
    work_dir : Path
        An existing folder.

    Raises
    ------
    InputError
        For a broken row or an empty ``sampleId``; names file, line and remedy.
    """
    arrow_file = work_dir / "pool.arrow"
    hashes = _store(arrow_file, _unlabelled_batches(file, labelled))
    stored = _map(arrow_file, file)
    repeated = _superseded_rows(stored[SAMPLE_ID], hashes)
    if len(repeated):
        _warn_of_conflicts(stored, repeated, hashes)
        _store(arrow_file, _batches_without(stored, repeated))
        stored = _map(arrow_file, file)
    return _pool(stored, file)


def slices(length: int, rows: int) -> Iterator[slice]:
    """Yield the slices that cut `length` rows into pieces of at most `rows`."""
    for start in range(0, length, rows):
        yield slice(start, min(start + rows, length))


def _unlabelled_batches(file: CsvFile, labelled: pd.Series[str]) -> Iterator[pa.Table]:
    """Read the file, leaving out the samples that have a label; warn of them at the end."""
    labelled_ids = pa.array(labelled, pa.large_string())
    rows_read = rows_kept = 0
    for batch in file.batches():
        table = pa.Table.from_batches([batch])
        refuse_empty(table, SAMPLE_ID, file, rows_read)
        unlabelled = table.filter(pc.invert(pc.is_in(table[SAMPLE_ID], labelled_ids)))
        rows_read += len(table)
        rows_kept += len(unlabelled)
        report_progress("rows", rows_read)
        yield _with_resolved_paths(unlabelled, file)
    if rows_read > rows_kept:
        left = rows_read - rows_kept
        report_warning(f"{UNLABELLED}: {left} of its samples left it, as they had a label")


def _batches_without(stored: pa.Table, rows: NDArray[np.intp]) -> Iterator[pa.Table]:
    keep = np.ones(len(stored), dtype=bool)
    keep[rows] = False
    start = 0
    for batch in stored.to_batches():
        part = pa.Table.from_batches([batch])
        yield part.filter(pa.array(keep[start : start + len(part)]))
        start += len(part)


def _store(arrow_file: Path, tables: Iterator[pa.Table]) -> NDArray[np.uint64]:
    """Write tables one after the other; return the hash of every row's id."""
    hashes = [np.empty(0, dtype=np.uint64)]
    with write_beside(arrow_file) as beside, pa.OSFile(str(beside), "wb") as sink:
        writer = None
        for table in tables:
            writer = writer or pa.ipc.new_file(sink, table.schema)
            writer.write_table(table)
            hashes.append(_hashes(table[SAMPLE_ID]))
        if writer is not None:
            writer.close()
    return np.concatenate(hashes)


def _with_resolved_paths(table: pa.Table, file: CsvFile) -> pa.Table:
    """Add, as a last column, the paths as the hooks get them."""
    if PATH not in file.columns:
        return table
    return table.append_column("resolved path", resolved_paths(table, file.path.parent))


def _map(arrow_file: Path, file: CsvFile) -> pa.Table:
    if arrow_file.stat().st_size == 0:
        return _with_resolved_paths(file.table(), file)
    return pa.ipc.open_file(pa.memory_map(str(arrow_file))).read_all()


def _pool(stored: pa.Table, file: CsvFile) -> Pool:
    given = seen = stored.select(list(range(len(file.columns))))
    if PATH in file.columns:
        resolved = stored.column(stored.num_columns - 1)
        seen = seen.set_column(file.columns.index(PATH), PATH, resolved)
    if LABEL in file.columns:
        seen = seen.drop_columns(LABEL)
    return Pool(given, seen.to_pandas())


def _hashes(ids: pa.ChunkedArray) -> NDArray[np.uint64]:
    hashes = pd.util.hash_pandas_object(ids.to_pandas(), index=False, categorize=False)
    return np.asarray(hashes, dtype=np.uint64)


def _superseded_rows(ids: pa.ChunkedArray, hashes: NDArray[np.uint64]) -> NDArray[np.intp]:
    """Return the rows whose id stands again further down; ids are read only where hashes meet."""
    suspects = _suspects(hashes)
    names = pd.Series(ids.take(pa.array(suspects)).to_pylist(), dtype="str")
    return suspects[names.duplicated(keep="last").to_numpy()]


def _warn_of_conflicts(
    stored: pa.Table, superseded: NDArray[np.intp], hashes: NDArray[np.uint64]
) -> None:
    """Warn of the superseded rows that differ from the row that is kept."""
    suspects = _suspects(hashes)
    rows = stored.take(pa.array(suspects)).to_pandas()
    kept = rows.drop_duplicates(SAMPLE_ID, keep="last").set_index(SAMPLE_ID)
    old = rows[np.isin(suspects, superseded)].set_index(SAMPLE_ID)
    conflicts = int((old != kept.loc[old.index]).any(axis=1).sum())
    if conflicts:
        report_warning(
            f"{UNLABELLED}: {conflicts} of its rows were followed by another for the same "
            "sample; the later row counts"
        )


def _suspects(hashes: NDArray[np.uint64]) -> NDArray[np.intp]:
    """Return the rows whose hash stands more than once."""
    values, counts = np.unique(hashes, return_counts=True)
    return np.flatnonzero(np.isin(hashes, values[counts > 1]))
