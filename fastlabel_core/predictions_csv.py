"""Writing ``predictions.csv``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from fastlabel_core.csv_writing import csv_writer
from fastlabel_core.events import report_progress, report_warning
from fastlabel_core.pool import slices
from fastlabel_core.samples import LABEL, PATH, SAMPLE_ID

# Its columns, in their order, and what they hold.
COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        SAMPLE_ID: "As in the pool. There is a row for each of its samples, in its order.",
        PATH: "As in the pool; empty without such a column.",
        LABEL: "The predicted label; empty for a sample that can't be read, and without a trained "
        "model.",
        "confidence": "The probability of the label; empty if there is none.",
        "score": "How hard the sample is, by the strategy; empty if there is none.",
        "is_hard": "`true` for a hard example, else `false`.",
        "hard_rank": "1 for the hardest, 2 for the next; empty for a sample that isn't hard.",
        "is_random": "`true` for a hard example that was drawn at random from the whole pool, else "
        "`false`.",
        "error": "Why the sample can't be read; else empty.",
    }
)
ROWS_AT_ONCE = 65_536


def write_predictions(path: Path, given: pa.Table, answers: pd.DataFrame) -> None:
    """Write a row for each sample of the pool, in its order.

    Parameters
    ----------
    path : Path
        The file; it appears whole or not at all.
    given : Table
        The pool as it was given. Its columns other than ``sampleId`` and ``path`` stand last; one
        that has the name of ours is left out, with a warning.
    answers : DataFrame
        As `checked_query` returns it, one row for each of `given`.
    """
    taken = [name for name in given.column_names if name in list(COLUMNS)[2:]]
    for name in taken:
        report_warning(f"the pool's column {name!r} is not handed through: predictions.csv has one")
    others = [name for name in given.column_names if name not in COLUMNS]
    with csv_writer(path) as writer:
        writer.writerow([*COLUMNS, *others])
        for rows in slices(len(given), ROWS_AT_ONCE):
            part = given.slice(rows.start, rows.stop - rows.start)
            written = [*_our_columns(part, answers.iloc[rows]), *_texts(part, others)]
            writer.writerows(zip(*written, strict=True))
            report_progress("rows", rows.stop, len(given))


def _our_columns(given: pa.Table, answers: pd.DataFrame) -> list[Iterable[str]]:
    paths = given[PATH].to_pylist() if PATH in given.column_names else [""] * len(given)
    ranks = answers["hard_rank"].to_numpy()
    return [
        given[SAMPLE_ID].to_pylist(),
        paths,
        answers[LABEL].astype(object).fillna("").tolist(),
        shortest(answers["confidence"]),
        shortest(answers["score"]),
        _marks(answers["is_hard"]),
        np.where(ranks > 0, ranks.astype(str), "").tolist(),
        _marks(answers["is_random"]),
        answers["error"].tolist(),
    ]


def _texts(given: pa.Table, columns: list[str]) -> list[Iterable[str]]:
    return [given[name].to_pylist() for name in columns]


def _marks(marks: pd.Series) -> list[str]:
    texts: list[str] = np.where(marks, "true", "false").tolist()
    return texts


def shortest_text(number: float | None) -> str:
    """Return the shortest text that reads back as the same float32; empty for None."""
    return "" if number is None else str(np.float32(number))


def shortest(numbers: pd.Series) -> list[str]:
    """Return the shortest text that reads back as the same float32; empty for NaN."""
    values = pa.array(numbers.to_numpy(), pa.float32(), from_pandas=True)
    texts: list[str] = pc.cast(values, pa.string()).fill_null("").to_pylist()
    return texts
