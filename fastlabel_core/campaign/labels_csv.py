"""``labels.csv``: the labelled data set."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from sqlalchemy import Connection, select

from fastlabel_core.campaign.data_set import Sample, samples
from fastlabel_core.campaign.log import person_labels
from fastlabel_core.campaign.schema import StepKind, label, step
from fastlabel_core.csv_writing import csv_writer
from fastlabel_core.events import report_progress
from fastlabel_core.predictions_csv import shortest_text
from fastlabel_core.samples import LABEL, PATH, SAMPLE_ID

# Its columns, in their order, and what they hold.
COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        SAMPLE_ID: "There is a row for each sample of the data set, in its order.",
        PATH: "Absolute or a URI; empty where the data set has no paths.",
        LABEL: "A person's label, or else what the model predicts; empty for a sample that has "
        "neither, as one that can't be read.",
        "source": "`person` or `model`; empty without a label.",
        "confidence": "The model's probability of its label; empty for a person's.",
        "round": "The round after which a person gave the label, 0 before the first, or the one "
        "whose model predicts it.",
    }
)
ROWS_AT_ONCE = 20_000
EVERY = 10_000


@dataclass(frozen=True, slots=True)
class FinalLabel:
    """The label of a sample in the finished data set; all but the sample may be None."""

    sample: Sample
    label: str | None
    source: str | None
    confidence: float | None
    round: int | None


def final_labels(connection: Connection) -> Iterator[FinalLabel]:
    """Yield the label of every sample, in the order of the data set."""
    persons = {each.sample: each for each in person_labels(connection)}
    predicted = _model_labels(connection)
    upcoming = next(predicted, None)
    for sample in samples(connection):
        is_predicted = upcoming is not None and upcoming[0] == sample.number
        if sample.number in persons:
            given = persons[sample.number]
            yield FinalLabel(sample, given.label, "person", None, given.round)
        elif is_predicted and upcoming is not None:
            _, name, confidence, round_number = upcoming
            yield FinalLabel(sample, name, "model", confidence, round_number)
        else:
            yield FinalLabel(sample, None, None, None, None)
        if is_predicted:
            upcoming = next(predicted, None)


def write_labels(connection: Connection, path: Path) -> dict[str, int]:
    """Write ``labels.csv``, whole or not at all.

    Returns
    -------
    dict of str to int
        How many samples were labelled ``by_persons`` and ``by_model``, and how many are
        ``unlabelled``.
    """
    counts = {"by_persons": 0, "by_model": 0, "unlabelled": 0}
    names = {"person": "by_persons", "model": "by_model", None: "unlabelled"}
    with csv_writer(path) as writer:
        writer.writerow(COLUMNS)
        for final in final_labels(connection):
            counts[names[final.source]] += 1
            writer.writerow(
                [
                    final.sample.sample_id,
                    final.sample.path or "",
                    final.label or "",
                    final.source or "",
                    shortest_text(final.confidence),
                    "" if final.round is None else final.round,
                ]
            )
            if final.sample.number % EVERY == 0:
                report_progress("rows", final.sample.number)
    return counts


def _model_labels(connection: Connection) -> Iterator[tuple[int, str, float | None, int]]:
    wanted = (
        select(label.c.sample, label.c.label, label.c.confidence, step.c.round)
        .join_from(step, label, label.c.step == step.c.id)
        .where(step.c.kind == StepKind.LABEL.value)
        .order_by(label.c.sample)
    )
    streamed = connection.execution_options(yield_per=ROWS_AT_ONCE).execute(wanted)
    yield from streamed.tuples()
