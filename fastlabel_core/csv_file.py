"""One CSV file as a stream of tables of strings, and where exactly it is broken.

Arrow reads quickly but says too little of a broken file, and passes over a quotation mark that
stands where none may. So where it refuses a file, or where there are such marks, a slow reading by
Python's own parser finds the line.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import pyarrow as pa
from pyarrow import csv as arrow_csv

from fastlabel_core.errors import InputError

BLOCK_BYTES = 16 * 2**20


@dataclass(frozen=True, slots=True)
class CsvFile:
    """A CSV file that was found to be whole: UTF-8, with a header of distinct names.

    Parameters
    ----------
    path : Path
        The file.
    columns : tuple of str
        The header's names.
    sha256 : str
        The hash of its bytes.
    """

    path: Path
    columns: tuple[str, ...]
    sha256: str

    def batches(self) -> Iterator[pa.RecordBatch]:
        """Read the rows, every column as ``large_string``; nothing is taken for a missing value.

        Raises
        ------
        InputError
            If a row has more or fewer fields than the header; names the line.
        """
        try:
            yield from arrow_csv.open_csv(
                _WholeLineBreaks(self.path),
                read_options=arrow_csv.ReadOptions(block_size=BLOCK_BYTES, use_threads=False),
                parse_options=arrow_csv.ParseOptions(newlines_in_values=True),
                convert_options=arrow_csv.ConvertOptions(
                    column_types={name: pa.large_string() for name in self.columns},
                    null_values=[],
                    strings_can_be_null=False,
                ),
            )
        except pa.ArrowInvalid as error:
            # Arrow also refuses a header alone that no line break ends.
            if sum(1 for _ in _rows(self.path, self.columns)):
                raise InputError(f"{self.path}: {error}") from error

    def table(self) -> pa.Table:
        """Read the whole file; see `batches`."""
        schema = pa.schema([(name, pa.large_string()) for name in self.columns])
        return pa.Table.from_batches(self.batches(), schema=schema)

    def line_of(self, row: int) -> int:
        """Return the line, counted from 1, on which a row, counted from 0, begins."""
        for number, (line, _) in enumerate(_rows(self.path, self.columns)):
            if number == row:
                return line
        raise IndexError(f"{self.path} has no row {row}")


class _WholeLineBreaks(io.RawIOBase):
    """A file that is read in blocks, none of which ends between a CR and its LF.

    Arrow (26 and before) loses the LF there, if both stand in a field with quotation marks.
    """

    def __init__(self, path: Path) -> None:
        self._file = path.open("rb")
        self._held = b""

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        block = self._held + self._file.read(size - len(self._held))
        is_between = len(block) > 1 and block.endswith(b"\r") and self._file.peek(1)[:1] == b"\n"
        self._held = b"\r" if is_between else b""
        return block.removesuffix(self._held)

    def close(self) -> None:
        self._file.close()
        super().close()


def open_csv(path: Path, required: Sequence[str]) -> CsvFile:
    """Look at a file's header and hash its bytes.

    Parameters
    ----------
    path : Path
        UTF-8, with or without a byte order mark.
    required : sequence of str
        Columns that must be there.

    Raises
    ------
    InputError
        If the file is missing, empty, not UTF-8, lacks a column or has one twice, or if a quotation
        mark is missing; names file, line and remedy.
    """
    sha256, has_quotation_marks = _scan(path)
    columns = _header(path)
    for name in required:
        if name not in columns:
            raise InputError(
                f"{path}, line 1: no column {name!r}; found: {', '.join(columns)}.\n"
                f"  {_separator_hint(columns) or 'Add the column, or mend its name.'}"
            )
    if has_quotation_marks:
        for _ in _rows(path, columns):
            pass
    return CsvFile(path, columns, sha256)


def _scan(path: Path) -> tuple[str, bool]:
    """Hash the file; tell whether it holds quotation marks."""
    digest = hashlib.sha256()
    has_quotation_marks = False
    try:
        with path.open("rb") as file:
            while block := file.read(BLOCK_BYTES):
                digest.update(block)
                has_quotation_marks = has_quotation_marks or b'"' in block
                if b"\0" in block:
                    _refuse_encoding(path)
    except FileNotFoundError:
        raise InputError(f"there is no file {path}; check the name and the folder") from None
    except OSError as error:
        raise InputError(f"{path} can't be read: {error.strerror}") from error
    return digest.hexdigest(), has_quotation_marks


def _header(path: Path) -> tuple[str, ...]:
    names = tuple(next(_records(path), (1, []))[1])
    if not names:
        raise InputError(f"{path} is empty; its first line must name the columns")
    repeated = sorted(name for name, count in Counter(names).items() if count > 1)
    if repeated:
        raise InputError(f"{path}, line 1: column {repeated[0]!r} stands there twice; rename one")
    return names


def _rows(path: Path, columns: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    """Yield line and fields of every row; raise at the first that is broken."""
    records = _records(path)
    next(records)
    for line, fields in records:
        if len(fields) != len(columns):
            count = "1 field" if len(fields) == 1 else f"{len(fields)} fields"
            raise InputError(
                f"{path}, line {line}: {count} where the header has {len(columns)}; "
                "put a field that holds a comma or a line break in quotation marks"
            )
        yield line, fields


def _records(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Yield line and fields of every record, the header among them, but not blank lines."""
    csv.field_size_limit(max(BLOCK_BYTES, csv.field_size_limit()))  # Only raised: all share it.
    line = 1
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, strict=True)
            for fields in reader:
                if fields:
                    yield line, fields
                line = reader.line_num + 1
    except UnicodeDecodeError:
        _refuse_encoding(path)
    except csv.Error as error:
        raise InputError(f"{path}, line {line}: {_reason(error)}") from error


def _reason(error: csv.Error) -> str:
    """Say what Python's parser means."""
    match str(error):
        case "unexpected end of data":
            return (
                "a quotation mark opens here and never closes; close it, or write it twice where "
                "it belongs to the text"
            )
        case "',' expected after '\"'":
            return (
                "text follows a closing quotation mark; close the one that opened before it, or "
                "write it twice where it belongs to the text"
            )
        case reason if reason.startswith("field larger than field limit"):
            return f"a field is longer than {BLOCK_BYTES} bytes; is a quotation mark missing?"
        case reason:
            return reason


def _refuse_encoding(path: Path) -> NoReturn:
    """Raise at the first byte that is not UTF-8, or NUL, of which UTF-16 is full."""
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            try:
                line.decode()
                faulty = line.find(b"\0")
            except UnicodeDecodeError as error:
                faulty = error.start
            if faulty >= 0:
                raise InputError(
                    f"{path}, line {number}: byte {line[faulty]:#04x} is not UTF-8; save the file "
                    "as UTF-8"
                )
    raise InputError(f"{path} changed while it was read")


def _separator_hint(columns: Sequence[str]) -> str:
    for separator, name in ((";", "semicolons"), ("\t", "tabs")):
        if any(separator in column for column in columns):
            return f"The fields seem to be separated by {name}; separate them by commas."
    return ""
