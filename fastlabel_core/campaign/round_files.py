"""The three CSV files of a round, written from the campaign's state."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import Connection

from fastlabel_core.campaign.data_set import samples
from fastlabel_core.campaign.log import person_labels
from fastlabel_core.csv_writing import csv_writer
from fastlabel_core.samples import ADDED, LABEL, LABELLED, PATH, SAMPLE_ID, UNLABELLED


def write_round_files(
    connection: Connection, folder: Path, columns: Sequence[str], has_paths: bool
) -> None:
    """Write ``input_label.csv``, ``input_added_label.csv`` and ``input_unlabel.csv``.

    The first holds the labels that the campaign began with, as they were then: the validation set
    is split from them, and must stay the same. Corrections of them are added labels.

    Parameters
    ----------
    connection : Connection
        To the campaign's database.
    folder : Path
        Where to write; it is made if it is missing.
    columns : sequence of str
        The samples' columns besides ``sampleId``, ``path`` and ``label``.
    has_paths : bool
        Whether there is a column ``path``.
    """
    initial = {each.sample: each for each in person_labels(connection, is_initial=True)}
    added = {each.sample: each for each in person_labels(connection, is_initial=False)}
    header = [SAMPLE_ID, *([PATH] if has_paths else []), *columns]
    folder.mkdir(parents=True, exist_ok=True)
    with (
        csv_writer(folder / LABELLED) as initial_file,
        csv_writer(folder / ADDED) as added_file,
        csv_writer(folder / UNLABELLED) as pool_file,
    ):
        initial_file.writerow([*header, LABEL])
        added_file.writerow([*header, LABEL])
        pool_file.writerow(header)
        for sample in samples(connection):
            values = [sample.sample_id, *([sample.path] if has_paths else []), *sample.fields]
            if sample.number in initial:
                initial_file.writerow([*values, initial[sample.number].label])
            if sample.number in added:
                added_file.writerow([*values, added[sample.number].label])
            if sample.number not in initial and sample.number not in added:
                pool_file.writerow(values)
