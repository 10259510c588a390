"""The hard examples that the report shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from fastlabel_core.campaign.data_set import Sample, samples_of
from fastlabel_core.campaign.report.pictures import UnshownPictureError, picture_uri
from fastlabel_core.campaign.schema import hard
from fastlabel_core.campaign.state import State

MOST_CHARACTERS = 400


@dataclass(frozen=True, slots=True)
class ShownExample:
    """A hard example as the report shows it.

    Parameters
    ----------
    rank : int
        1 for the hardest.
    sample_id : str
    suggestion, confidence : str or None, float or None
        What the model predicts, and the probability of that.
    is_random : bool
        Whether it was drawn at random from the whole pool.
    answer : str or None
        The label that a person gave it; None if nobody did.
    picture : str or None
        As a ``data:`` URI; None if it can't be shown, or if the sample has no path.
    unshown : str or None
        Why there is no picture, in a few words; None if the sample has no path.
    fields : mapping of str to str
        Its other columns, each value at most 400 characters long.
    """

    rank: int
    sample_id: str
    suggestion: str | None
    confidence: float | None
    is_random: bool
    answer: str | None
    picture: str | None
    unshown: str | None
    fields: Mapping[str, str]


def read_examples(connection: Connection, state: State, most: int) -> list[ShownExample]:
    """Return the hardest examples of the last round, answered or not.

    Parameters
    ----------
    connection : Connection
        To the campaign's database.
    state : State
        Where the campaign stands.
    most : int
        How many at most.
    """
    if not state.rounds:
        return []
    wanted = select(hard).where(hard.c.step == state.rounds[-1].id)
    rows = connection.execute(wanted.order_by(hard.c.rank).limit(most)).all()
    found = samples_of(connection, [row.sample for row in rows])
    return [
        ShownExample(
            row.rank,
            found[row.sample].sample_id,
            row.suggestion,
            row.confidence,
            row.is_random,
            state.labels.get(row.sample),
            *_picture(found[row.sample]),
            fields=_fields(state.columns, found[row.sample].fields),
        )
        for row in rows
    ]


def _picture(sample: Sample) -> tuple[str | None, str | None]:
    if sample.path is None:
        return None, None
    try:
        return picture_uri(sample.path), None
    except UnshownPictureError as reason:
        return None, str(reason)


def _fields(columns: Sequence[str], values: Sequence[str]) -> dict[str, str]:
    return {name: _beginning(value) for name, value in zip(columns, values, strict=True) if value}


def _beginning(text: str) -> str:
    return text if len(text) <= MOST_CHARACTERS else f"{text[:MOST_CHARACTERS]}…"
