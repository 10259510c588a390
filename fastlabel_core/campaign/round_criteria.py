"""What speaks for stopping after a round: its predictions beside those of the round before."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
from sqlalchemy import Connection, select

from fastlabel_core.campaign.round_results import read_predictions
from fastlabel_core.campaign.schema import sample
from fastlabel_core.campaign.state import State
from fastlabel_core.campaign.stopping import (
    STOP_SET_SIZE,
    Criteria,
    cohen_kappa,
    share_changed,
)
from fastlabel_core.samples import LABEL, SAMPLE_ID


def criteria_of(
    connection: Connection,
    predictions: pd.DataFrame,
    earlier: Path | None,
    state: State,
) -> Criteria:
    """Return what speaks for stopping after a round.

    Parameters
    ----------
    connection : Connection
        To the campaign's database.
    predictions : DataFrame
        The columns ``sampleId``, ``label`` and ``confidence`` of its ``predictions.csv``.
    earlier : Path or None
        The ``predictions.csv`` of the round before, if there was one.
    state : State
        Of the campaign.
    """
    now = _labels(predictions)
    if now.empty:
        return Criteria(None, None, None)
    confidence = predictions["confidence"].replace("", "nan").astype(np.float64)
    uncertainty = None if confidence.isna().all() else float(1 - confidence.mean())
    if earlier is None:
        return Criteria(None, None, uncertainty)
    before = _labels(read_predictions(earlier, (SAMPLE_ID, LABEL)))
    both = now.index.intersection(before.index)
    if both.empty:
        return Criteria(None, None, uncertainty)
    stop_set = both.intersection(pd.Index(_stop_set(connection, state)))
    agreement = None
    if len(stop_set):
        agreement = cohen_kappa(before[stop_set].tolist(), now[stop_set].tolist())
    changed = share_changed(before[both].tolist(), now[both].tolist())
    return Criteria(agreement, changed, uncertainty)


def _stop_set(connection: Connection, state: State) -> list[str]:
    """Return the ids of random samples, the same in every round."""
    generator = np.random.default_rng(state.settings.random_seed)
    size = min(STOP_SET_SIZE, state.samples)
    numbers = generator.choice(state.samples, size, replace=False)
    wanted = select(sample.c.sample_id).where(sample.c.number.in_(numbers.tolist()))
    return list(connection.execute(wanted).scalars())


def _labels(predictions: pd.DataFrame) -> pd.Series[str]:
    """Return the label of each sample that has one, by its id."""
    return predictions[predictions[LABEL] != ""].set_index(SAMPLE_ID)[LABEL]
