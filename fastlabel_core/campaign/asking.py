"""What a person is asked: the hard examples of the last round."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, select

from fastlabel_core.campaign.data_set import Sample, row_of, samples_of
from fastlabel_core.campaign.schema import hard
from fastlabel_core.campaign.state import State
from fastlabel_core.csv_writing import csv_writer
from fastlabel_core.samples import LABEL

# What the predicted label is called in a file to fill in.
SUGGESTION = "suggestion"


@dataclass(frozen=True, slots=True)
class HardExample:
    """A sample that a person is asked about.

    Parameters
    ----------
    rank : int
        1 for the hardest.
    sample : Sample
        Which.
    suggestion : str or None
        What the model predicts; None if it can't, or if there is no model yet.
    confidence : float or None
        The probability of that.
    """

    rank: int
    sample: Sample
    suggestion: str | None
    confidence: float | None


def hard_examples(connection: Connection, state: State) -> list[HardExample]:
    """Return the hard examples of the last round that no person has labelled, by rank."""
    if not state.rounds:
        return []
    wanted = select(hard).where(hard.c.step == state.rounds[-1].id).order_by(hard.c.rank)
    rows = [row for row in connection.execute(wanted) if row.sample not in state.labelled]
    found = samples_of(connection, [row.sample for row in rows])
    return [
        HardExample(row.rank, found[row.sample], row.suggestion, row.confidence) for row in rows
    ]


def write_hard_examples(
    path: Path, examples: Iterable[HardExample], state: State, *, with_suggestions: bool
) -> None:
    """Write a CSV file in which a person fills in the column ``label``.

    Parameters
    ----------
    path : Path
        The file; it appears whole or not at all.
    examples : iterable of HardExample
        A row each.
    state : State
        Of the campaign, for the columns of its samples.
    with_suggestions : bool
        Whether to show what the model predicts, which sways a person.
    """
    # A column of that name would say of every answer that a suggestion was shown.
    header = [name for name in state.pool_header if name != SUGGESTION]
    row = row_of(header, state.columns)
    with csv_writer(path) as writer:
        writer.writerow([*header, *([SUGGESTION] if with_suggestions else []), LABEL])
        for example in examples:
            suggestion = [example.suggestion or ""] if with_suggestions else []
            writer.writerow([*row(example.sample), *suggestion, ""])
