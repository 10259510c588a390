"""What was done, and what was said of one sample."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from fastlabel_core.campaign.data_set import numbers_of
from fastlabel_core.campaign.schema import StepKind, label, step
from fastlabel_core.errors import UsageError


@dataclass(frozen=True, slots=True)
class Entry:
    """A label in the log; see the columns of the tables.

    Parameters
    ----------
    label : str or None
        None where a label was undone.
    who, at : str
        Who gave it or undid it, and when.
    round : int
        The last round before.
    kind : StepKind
        In what step.
    confidence : float or None
        A model's.
    is_suggestion_shown : bool or None
        Whether a person saw what the model predicts.
    is_undone : bool
        Whether a later entry undoes it.
    """

    label: str | None
    who: str
    at: str
    round: int
    kind: StepKind
    confidence: float | None
    is_suggestion_shown: bool | None
    is_undone: bool


def label_counts(connection: Connection) -> dict[int, int]:
    """Return how many labels each step gave or took back, by its id; none for one without any."""
    counted = select(label.c.step, func.count().label("labels")).group_by(label.c.step)
    return {row.step: row.labels for row in connection.execute(counted)}


def entries_of(connection: Connection, sample_id: str) -> list[Entry]:
    """Return all that the log says of a sample, the first first.

    Raises
    ------
    UsageError
        If there is no such sample.
    """
    numbers = numbers_of(connection, [sample_id])
    if not numbers:
        raise UsageError(f"the data set has no sample {sample_id!r}; mend the sampleId")
    wanted = (
        select(label, step.c.who, step.c.at, step.c.round, step.c.kind, step.c.is_suggestion_shown)
        .join_from(label, step, label.c.step == step.c.id)
        .where(label.c.sample == numbers[sample_id])
        .order_by(label.c.id)
    )
    rows = connection.execute(wanted).all()
    undone = {row.undoes for row in rows}
    return [
        Entry(
            label=row.label,
            who=row.who,
            at=row.at,
            round=row.round,
            kind=StepKind(row.kind),
            confidence=row.confidence,
            is_suggestion_shown=row.is_suggestion_shown,
            is_undone=row.id in undone,
        )
        for row in rows
    ]
