"""Writing a demo's data set as the files of a campaign."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fastlabel_core.class_shares import choose_of_every_class
from fastlabel_core.durable import write_beside
from fastlabel_core.errors import OptionError, UsageError
from fastlabel_core.samples import ADDED, LABEL, LABELLED, SAMPLE_ID, UNLABELLED

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from fastlabel_core.demo.dataset import DemoDataset

TRUTH = "truth.csv"


@dataclass(frozen=True, slots=True)
class WrittenDemo:
    """How many samples were written with a label and without, and of how many classes."""

    labelled: int
    pool: int
    classes: int


def write_demo(
    dataset: DemoDataset,
    input_dir: Path,
    labels: int = 300,
    overwrite: bool = False,
) -> WrittenDemo:
    """Write a data set, with the labels of all but a few samples kept apart.

    Besides the samples' own files it writes ``input_label.csv``, ``input_added_label.csv`` (without
    rows), ``input_unlabel.csv``, and ``truth.csv``, which holds the labels of the pool. A file
    that holds the same already is no obstacle, so the same call may be repeated.

    Parameters
    ----------
    dataset : DemoDataset
        The samples.
    input_dir : Path
        The folder; it is made if it is missing.
    labels : int, default 300
        How many samples keep their label: of every class the first, about the same share.
    overwrite : bool, default False
        Whether to replace files that hold something else.

    Returns
    -------
    WrittenDemo
        What was written.

    Raises
    ------
    OptionError
        If `labels` is smaller than the number of classes or larger than that of samples.
    UsageError
        If a file is there already and holds something else, unless `overwrite`.
    OSError
        If a file can't be read or written.
    """
    _refuse_impossible_count(dataset.samples[LABEL], labels)
    is_labelled = choose_of_every_class(dataset.samples[LABEL], labels)
    tables = _csv_files(dataset.samples, is_labelled)
    if not overwrite:
        _refuse_to_replace(input_dir, {**dataset.files, **tables})
    _write(input_dir, dataset.files, tables)
    return WrittenDemo(
        labelled=int(is_labelled.sum()),
        pool=int((~is_labelled).sum()),
        classes=dataset.samples[LABEL].nunique(),
    )


def _refuse_impossible_count(labels: pd.Series[str], count: int) -> None:
    if not labels.nunique() <= count <= len(labels):
        raise OptionError(
            f"--labels is {count}, and must lie between {labels.nunique()}, one for each class,"
            f" and {len(labels)}, all samples."
        )


def _csv_files(samples: pd.DataFrame, is_labelled: NDArray[np.bool_]) -> dict[str, bytes]:
    """Return the content of each CSV file by its name; the last one makes a campaign of them."""
    labelled, pool = samples[is_labelled], samples[~is_labelled]
    frames = {
        TRUTH: pool[[SAMPLE_ID, LABEL]],
        UNLABELLED: pool.drop(columns=LABEL),
        ADDED: labelled.head(0),
        LABELLED: labelled,
    }
    return {
        name: frame.to_csv(index=False, lineterminator="\n").encode()
        for name, frame in frames.items()
    }


def _refuse_to_replace(input_dir: Path, files: dict[str, bytes]) -> None:
    # Backwards, to name the labels first: they are what somebody would miss most.
    for name, content in reversed(files.items()):
        path = input_dir / name
        if path.exists() and path.read_bytes() != content:
            raise UsageError(
                f"{path} is there already, and holds something else than this demo's.\n"
                "Name another folder with --input-dir, or have it replaced with --overwrite."
            )


def _write(input_dir: Path, files: Mapping[str, bytes], tables: Mapping[str, bytes]) -> None:
    for name, content in files.items():
        path = input_dir / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    input_dir.mkdir(parents=True, exist_ok=True)
    for name, content in tables.items():
        with write_beside(input_dir / name) as beside:
            beside.write_bytes(content)
