"""Reading the texts of samples."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from fastlabel_core import open_input

_CHARACTERS_AT_ONCE = 2**18


@dataclass(frozen=True, slots=True)
class Batch:
    """Texts to work on at one time, so many that they need little memory however long they are.

    Parameters
    ----------
    rows : list of int
        The numbers of the samples that the texts belong to.
    texts : list of str
        Their texts.
    """

    rows: list[int]
    texts: list[str]


class UnreadableTextError(Exception):
    """A sample's text can't be read; the message is a short reason."""


def read_batches(samples: pd.DataFrame, max_chars: int, errors: dict[int, str]) -> Iterator[Batch]:
    """Read the texts of samples, in their order.

    Parameters
    ----------
    samples : DataFrame
        With the column ``text``, or else ``path``.
    max_chars : int
        How many characters of a text to read.
    errors : dict of int to str
        Gets the row number and the reason of each sample that can't be read, as far as the batches
        are taken.
    """
    in_column = "text" in samples.columns
    rows: list[int] = []
    texts: list[str] = []
    characters = 0
    for row, value in enumerate(samples["text" if in_column else "path"]):
        try:
            text = value[:max_chars] if in_column else read_file(value, max_chars)
        except UnreadableTextError as error:
            errors[row] = str(error)
            continue
        rows.append(row)
        texts.append(text)
        characters += len(text)
        if characters >= _CHARACTERS_AT_ONCE:
            yield Batch(rows, texts)
            rows, texts, characters = [], [], 0
    if rows:
        yield Batch(rows, texts)


def read_file(path: str, max_chars: int) -> str:
    """Read the first `max_chars` characters of a UTF-8 file, with or without a BOM.

    Raises
    ------
    UnreadableTextError
        If it can't be opened or read, or isn't UTF-8 as far as it is read.
    """
    try:
        with open_input(path) as stream, io.TextIOWrapper(stream, encoding="utf-8-sig") as text:
            return text.read(max_chars)
    except UnicodeDecodeError as error:
        raise UnreadableTextError(f"not UTF-8 text: {error.reason}") from None
    except OSError as error:
        raise UnreadableTextError(error.strerror or str(error)) from None
    except ValueError as error:
        raise UnreadableTextError(f"not a path that can be opened: {error}") from None
