"""What is taken down of a round."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
from sqlalchemy import Connection, insert

from fastlabel_core.campaign.data_set import numbers_of
from fastlabel_core.campaign.folder import CampaignFolder
from fastlabel_core.campaign.log import Step, add_step
from fastlabel_core.campaign.round_criteria import criteria_of
from fastlabel_core.campaign.schema import StepKind, hard
from fastlabel_core.campaign.state import State
from fastlabel_core.csv_file import open_csv
from fastlabel_core.outputs import PREDICTIONS
from fastlabel_core.report import Report
from fastlabel_core.repository import read_metadata
from fastlabel_core.samples import LABEL, SAMPLE_ID


@dataclass(frozen=True, slots=True)
class RoundRecord:
    """What is taken down of a round.

    Parameters
    ----------
    detail : mapping
        What it saw, what came of it, and what speaks for stopping after it.
    hard : sequence of mapping
        The columns of each of its hard examples, but for the step.
    """

    detail: Mapping[str, Any]
    hard: Sequence[Mapping[str, Any]]


def describe_round(
    connection: Connection,
    folder: CampaignFolder,
    begun: Step,
    state: State,
    earlier: Path | None,
    report: Report,
) -> RoundRecord:
    """Return what is to be taken down of a round; nothing is written.

    Parameters
    ----------
    connection : Connection
        To the campaign's database.
    folder : CampaignFolder
        Holds what the round left.
    begun : Step
        Its beginning.
    state : State
        Read after that, when it was begun or taken up.
    earlier : Path or None
        The ``predictions.csv`` of the round before, if there was one.
    report : Report
        Of the round.
    """
    predictions = folder.outputs(begun.round) / PREDICTIONS
    criteria = criteria_of(connection, predictions, earlier, state)
    asked = list(_hard_rows(connection, predictions))
    detail = {
        "seen": begun.id,
        "predictions": report.predictions_sha256,
        **_trained(folder.model(begun.round), report),
        "counts": report.counts.model_dump(),
        "seconds": report.seconds,
        "warnings": list(report.warnings),
        "approximations": list(report.approximations),
        "agreement": criteria.agreement,
        "changed": criteria.changed,
        "uncertainty": criteria.uncertainty,
    }
    return RoundRecord(detail, asked)


def record_round(connection: Connection, begun: Step, record: RoundRecord) -> None:
    """Take down a round, and what it asks."""
    step = add_step(connection, StepKind.ROUND, begun.who, begun.round, detail=record.detail)
    if record.hard:
        connection.execute(insert(hard), [{"step": step, **each} for each in record.hard])


def _trained(model: Path, report: Report) -> dict[str, Any]:
    """Return what is taken down of the model that a round left, if it left one."""
    if report.model is None:
        return {"is_trained": False}
    classes = read_metadata(model).classes
    return {"is_trained": True, "model": report.model, "classes": list(classes)}


def _hard_rows(connection: Connection, predictions: Path) -> Iterator[dict[str, Any]]:
    columns = [SAMPLE_ID, LABEL, "confidence", "is_hard", "hard_rank", "is_random"]
    rows: list[dict[str, str]] = []
    for batch in open_csv(predictions, columns).batches():
        rows.extend(batch.filter(pc.equal(batch.column("is_hard"), "true")).to_pylist())
    numbers = numbers_of(connection, [row[SAMPLE_ID] for row in rows])
    for row in rows:
        yield {
            "rank": int(row["hard_rank"]),
            "sample": numbers[row[SAMPLE_ID]],
            "suggestion": row[LABEL] or None,
            "confidence": float(row["confidence"]) if row["confidence"] else None,
            "is_random": row["is_random"] == "true",
        }
