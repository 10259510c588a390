"""What a person is asked: the hard examples of the last round."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, select

from fastlabel_core.campaign.data_set import Sample, row_of, samples_of
from fastlabel_core.campaign.schema import hard
from fastlabel_core.campaign.state import State
from fastlabel_core.csv_writing import csv_writer
from fastlabel_core.output_place import refuse_no_place
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
    """Return the hard examples of the last round that no person has labelled, by rank.

    After the end there are none, as no answer would be taken.
    """
    if not state.rounds or state.end is not None:
        return []
    wanted = select(hard).where(hard.c.step == state.rounds[-1].id).order_by(hard.c.rank)
    rows = [row for row in connection.execute(wanted) if row.sample not in state.labelled]
    found = samples_of(connection, [row.sample for row in rows])
    return [
        HardExample(row.rank, found[row.sample], row.suggestion, row.confidence) for row in rows
    ]


def write_hard_examples(
    path: Path, examples: Sequence[HardExample], state: State, *, with_suggestions: bool
) -> None:
    """Write a CSV file in which a person fills in the column ``label``.

    Parameters
    ----------
    path : Path
        The file; it appears whole or not at all.
    examples : sequence of HardExample
        A row each.
    state : State
        Of the campaign, for the columns of its samples.
    with_suggestions : bool
        Whether to show what the model predicts, which sways a person.

    Raises
    ------
    UsageError
        If there is no folder for the file, or if it is a folder itself.
    """
    refuse_no_place(path)
    # An empty column would say of answers, too, that a suggestion was shown.
    is_shown = with_suggestions and any(each.suggestion is not None for each in examples)
    row = row_of(state.pool_header, state.columns)
    with csv_writer(path) as writer:
        writer.writerow([*state.pool_header, *([SUGGESTION] if is_shown else []), LABEL])
        for example in examples:
            suggestion = [example.suggestion or ""] if is_shown else []
            writer.writerow([*row(example.sample), *suggestion, ""])
