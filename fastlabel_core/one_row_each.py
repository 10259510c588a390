"""Reading a CSV file in which every sample may stand only once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pyarrow as pa

from fastlabel_core.errors import InputError
from fastlabel_core.samples import SAMPLE_ID

if TYPE_CHECKING:
    import pandas as pd

    from fastlabel_core.csv_file import CsvFile


def read_one_row_each(file: CsvFile, columns: Sequence[str]) -> pd.DataFrame:
    """Read some columns of a file.

    Parameters
    ----------
    file : CsvFile
        With `columns`.
    columns : sequence of str
        With ``sampleId``. The file's others are passed over.

    Returns
    -------
    DataFrame of str
        With `columns`.

    Raises
    ------
    InputError
        If a row is broken, or a sample stands there twice.
    """
    columns = list(columns)
    table = pa.Table.from_batches(
        (batch.select(columns) for batch in file.batches()),
        schema=pa.schema([(name, pa.large_string()) for name in columns]),
    )
    frame: pd.DataFrame = table.to_pandas().astype("str")
    is_repeated = frame[SAMPLE_ID].duplicated()
    if is_repeated.any():
        row = int(is_repeated.argmax())
        raise InputError(
            f"{file.path}, line {file.line_of(row)}: sample {frame[SAMPLE_ID][row]!r} stands there "
            "a second time; remove one of its rows"
        )
    return frame
