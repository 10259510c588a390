"""What a plugin is tried on: samples, made up or from a file, and a folder for each check."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pandas as pd

from fastlabel_core.csv_file import open_csv
from fastlabel_core.errors import InputError
from fastlabel_core.labels import refuse_empty, resolved_paths
from fastlabel_core.plugins import Plugin
from fastlabel_core.registration import import_model_class, takes_options
from fastlabel_core.samples import LABEL, PATH, SAMPLE_ID
from fastlabel_core.testing.contract import Subject
from fastlabel_core.testing.contract.made_up import made_up_samples, unreadable_samples

RANDOM_SEED = 0


@dataclass(frozen=True, slots=True, eq=False)
class Trial:
    """A plugin, and what to try it on.

    Parameters
    ----------
    plugin : Plugin
        As it is installed.
    model_class : type
        What its entry point names.
    options : mapping
        Its options, as the caller gives them.
    samples : DataFrame or None
        None: they are made up for each check.
    """

    plugin: Plugin
    model_class: type[Any]
    options: Mapping[str, Any]
    samples: pd.DataFrame | None

    @property
    def may_be_slow(self) -> bool:
        """Whether it has options to train quickly with, and none is given."""
        return takes_options(self.model_class) and not self.options

    @contextmanager
    def new_subject(self) -> Iterator[Subject]:
        """Yield the subject of one check; its folder and made-up files go when the block ends.

        Raises
        ------
        UsageError
            If the samples are too few, or can't be made up.
        """
        with TemporaryDirectory(prefix="fastlabel-check-") as name:
            inputs, own = Path(name, "inputs"), Path(name, "check")
            inputs.mkdir()
            own.mkdir()
            samples = self.samples
            if samples is None:
                generator = np.random.default_rng(RANDOM_SEED)
                samples = made_up_samples(input_columns(self.model_class), inputs, generator)
            unreadable = unreadable_samples(self.model_class, samples, inputs)
            yield Subject(self.plugin, samples, unreadable, self.options, own)


def prepare_trial(plugin: Plugin, options: Mapping[str, Any], samples_file: Path | None) -> Trial:
    """Import a plugin and read the samples; what the caller can mend is found here.

    Raises
    ------
    UsageError
        If an option can't be, or the samples can't be used.
    Failure
        If the plugin can't be imported, or doesn't keep the protocol.
    """
    model_class = import_model_class(plugin)
    samples = None
    if samples_file is not None:
        samples = read_samples(samples_file, input_columns(model_class))
    trial = Trial(plugin, model_class, options, samples)
    with trial.new_subject() as subject:
        subject.completed_options()
    return trial


def input_columns(model_class: type[Any]) -> tuple[str, ...]:
    """Return the columns that a model can take its input from; none for a row of a table."""
    return tuple(getattr(model_class, "input_columns", (PATH,)))


def read_samples(path: Path, columns: Sequence[str]) -> pd.DataFrame:
    """Read labelled samples; relative paths begin at the file's folder.

    Raises
    ------
    InputError
        If the file is broken, or lacks the model's input; names file, line and remedy.
    """
    file = open_csv(path, [SAMPLE_ID, LABEL])
    others = [name for name in file.columns if name not in (SAMPLE_ID, PATH, LABEL)]
    if not set(columns or others) & set(file.columns):
        wanted = " or ".join(map(repr, columns)) or "of the table"
        raise InputError(
            f"{path}, line 1: no column {wanted}, from which the model takes its input; found: "
            f"{', '.join(file.columns)}.\n"
            "  Rename the column that holds it, or add one."
        )
    table = file.table()
    for column in (SAMPLE_ID, LABEL):
        refuse_empty(table, column, file)
    if PATH in file.columns:
        table = table.set_column(file.columns.index(PATH), PATH, resolved_paths(table, path.parent))
    samples: pd.DataFrame = table.to_pandas().astype("str")
    return samples
