"""Classes, probabilities and errors of a prediction."""

import numpy as np
import pytest

from fastlabel_core import Predictions
from fastlabel_core.results import checked_predictions


def test_sound_predictions(pool):
    """The rows in `errors` are ignored; others may miss one by a thousandth."""
    given = Predictions(
        np.array(["a", "b"]),
        np.array([[0.25, 0.75], [np.nan, 7], [0.5, 0.4991], [1, 0]]),
        {np.int64(1): OSError("gone")},
    )
    checked = checked_predictions(given, pool)
    assert checked.classes == ["a", "b"]
    assert checked.probabilities.dtype == np.float32
    assert checked.probabilities[[0, 3]].tolist() == [[0.25, 0.75], [1, 0]]
    assert checked.errors == {1: "gone"}
    assert type(next(iter(checked.errors))) is int


def test_no_probability_is_above_one(pool):
    """Sums may miss one by a thousandth, the probability of a sure class may not."""
    given = np.array([[0, 1.0005], [0.25, 0.75], [1.0009, 0], [np.nan, 7]], dtype=np.float32)
    kept = given.copy()
    checked = checked_predictions(Predictions(["a", "b"], given, {3: "gone"}), pool)
    assert checked.probabilities[:3].tolist() == [[0, 1], [0.25, 0.75], [1, 0]]
    assert np.array_equal(given, kept, equal_nan=True)


def test_predictions_of_nothing(pool):
    checked = checked_predictions(Predictions(["a"], np.empty((0, 1), "f4")), pool[:0])
    assert len(checked) == 0


def test_a_memory_map_stays_one(pool, tmp_path):
    mapped = np.memmap(tmp_path / "p", dtype=np.float32, mode="w+", shape=(4, 1))
    mapped[:] = 1
    checked = checked_predictions(Predictions(["a"], mapped), pool)
    assert np.shares_memory(checked.probabilities, mapped)


GOOD = [0.5, 0.5]
BAD_ROW = (
    "returned probabilities that are negative, not finite or do not sum to 1 for {} samples, "
    "such as {!r}"
)


@pytest.mark.parametrize(
    ("classes", "rows", "errors", "problem"),
    [
        ("ab", [GOOD] * 3, {}, "returned probabilities of shape (3, 2) for 4 samples and "
         "2 classes"),
        ("abc", [GOOD] * 4, {}, "returned probabilities of shape (4, 2) for 4 samples and "
         "3 classes"),
        ("ab", [1, 1, 1, 1], {}, "returned probabilities of shape (4,) for 4 samples and "
         "2 classes"),
        ("aa", [GOOD] * 4, {}, "returned classes that are not distinct strings"),
        ((1, 2), [GOOD] * 4, {}, "returned classes that are not distinct strings"),
        ("ab", [GOOD] * 4, {4: "x"}, "returned errors for rows outside 0 to 3"),
        ("ab", [GOOD] * 4, {-1: "x"}, "returned errors for rows outside 0 to 3"),
        ("ab", [GOOD, GOOD, [0.5, 0.502], [0, 0]], {}, BAD_ROW.format(2, "p3")),
        ("ab", [GOOD, [1.5, -0.5], GOOD, GOOD], {}, BAD_ROW.format(1, "p2")),
        ("ab", [GOOD, GOOD, GOOD, [np.nan, 1]], {}, BAD_ROW.format(1, "p4")),
        ("ab", [[np.inf, 1], [np.inf, -np.inf], GOOD, GOOD], {1: "x"}, BAD_ROW.format(1, "p1")),
    ],
)  # fmt: skip
@pytest.mark.filterwarnings("ignore:invalid value encountered")
def test_unsound_predictions(refusal, pool, classes, rows, errors, problem):
    predictions = Predictions(list(classes), np.array(rows), errors)
    assert refusal(checked_predictions, predictions, pool) == problem


def test_no_predictions_at_all(refusal, pool):
    assert refusal(checked_predictions, np.ones((4, 1)), pool) == (
        "returned ndarray, not Predictions"
    )
