"""What is taken down of a round."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
from sqlalchemy import Connection, insert

from fastlabel_core.campaign.data_set import numbers_of
from fastlabel_core.campaign.folder import CampaignFolder
from fastlabel_core.campaign.log import add_step
from fastlabel_core.campaign.round_criteria import criteria_of
from fastlabel_core.campaign.round_results import read_predictions
from fastlabel_core.campaign.schema import StepKind, hard
from fastlabel_core.campaign.state import State
from fastlabel_core.outputs import PREDICTIONS
from fastlabel_core.report import Report
from fastlabel_core.repository import read_metadata
from fastlabel_core.samples import LABEL, SAMPLE_ID

RECORDED = (SAMPLE_ID, LABEL, "confidence", "score", "is_hard", "hard_rank", "is_random")


def record_round(
    connection: Connection,
    folder: CampaignFolder,
    state: State,
    earlier: Path | None,
    report: Report,
) -> None:
    """Take down a round, what it asks, and what speaks for stopping after it.

    Parameters
    ----------
    connection : Connection
        To the campaign's database; it writes.
    folder : CampaignFolder
        Holds what the round left.
    state : State
        In which the round began.
    earlier : Path or None
        The ``predictions.csv`` of the round before, if there was one.
    report : Report
        Of the round.
    """
    number = state.round + 1
    predictions = read_predictions(folder.outputs(number) / PREDICTIONS, RECORDED)
    criteria = criteria_of(connection, predictions, earlier, state)
    asked = predictions[predictions["is_hard"] == "true"]
    step_id = add_step(
        connection,
        StepKind.ROUND,
        f"{report.plugin}, round {number}",
        number,
        detail={
            "seen": state.steps[-1].id,
            "predictions": report.predictions_sha256,
            **_trained(folder, number, report),
            "hard": len(asked),
            "counts": report.counts.model_dump(),
            "seconds": report.seconds,
            "warnings": list(report.warnings),
            "approximations": list(report.approximations),
            "agreement": criteria.agreement,
            "changed": criteria.changed,
            "uncertainty": criteria.uncertainty,
        },
    )
    rows = list(_hard_rows(connection, step_id, asked))
    if rows:
        connection.execute(insert(hard), rows)


def _trained(folder: CampaignFolder, number: int, report: Report) -> dict[str, Any]:
    """Return what is taken down of the model that a round left, if it left one."""
    if report.model is None:
        return {"is_trained": False}
    classes = read_metadata(folder.model(number)).classes
    return {"is_trained": True, "model": report.model, "classes": list(classes)}


def _hard_rows(
    connection: Connection, step_id: int, asked: pd.DataFrame
) -> Iterator[dict[str, Any]]:
    numbers = numbers_of(connection, asked[SAMPLE_ID].tolist())
    for row in asked.to_dict("records"):
        yield {
            "step": step_id,
            "rank": int(row["hard_rank"]),
            "sample": numbers[row[SAMPLE_ID]],
            "suggestion": row[LABEL] or None,
            "confidence": _number(row["confidence"]),
            "score": _number(row["score"]),
            "is_random": row["is_random"] == "true",
        }


def _number(text: str) -> float | None:
    return float(text) if text else None
