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

from fastlabel_core.campaign.schema import StepKind, label, step

PERSONS = (StepKind.START, StepKind.ANSWER)
ROWS_AT_ONCE = 20_000


@dataclass(frozen=True, slots=True)
class Step:
    """What somebody did; see the columns of the table."""

    id: int
    kind: StepKind
    who: str
    at: str
    round: int
    is_initial: bool
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
    is_initial: bool


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
    is_initial: bool = False,
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
            is_initial=is_initial,
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


def steps(connection: Connection, *kinds: StepKind) -> list[Step]:
    """Return the steps of some kinds, or all, in their order."""
    wanted = select(step).order_by(step.c.id)
    if kinds:
        wanted = wanted.where(step.c.kind.in_([kind.value for kind in kinds]))
    return [
        Step(
            row.id,
            StepKind(row.kind),
            row.who,
            row.at,
            row.round,
            row.is_initial,
            row.is_suggestion_shown,
            row.detail,
        )
        for row in connection.execute(wanted)
    ]


def person_labels(
    connection: Connection, *, is_initial: bool | None = None
) -> Iterator[PersonLabel]:
    """Yield the label that holds of each sample that a person labelled, by sample.

    Parameters
    ----------
    connection : Connection
        To the campaign's database.
    is_initial : bool, optional
        Only look at labels from which the validation set comes, or only at the others.
    """
    undone = select(label.c.undoes).where(label.c.undoes.is_not(None))
    given = (
        select(
            label.c.id,
            label.c.sample,
            label.c.label,
            step.c.id.label("step"),
            step.c.round,
            step.c.is_initial,
            func.row_number()
            .over(partition_by=label.c.sample, order_by=label.c.id.desc())
            .label("place"),
        )
        .join_from(step, label, label.c.step == step.c.id)
        .where(step.c.kind.in_(PERSONS), label.c.id.not_in(undone))
    )
    if is_initial is not None:
        given = given.where(step.c.is_initial == is_initial)
    ranked = given.subquery()
    last = select(ranked).where(ranked.c.place == 1).order_by(ranked.c.sample)
    for row in connection.execute(last):
        yield PersonLabel(row.id, row.sample, row.label, row.step, row.round, row.is_initial)
