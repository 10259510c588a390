"""Writing CSV files whose rows end in LF, with every text in quotation marks that needs them."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from fastlabel_core.durable import write_beside

if TYPE_CHECKING:
    from _csv import Writer


@contextmanager
def csv_writer(path: Path) -> Iterator[Writer]:
    """Yield a writer of rows; the file appears whole, when the block ends, or not at all."""
    with write_beside(path) as beside, beside.open("w", encoding="utf-8", newline="") as file:
        yield csv.writer(_LineFeeds(file), lineterminator="\r\n")


class _LineFeeds:
    """A file whose rows end in LF, while the `csv` that writes them believes in CR LF.

    So it puts a text with a lone CR in quotation marks; before Python 3.13 it would not else.
    """

    def __init__(self, file: TextIO) -> None:
        self._file = file

    def write(self, row: str) -> None:
        self._file.write(row.removesuffix("\r\n") + "\n")
