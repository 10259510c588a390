"""What speaks for stopping after a round: its predictions beside those of the round before."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from sqlalchemy import Connection

from fastlabel_core.campaign.predicted_labels import PredictedLabel, predicted_labels
from fastlabel_core.campaign.state import State
from fastlabel_core.campaign.stopping import STOP_SET_SIZE, Criteria, cohen_kappa
from fastlabel_core.csv_file import open_csv


def criteria_of(
    connection: Connection, predictions: Path, earlier: Path | None, state: State
) -> Criteria:
    """Return what speaks for stopping after a round.

    Parameters
    ----------
    connection : Connection
        To the campaign's database.
    predictions : Path
        The ``predictions.csv`` of the round.
    earlier : Path or None
        That of the round before, if there was one.
    state : State
        Of the campaign.
    """
    uncertainty = _uncertainty(predictions)
    if earlier is None:
        return Criteria(None, None, uncertainty)
    stop_set = _stop_set(state)
    both = changed = 0
    compared: list[tuple[str, str]] = []
    for before, now in _predicted_twice(connection, earlier, predictions):
        both += 1
        changed += before.label != now.label
        if now.sample in stop_set:
            compared.append((before.label, now.label))
    agreement = cohen_kappa(*zip(*compared, strict=True)) if compared else None
    return Criteria(agreement, changed / both if both else None, uncertainty)


def _predicted_twice(
    connection: Connection, earlier: Path, predictions: Path
) -> Iterator[tuple[PredictedLabel, PredictedLabel]]:
    """Yield what two rounds say of each sample that both predict, the earlier round first."""
    befores = predicted_labels(connection, earlier)
    before = next(befores, None)
    # Both sides are in the order of the data set.
    for now in predicted_labels(connection, predictions):
        while before is not None and before.sample < now.sample:
            before = next(befores, None)
        if before is not None and before.sample == now.sample:
            yield before, now


def _stop_set(state: State) -> frozenset[int]:
    """Return the numbers of random samples, the same in every round."""
    generator = np.random.default_rng(state.settings.random_seed)
    size = min(STOP_SET_SIZE, state.samples)
    return frozenset(generator.choice(state.samples, size, replace=False).tolist())


def _uncertainty(predictions: Path) -> float | None:
    """Return the mean of ``1 - confidence``; None if no confidence is known."""
    total, count = 0.0, 0
    for batch in open_csv(predictions, ["confidence"]).batches():
        given = batch.column("confidence")
        known = given.filter(pc.not_equal(given, "")).cast(pa.float64())
        total += pc.sum(known, min_count=0).as_py()
        count += len(known)
    return 1 - total / count if count else None
