"""The three CSV files of a round, written from the campaign's state."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from operator import itemgetter
from pathlib import Path

from sqlalchemy import Connection, null, select

from fastlabel_core.campaign.database import ROWS_AT_ONCE
from fastlabel_core.campaign.log import person_labels
from fastlabel_core.campaign.schema import sample
from fastlabel_core.campaign.state import State
from fastlabel_core.csv_writing import csv_writer
from fastlabel_core.samples import ADDED, LABEL, LABELLED, PATH, SAMPLE_ID, UNLABELLED


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
    label_row = _row_of(state.label_header, state.columns)
    pool_row = _row_of(state.pool_header, state.columns)
    folder.mkdir(parents=True, exist_ok=True)
    with (
        csv_writer(folder / LABELLED) as initial_file,
        csv_writer(folder / ADDED) as added_file,
        csv_writer(folder / UNLABELLED) as pool_file,
    ):
        initial_file.writerow([*state.label_header, LABEL])
        added_file.writerow([*state.label_header, LABEL])
        pool_file.writerow(state.pool_header)
        for number, values in _values(connection, state):
            if number in initial:
                initial_file.writerow([*label_row(values), initial[number]])
            if number in added:
                added_file.writerow([*label_row(values), added[number]])
            if number not in initial and number not in added:
                pool_file.writerow(pool_row(values))


def _row_of(
    header: Sequence[str], columns: Sequence[str]
) -> Callable[[Sequence[str]], Sequence[str]]:
    """Return the function that gives a row of a file, of at least two columns, from `_values`."""
    all_columns = [SAMPLE_ID, PATH, *columns]
    return itemgetter(*map(all_columns.index, header))


def _values(connection: Connection, state: State) -> Iterator[tuple[int, Sequence[str]]]:
    """Yield the number of every sample, its id, its path and what it has in the other columns.

    The latter are only read where a file has such a column. All of it is as the database gives it:
    there may be a million samples, in every round.
    """
    has_fields = bool({*state.label_header, *state.pool_header} - {SAMPLE_ID, PATH})
    fields = sample.c.fields if has_fields else null()
    wanted = select(sample.c.number, sample.c.sample_id, sample.c.path, fields)
    ordered = wanted.order_by(sample.c.number).execution_options(yield_per=ROWS_AT_ONCE)
    with connection.execute(ordered) as rows:
        for number, sample_id, path, others in rows:
            yield number, (sample_id, path or "", *(others or ()))
