"""The next round of a campaign: its files, the round itself, and what is taken down of it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from sqlalchemy import Connection, insert, select

from fastlabel_core.campaign.data_set import numbers_of
from fastlabel_core.campaign.database import Database
from fastlabel_core.campaign.folder import CampaignFolder
from fastlabel_core.campaign.log import add_step
from fastlabel_core.campaign.round_files import write_round_files
from fastlabel_core.campaign.schema import StepKind, hard, sample
from fastlabel_core.campaign.settings import Settings
from fastlabel_core.campaign.state import State, read_state
from fastlabel_core.campaign.stopping import (
    STOP_SET_SIZE,
    Criteria,
    cohen_kappa,
    share_changed,
)
from fastlabel_core.csv_file import open_csv
from fastlabel_core.errors import UsageError
from fastlabel_core.events import Listener
from fastlabel_core.outputs import PREDICTIONS
from fastlabel_core.report import Report
from fastlabel_core.round import run_round
from fastlabel_core.samples import LABEL, SAMPLE_ID


def run_next_round(
    folder: CampaignFolder, database: Database, listeners: Collection[Listener] = ()
) -> Report:
    """Run the next round, and take down what came of it.

    A round that was killed is taken up by calling this again.

    Raises
    ------
    UsageError
        If the campaign has ended, or there is no new label since the last round.
    """
    with database.reading() as connection:
        state = read_state(connection)
        _refuse(state)
        number = state.round + 1
        write_round_files(connection, folder.inputs(number), state.columns, state.has_paths)
    report = _run(folder, state, number, listeners)
    with database.writing() as connection:
        _record(connection, folder, state, number, report)
    return report


def _refuse(state: State) -> None:
    if state.end_reason is not None:
        raise UsageError(
            f"no round can follow: {state.end_reason}; end the campaign with fastlabel campaign "
            f"{'accept' if state.end is None and state.trained_round else 'finish'}"
        )
    if not state.has_new_labels:
        raise UsageError(
            f"nothing was answered since round {state.round}, and a round with the same labels "
            "would bring nothing new; answer some of its hard examples (fastlabel campaign hard), "
            "or be satisfied (fastlabel campaign accept)"
        )


def _run(
    folder: CampaignFolder, state: State, number: int, listeners: Collection[Listener]
) -> Report:
    settings = state.settings
    goes_on = state.trained_round > 0
    return run_round(
        plugin=None if goes_on else settings.plugin,
        model=folder.model(state.trained_round) if goes_on else settings.model,
        input_dir=folder.inputs(number),
        output_dir=folder.outputs(number),
        work_dir=folder.work,
        query_cnt=settings.query_cnt,
        val_size=settings.val_size,
        strategy=settings.strategy,
        strategy_options=settings.strategy_options,
        random_seed=settings.random_seed,
        options=settings.options,
        repository=settings.repository,
        disable=settings.disable,
        listeners=listeners,
    )


def _record(
    connection: Connection, folder: CampaignFolder, state: State, number: int, report: Report
) -> None:
    predictions = _read_predictions(folder.outputs(number) / PREDICTIONS)
    before = number - 1 if number > 1 else None
    earlier = None if before is None else _read_labels(folder.outputs(before) / PREDICTIONS)
    criteria = _criteria(connection, predictions, earlier, state.settings)
    asked = predictions[predictions["is_hard"] == "true"]
    step_id = add_step(
        connection,
        StepKind.ROUND,
        f"{report.plugin}, round {number}",
        number,
        detail={
            "is_trained": report.model is not None,
            "model": report.model,
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


def _criteria(
    connection: Connection,
    predictions: pd.DataFrame,
    earlier: pd.Series[str] | None,
    settings: Settings,
) -> Criteria:
    predicted = predictions[predictions[LABEL] != ""]
    if predicted.empty:
        return Criteria(None, None, None)
    confidence = predicted["confidence"].replace("", "nan").astype(np.float64)
    uncertainty = None if confidence.isna().all() else float(1 - confidence.mean())
    if earlier is None:
        return Criteria(None, None, uncertainty)
    now = predicted.set_index(SAMPLE_ID)[LABEL]
    both = now.index.intersection(earlier.index)
    if both.empty:
        return Criteria(None, None, uncertainty)
    stop_set = both.intersection(pd.Index(_stop_set(connection, settings.random_seed)))
    agreement = None
    if len(stop_set):
        agreement = cohen_kappa(earlier[stop_set].tolist(), now[stop_set].tolist())
    changed = share_changed(earlier[both].tolist(), now[both].tolist())
    return Criteria(agreement, changed, uncertainty)


def _stop_set(connection: Connection, random_seed: int) -> list[str]:
    """Return the ids of random samples, the same in every round."""
    total = read_state(connection).samples
    generator = np.random.default_rng(random_seed)
    numbers = generator.choice(total, min(STOP_SET_SIZE, total), replace=False)
    wanted = select(sample.c.sample_id).where(sample.c.number.in_(numbers.tolist()))
    return list(connection.execute(wanted).scalars())


def _read_labels(path: Path) -> pd.Series[str]:
    frame = _read_predictions(path)
    return frame[frame[LABEL] != ""].set_index(SAMPLE_ID)[LABEL]


def _read_predictions(path: Path) -> pd.DataFrame:
    columns = [SAMPLE_ID, LABEL, "confidence", "score", "is_hard", "hard_rank", "is_random"]
    file = open_csv(path, columns)
    table = pa.Table.from_batches(
        [batch.select(columns) for batch in file.batches()],
        schema=pa.schema([(name, pa.large_string()) for name in columns]),
    )
    frame: pd.DataFrame = table.to_pandas()
    return frame


def _number(text: str) -> float | None:
    return float(text) if text else None
