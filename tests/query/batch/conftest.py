"""Predictions that are easy to work by hand, and batches that are chosen from some."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pytest

from fastlabel_core.predictions import Predictions
from fastlabel_core.query import Batch, Labelled, Strategy, choose_batch


def _predictions_of(
    certainties: Sequence[float], errors: Mapping[int, str] | None = None
) -> Predictions:
    second = np.array(certainties, dtype=np.float32)
    return Predictions(["a", "b"], np.stack([1 - second, second], axis=1), errors or {})


def _batch_of(
    strategy: Strategy,
    predictions: Predictions,
    count: int,
    seed: int = 0,
    labelled: Labelled | None = None,
    **options: object,
) -> Batch:
    return choose_batch(
        strategy,
        predictions,
        Labelled.none(len(predictions.classes)) if labelled is None else labelled,
        count,
        strategy.options(**options),
        np.random.default_rng(seed),
    )


@pytest.fixture(scope="session")
def predictions_of() -> Callable[..., Predictions]:
    """Return a function that returns predictions of two classes, the second as probable as told."""
    return _predictions_of


@pytest.fixture(scope="session")
def batch_of() -> Callable[..., Batch]:
    """Return a function that chooses a batch, with the strategy's options by their names."""
    return _batch_of
