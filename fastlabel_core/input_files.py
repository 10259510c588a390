"""The three CSV files of a round, found to be there and to fit together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from fastlabel_core.csv_file import CsvFile, open_csv
from fastlabel_core.errors import InputError
from fastlabel_core.samples import ADDED, LABEL, LABELLED, PATH, SAMPLE_ID, UNLABELLED


@dataclass(frozen=True, slots=True)
class Inputs:
    """The three files.

    In place of ``path`` they may have the columns that the model takes its input from.

    Parameters
    ----------
    initial : CsvFile or None
        ``input_label.csv``, with ``sampleId``, ``path`` and ``label``: the labels to begin with,
        from which alone the validation set comes. May be missing while there are no labels.
    added : CsvFile or None
        ``input_added_label.csv``, with the same columns: the labels added since. May be missing or
        empty.
    unlabelled : CsvFile
        ``input_unlabel.csv``, with ``sampleId`` and ``path``: the pool, which is to be labelled.
    has_labels : bool
        Whether a file of labels has a row.
    """

    initial: CsvFile | None
    added: CsvFile | None
    unlabelled: CsvFile
    has_labels: bool

    @property
    def sha256(self) -> dict[str, str]:
        """The hash of every file's bytes, by its name."""
        files = (self.initial, self.added, self.unlabelled)
        return {file.path.name: file.sha256 for file in files if file is not None}

    def why_no_labels(self) -> str:
        """Say where labels would stand, for a message where there are none."""
        path = self.unlabelled.path.with_name(LABELLED)
        return f"{path} is missing" if self.initial is None else f"{path} holds none"


def open_inputs(input_dir: Path, input_columns: Sequence[str]) -> Inputs:
    """Look at the headers of the three files and hash their bytes.

    Parameters
    ----------
    input_dir : Path
        The folder that holds them. ``input_label.csv`` may be missing; ``input_added_label.csv``
        may be missing or have no bytes.
    input_columns : sequence of str
        The columns that the model can take its input from. The first of them that stands in
        ``input_label.csv``, or in the pool while there are no labels, must stand in the other files
        too. If empty, the input is a row of a table: all columns of that file but ``sampleId``,
        ``path`` and ``label``.

    Raises
    ------
    InputError
        If the folder, the pool or a column is missing, or a file is broken as a whole; names file
        and remedy.
    """
    if not input_dir.is_dir():
        raise InputError(f"there is no folder {input_dir}; give the one that holds {UNLABELLED}")
    initial = _open_labelled(input_dir / LABELLED, may_have_no_bytes=False)
    added = _open_labelled(input_dir / ADDED, may_have_no_bytes=True)
    unlabelled = _open_pool(input_dir / UNLABELLED)
    labelled = [file for file in (initial, added) if file is not None]
    has_labels = any(_has_rows(file) for file in labelled)
    first = initial if initial is not None and has_labels else unlabelled
    chosen = _chosen_columns(first, input_columns)
    for file in (*labelled, unlabelled) if has_labels else ():
        _refuse_other_columns(first, file, chosen)
    return Inputs(initial, added, unlabelled, has_labels)


def refuse_without_input(file: CsvFile, inputs: Inputs, input_columns: Sequence[str]) -> None:
    """Raise `InputError` if a file lacks what the model takes its input from in the three files.

    Parameters
    ----------
    file : CsvFile
        Another file of samples.
    inputs : Inputs
        The three files.
    input_columns : sequence of str
        As in `open_inputs`.
    """
    _refuse_other_columns(_first(inputs), file, chosen_columns(inputs, input_columns))


def chosen_columns(inputs: Inputs, input_columns: Sequence[str]) -> list[str]:
    """Return the columns of the three files that the model's input stands in.

    Parameters
    ----------
    inputs : Inputs
        The three files.
    input_columns : sequence of str
        As in `open_inputs`.
    """
    return _chosen_columns(_first(inputs), input_columns)


def _first(inputs: Inputs) -> CsvFile:
    """Return the file whose columns decide."""
    initial = inputs.initial if inputs.has_labels else None
    return initial or inputs.unlabelled


def _open_labelled(path: Path, *, may_have_no_bytes: bool) -> CsvFile | None:
    """Open a file of labels; None if there is none."""
    if not path.exists() or (may_have_no_bytes and path.stat().st_size == 0):
        return None
    return open_csv(path, [SAMPLE_ID, LABEL])


def _open_pool(path: Path) -> CsvFile:
    # The caller named only the folder, so the advice is about that.
    if not path.exists():
        raise InputError(f"{path} is missing; write it, or give the folder that holds it")
    return open_csv(path, [SAMPLE_ID])


def _has_rows(file: CsvFile) -> bool:
    return any(batch.num_rows for batch in file.batches())


def _chosen_columns(first: CsvFile, input_columns: Sequence[str]) -> list[str]:
    """Return the columns that the model's input stands in, of those that it can take it from."""
    if not input_columns:
        chosen = [name for name in first.columns if name not in (SAMPLE_ID, PATH, LABEL)]
        wanted = f"besides {SAMPLE_ID!r} and {LABEL!r}"
    else:
        chosen = [name for name in input_columns if name in first.columns][:1]
        wanted = " or ".join(repr(name) for name in input_columns)
    if not chosen:
        raise InputError(
            f"{first.path}, line 1: no column {wanted}, from which the model takes its input; "
            f"found: {', '.join(first.columns)}.\n"
            "  Rename the column that holds it, or add one."
        )
    return chosen


def _refuse_other_columns(first: CsvFile, file: CsvFile, chosen: Sequence[str]) -> None:
    """Raise `InputError` if the model's input does not stand in a file as it does in the first."""
    missing = [name for name in chosen if name not in file.columns]
    if missing:
        raise InputError(
            f"{file.path}, line 1: no column {missing[0]!r}, from which the model takes its input "
            f"in {first.path.name}; found: {', '.join(file.columns)}.\n"
            "  Rename the column that holds it, or add one."
        )
