"""Reading the labelled samples."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from fastlabel_core.csv_file import CsvFile
from fastlabel_core.errors import InputError
from fastlabel_core.events import report_warning
from fastlabel_core.inputs import URI
from fastlabel_core.label_variants import label_variants
from fastlabel_core.samples import ADDED, LABEL, LABELLED, PATH, SAMPLE_ID

if TYPE_CHECKING:
    from fastlabel_core.input_files import Inputs

NAMED_VARIANTS = 3


@dataclass(frozen=True, slots=True, eq=False)
class Labels:
    """The labelled samples, each of them once.

    Parameters
    ----------
    df_init : DataFrame
        ``input_label.csv``: ``sampleId``, ``label`` and the other columns, all strings, with `path`
        absolute or a URI. Without such a file, no row, and the columns of the pool.
    df_anno : DataFrame
        The rows of ``input_added_label.csv`` for samples that `df_init` lacks, with the columns of
        `df_init`; those that the file lacks are empty.
    added : DataFrame
        The same rows with all the columns of their file.
    corrections : mapping of str to str
        Sample id to label, for those of `df_init` that ``input_added_label.csv`` labels otherwise.
    """

    df_init: pd.DataFrame
    df_anno: pd.DataFrame
    added: pd.DataFrame
    corrections: dict[str, str]

    def sample_ids(self) -> pd.Series[str]:
        """Return the ids of all labelled samples."""
        return pd.concat([self.df_init[SAMPLE_ID], self.df_anno[SAMPLE_ID]], ignore_index=True)

    def corrected(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return `frame`, a part of the labelled samples, with the corrections in its labels."""
        labels = [
            self.corrections.get(sample_id, label)
            for sample_id, label in zip(frame[SAMPLE_ID], frame[LABEL], strict=True)
        ]
        return frame.assign(**{LABEL: pd.Series(labels, dtype="str", index=frame.index)})


def read_labels(inputs: Inputs) -> Labels:
    """Read the two files of labels.

    Raises
    ------
    InputError
        For a broken row, an empty label or id, or if only ``input_added_label.csv`` holds labels;
        names file, line and remedy.
    """
    df_init = _no_labels(inputs) if inputs.initial is None else read_labelled(inputs.initial)
    if df_init.empty and inputs.has_labels:
        raise InputError(
            f"{inputs.why_no_labels()}, though {ADDED} holds labels; put them into {LABELLED}, "
            "from which the validation set comes"
        )
    df_again = df_init.iloc[:0] if inputs.added is None else read_labelled(inputs.added)
    is_known = df_again[SAMPLE_ID].isin(df_init[SAMPLE_ID])
    added = df_again[~is_known].reset_index(drop=True)
    labels = Labels(
        df_init=df_init,
        df_anno=_with_columns_of(df_init, added),
        added=added,
        corrections=_corrections(df_init, df_again[is_known]),
    )
    _warn_of_variants(labels, LABELLED if df_again.empty else f"{LABELLED}, {ADDED}")
    return labels


def read_labelled(file: CsvFile) -> pd.DataFrame:
    """Read a file of samples and their labels, each sample once, with whole paths.

    Raises
    ------
    InputError
        For a broken row, an empty label or id; names file, line and remedy.
    """
    table = file.table()
    for column in (SAMPLE_ID, LABEL):
        refuse_empty(table, column, file)
    if PATH in file.columns:
        paths = resolved_paths(table, file.path.parent)
        table = table.set_column(file.columns.index(PATH), PATH, paths)
    return _one_row_each(table.to_pandas().astype("str"), file)


def resolved_paths(table: pa.Table, folder: Path) -> pa.ChunkedArray:
    """Return the column `path`, with what is neither absolute nor a URI taken from `folder`.

    An empty one names nothing, and stays empty.
    """
    given = table[PATH]
    is_whole = pc.match_substring_regex(given, rf"^($|/|[A-Za-z]:[\\/]|{URI})")
    prefix = pa.scalar(f"{folder.resolve()}/", pa.large_string())
    joined = pc.binary_join_element_wise(prefix, given, pa.scalar("", pa.large_string()))
    return pc.if_else(is_whole, given, joined)


def refuse_empty(table: pa.Table, column: str, file: CsvFile, first_row: int = 0) -> None:
    """Raise `InputError` if a field of `column` is empty or blank; names the line.

    Parameters
    ----------
    table : Table
        Rows of `file`.
    column : str
        Which column.
    file : CsvFile
        Where the rows stand.
    first_row : int, default 0
        The number of the table's first row in the file.
    """
    is_empty = pc.equal(pc.utf8_length(pc.utf8_trim_whitespace(table[column])), 0)
    row = pc.index(is_empty, True).as_py()
    if row >= 0:
        line = file.line_of(first_row + row)
        raise InputError(
            f"{file.path}, line {line}: the {column} is empty; fill it in, or remove the row"
        )


def _no_labels(inputs: Inputs) -> pd.DataFrame:
    columns = [name for name in inputs.unlabelled.columns if name != LABEL]
    return pd.DataFrame({name: pd.Series(dtype="str") for name in (*columns, LABEL)})


def _with_columns_of(df_init: pd.DataFrame, df_anno: pd.DataFrame) -> pd.DataFrame:
    """Return `df_anno` with the columns of `df_init`, so that both together hold only strings."""
    missing = {name: "" for name in df_init.columns if name not in df_anno.columns}
    return df_anno.assign(**missing)[list(df_init.columns)].astype("str")


def _one_row_each(frame: pd.DataFrame, file: CsvFile) -> pd.DataFrame:
    """Keep the last row of each sample; warn where its rows differ in the label."""
    labels = frame.groupby(SAMPLE_ID, sort=False)[LABEL].nunique()
    in_conflict = int(np.count_nonzero(labels > 1))
    if in_conflict:
        report_warning(
            f"{file.path.name}: {in_conflict} of its samples had labels in conflict; the later row "
            "counts"
        )
    return frame.drop_duplicates(SAMPLE_ID, keep="last", ignore_index=True)


def _warn_of_variants(labels: Labels, files: str) -> None:
    """Warn of labels that differ only in case or blanks; names the first of them."""
    parts = (labels.corrected(labels.df_init), labels.df_anno)
    groups = label_variants(pd.concat([part[LABEL] for part in parts]).unique())
    if groups:
        named = [", ".join(map(repr, group)) for group in groups[:NAMED_VARIANTS]]
        more = len(groups) - len(named)
        report_warning(
            f"{files}: labels that differ only in case or blanks are classes of their own: "
            f"{'; '.join([*named, f'and {more:,} more'] if more else named)}. If they mean one "
            "class, give its samples one label"
        )


def _corrections(df_init: pd.DataFrame, df_again: pd.DataFrame) -> dict[str, str]:
    """Return the labels in `df_again` that differ from those in `df_init`; warn of them."""
    before = df_init.set_index(SAMPLE_ID)[LABEL]
    after = df_again.set_index(SAMPLE_ID)[LABEL]
    changed = after[after != before.reindex(after.index)]
    if len(changed):
        report_warning(
            f"{ADDED}: {len(changed)} of its samples had another label than in {LABELLED}; "
            "the added one counts"
        )
    return {str(sample_id): str(label) for sample_id, label in changed.items()}
