"""The log of labels: adding to it, and what it says of each sample now.

Of a person's labels for a sample, the last that was not undone holds. A model's label holds where
no person's does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select

from fastlabel_core.campaign.database import ROWS_AT_ONCE
from fastlabel_core.campaign.schema import StepKind, label, step

PERSONS = (StepKind.START, StepKind.ANSWER)


@dataclass(frozen=True, slots=True)
class Step:
    """Something that somebody did.

    Parameters
    ----------
    id : int
        Higher than that of every earlier step.
    kind : StepKind
        What was done.
    who : str
        A person's name; for a round, its beginning and for the labels of a model, the model.
    at : str
        When, UTC in ISO form with milliseconds.
    round : int
        The last round before it; of a round, its beginning and its failure, its own number.
    is_suggestion_shown : bool or None
        Whether the person saw what the model predicts; None where nothing says so.
    detail : mapping
        More of it as JSON values, by its kind: what a campaign started with, what a round saw and
        came to, why a campaign ended, what it left.
    """

    id: int
    kind: StepKind
    who: str
    at: str
    round: int
    is_suggestion_shown: bool | None
    detail: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class PersonLabel:
    """The label that a person gave to a sample, and the step in which."""

    id: int
    sample: int
    label: str
    step: int
    round: int


@dataclass(frozen=True, slots=True)
class NewLabel:
    """A label to add; without one, `undoes` names the label that is undone."""

    sample: int
    label: str | None
    confidence: float | None = None
    undoes: int | None = None


def add_step(
    connection: Connection,
    kind: StepKind,
    who: str,
    round_number: int,
    *,
    is_suggestion_shown: bool | None = None,
    detail: Mapping[str, Any] | None = None,
) -> int:
    """Add a step, now; return its id."""
    added = connection.execute(
        insert(step).values(
            kind=kind.value,
            who=who,
            at=datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            round=round_number,
            is_suggestion_shown=is_suggestion_shown,
            detail=dict(detail or {}),
        )
    )
    key = added.inserted_primary_key
    assert key is not None
    return int(key[0])


def add_labels(connection: Connection, step_id: int, labels: Iterable[NewLabel]) -> int:
    """Add labels to a step; return how many."""
    count = 0
    rows: list[dict[str, Any]] = []
    for each in labels:
        rows.append(
            {
                "step": step_id,
                "sample": each.sample,
                "label": each.label,
                "confidence": each.confidence,
                "undoes": each.undoes,
            }
        )
        count += 1
        if len(rows) == ROWS_AT_ONCE:
            connection.execute(insert(label), rows)
            rows = []
    if rows:
        connection.execute(insert(label), rows)
    return count


def steps(connection: Connection) -> list[Step]:
    """Return all steps, in their order."""
    return [
        Step(
            row.id,
            StepKind(row.kind),
            row.who,
            row.at,
            row.round,
            row.is_suggestion_shown,
            row.detail,
        )
        for row in connection.execute(select(step).order_by(step.c.id))
    ]


def samples_named(connection: Connection, who: str, *, after: int) -> frozenset[int]:
    """Return the samples of which somebody said something, or took it back, after a step."""
    named = (
        select(label.c.sample)
        .join_from(step, label, label.c.step == step.c.id)
        .where(step.c.who == who, step.c.id > after)
    )
    return frozenset(connection.execute(named).scalars())


def person_labels(
    connection: Connection, *, after: int = 0, until: int | None = None
) -> Iterator[PersonLabel]:
    """Yield the label of each sample that a person labelled and nobody undid, by sample.

    Parameters
    ----------
    connection : Connection
        To the campaign's database.
    after : int, default 0
        Only look at labels that were given after this step.
    until : int, optional
        Say what held after this step: leave out what was given, or undone, later.
    """
    # By their steps: those of persons are few, and one of a model may have a million labels.
    by_persons = select(step.c.id).where(step.c.kind.in_(PERSONS), step.c.id > after)
    undoing = select(step.c.id).where(step.c.kind == StepKind.UNDO)
    if until is not None:
        by_persons = by_persons.where(step.c.id <= until)
        undoing = undoing.where(step.c.id <= until)
    undone = select(label.c.undoes).where(label.c.step.in_(undoing))
    given = (
        select(
            label.c.id,
            label.c.sample,
            label.c.label,
            step.c.id.label("step"),
            step.c.round,
            func.row_number()
            .over(partition_by=label.c.sample, order_by=label.c.id.desc())
            .label("place"),
        )
        .join_from(step, label, label.c.step == step.c.id)
        .where(label.c.step.in_(by_persons), label.c.id.not_in(undone))
    )
    ranked = given.subquery()
    last = select(ranked).where(ranked.c.place == 1).order_by(ranked.c.sample)
    for row in connection.execute(last):
        yield PersonLabel(row.id, row.sample, row.label, row.step, row.round)
