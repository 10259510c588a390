"""How good a model is on samples whose labels are known."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa

from fastlabel_core.csv_file import CsvFile, open_csv
from fastlabel_core.label_prediction import ERROR, predict_labels
from fastlabel_core.labels import resolved_paths
from fastlabel_core.pool import slices
from fastlabel_core.samples import LABEL, PATH, SAMPLE_ID
from fastlabel_core.setup import prepare

PIECE_ROWS = 4096


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What a model predicts of samples whose labels are known.

    Parameters
    ----------
    correct, samples : int
        Of how many samples it predicts the label; one that can't be read counts as wrong.
    unreadable : int
        How many can't be read.
    """

    correct: int
    samples: int
    unreadable: int


def evaluate_model(
    model_dir: Path,
    file: Path,
    work_dir: Path,
    *,
    options: Mapping[str, Any],
    random_seed: int,
    disable: Collection[str],
) -> Evaluation:
    """Load a model and compare what it predicts of a file with the labels there.

    The file is read in blocks, and predicted in pieces of 4,096 rows.

    Parameters
    ----------
    model_dir : Path
        A model, such as a round leaves.
    file : Path
        CSV with ``sampleId``, ``label`` and the column that the model takes its input from.
    work_dir : Path
        Where the model may write; it is made if it is missing.
    options : mapping
        The plugin's options.
    random_seed : int
        For a model that draws when it predicts.
    disable : collection of str
        Extensions to switch off.

    Raises
    ------
    UsageError
        If the file or the options can't be used.
    Failure
        If the plugin or the model's files are broken.
    """
    setup = prepare(
        plugin=None,
        model=model_dir,
        is_first_train=None,
        query_cnt=0,
        val_size=0.0,
        strategy="RandomSampling",
        strategy_options={},
        random_seed=random_seed,
        options=options,
        repository=model_dir.parent,
        disable=disable,
    )
    model = setup.create_model()
    model.load(model_dir)
    work_dir.mkdir(parents=True, exist_ok=True)
    correct = samples = unreadable = 0
    for piece in _pieces(open_csv(file, [SAMPLE_ID, LABEL])):
        unlabelled = piece.drop(columns=LABEL)
        predicted = predict_labels(model, unlabelled, piece.iloc[:0], work_dir, setup)
        labels = predicted[LABEL].astype(object).to_numpy()
        correct += int((labels == piece[LABEL].to_numpy()).sum())
        unreadable += int((predicted[ERROR] != "").sum())
        samples += len(piece)
    return Evaluation(correct, samples, unreadable)


def _pieces(file: CsvFile) -> Iterator[pd.DataFrame]:
    for batch in file.batches():
        table = pa.Table.from_batches([batch])
        if PATH in file.columns:
            paths = resolved_paths(table, file.path.parent)
            table = table.set_column(file.columns.index(PATH), PATH, paths)
        frame = table.to_pandas().astype("str")
        for rows in slices(len(frame), PIECE_ROWS):
            yield frame.iloc[rows].reset_index(drop=True)
