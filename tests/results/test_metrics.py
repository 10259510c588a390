"""Metrics as JSON values."""

import numpy as np
import pytest

from fastlabel_core.results import checked_metrics


@pytest.mark.parametrize(
    ("metrics", "plain"),
    [
        (None, {}),
        ({}, {}),
        ({"loss": 0.5, "epochs": [{"epoch": 1}]}, {"loss": 0.5, "epochs": [{"epoch": 1}]}),
        ({"loss": np.float32(0.5), "n": np.int64(3)}, {"loss": 0.5, "n": 3}),
        ({"matrix": np.eye(2, dtype=int), "pair": (1, 2)},
         {"matrix": [[1, 0], [0, 1]], "pair": [1, 2]}),
    ],
)  # fmt: skip
def test_metrics(metrics, plain):
    assert checked_metrics(metrics) == plain


@pytest.mark.parametrize(
    ("metrics", "problem"),
    [
        (0.5, "returned float, not a mapping or None"),
        ([("loss", 0.5)], "returned list, not a mapping or None"),
        ({"when": {1}}, "returned metrics that are no JSON values: set {1}"),
        ({(1, 2): 3}, "returned metrics that are no JSON values: keys must be str, int, float, "
         "bool or None, not tuple"),
    ],
)  # fmt: skip
def test_metrics_that_are_no_json(refusal, metrics, problem):
    assert refusal(checked_metrics, metrics) == problem
