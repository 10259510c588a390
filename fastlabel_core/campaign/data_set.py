"""The samples of a campaign."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, select

from fastlabel_core.campaign.database import ROWS_AT_ONCE
from fastlabel_core.campaign.schema import sample
from fastlabel_core.samples import PATH, SAMPLE_ID

# SQLite takes up to 32,766 variables in one statement.
IDS_AT_ONCE = 10_000


@dataclass(frozen=True, slots=True)
class Sample:
    """A sample of the data set: a row of its table.

    Parameters
    ----------
    number : int
        Its place in the data set, from 0.
    sample_id : str
    path : str or None
        Absolute or a URI; None if it has none.
    fields : sequence of str
        The values of its other columns.
    """

    number: int
    sample_id: str
    path: str | None
    fields: Sequence[str]


def samples(connection: Connection) -> Iterator[Sample]:
    """Yield all samples, in their order."""
    # An option of the connection would hold for all later statements, too.
    wanted = select(sample).order_by(sample.c.number).execution_options(yield_per=ROWS_AT_ONCE)
    with connection.execute(wanted) as rows:
        for row in rows:
            yield Sample(*row)


def numbered_ids(connection: Connection) -> Iterator[tuple[int, str]]:
    """Yield the number and the id of every sample, in their order, without reading the rest."""
    wanted = select(sample.c.number, sample.c.sample_id).order_by(sample.c.number)
    with connection.execute(wanted.execution_options(yield_per=ROWS_AT_ONCE)) as rows:
        yield from rows


def samples_of(connection: Connection, numbers: Sequence[int]) -> dict[int, Sample]:
    """Return some samples by their numbers."""
    found = {}
    for part in _parts(numbers):
        for row in connection.execute(select(sample).where(sample.c.number.in_(part))):
            found[row.number] = Sample(*row)
    return found


def numbers_of(connection: Connection, sample_ids: Sequence[str]) -> dict[str, int]:
    """Return the numbers of those of some sample ids that the data set has."""
    found: dict[str, int] = {}
    for part in _parts(sample_ids):
        wanted = select(sample.c.sample_id, sample.c.number).where(sample.c.sample_id.in_(part))
        found.update((name, number) for name, number in connection.execute(wanted))
    return found


def row_of(header: Sequence[str], columns: Sequence[str]) -> Callable[[Sample], list[str]]:
    """Return the function that gives what a sample has in each column of a CSV file.

    Parameters
    ----------
    header : sequence of str
        The columns of the file.
    columns : sequence of str
        Those that the fields of a sample stand for.
    """
    all_columns = [SAMPLE_ID, PATH, *columns]
    places = [all_columns.index(name) for name in header]

    def row(sample: Sample) -> list[str]:
        values = (sample.sample_id, sample.path or "", *sample.fields)
        return [values[place] for place in places]

    return row


def count_samples(connection: Connection) -> int:
    """Return how many samples there are."""
    # Numbers have no gap, so the last one tells without counting a million.
    last = connection.execute(select(func.max(sample.c.number))).scalar_one()
    return 0 if last is None else int(last) + 1


def _parts(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(values), IDS_AT_ONCE):
        yield values[start : start + IDS_AT_ONCE]
