"""The three CSV files of a round, written from the campaign's state."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection

from fastlabel_core.campaign.data_set import row_of, samples
from fastlabel_core.campaign.log import person_labels
from fastlabel_core.campaign.state import State
from fastlabel_core.csv_writing import csv_writer
from fastlabel_core.samples import ADDED, LABEL, LABELLED, UNLABELLED


def write_round_files(connection: Connection, folder: Path, state: State, until: int) -> None:
    """Write ``input_label.csv``, ``input_added_label.csv`` and ``input_unlabel.csv``.

    The first holds the initial labels, as they were given first: the validation set is split from
    them, and must stay the same. Corrections of them are added labels. The columns are those of the
    files that the campaign began with, as some models take every column for their input.

    Parameters
    ----------
    connection : Connection
        To the campaign's database.
    folder : Path
        Where to write; it is made if it is missing.
    state : State
        Of the campaign, read by the same connection.
    until : int
        The step up to which persons' labels count.
    """
    last = until if state.last_initial_step is None else state.last_initial_step
    initial = {each.sample: each.label for each in person_labels(connection, until=last)}
    added = {each.sample: each.label for each in person_labels(connection, after=last, until=until)}
    label_row = row_of(state.label_header, state.columns)
    pool_row = row_of(state.pool_header, state.columns)
    folder.mkdir(parents=True, exist_ok=True)
    with (
        csv_writer(folder / LABELLED) as initial_file,
        csv_writer(folder / ADDED) as added_file,
        csv_writer(folder / UNLABELLED) as pool_file,
    ):
        initial_file.writerow([*state.label_header, LABEL])
        added_file.writerow([*state.label_header, LABEL])
        pool_file.writerow(state.pool_header)
        for sample in samples(connection):
            number = sample.number
            if number in initial:
                initial_file.writerow([*label_row(sample), initial[number]])
            if number in added:
                added_file.writerow([*label_row(sample), added[number]])
            if number not in initial and number not in added:
                pool_file.writerow(pool_row(sample))
