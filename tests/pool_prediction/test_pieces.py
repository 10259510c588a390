"""A pool is predicted in pieces, and reads as if it were one."""

import json

import numpy as np
import pytest

from fastlabel_core.events import Progress, listening
from fastlabel_core.pool_prediction import predict_in_pieces
from fastlabel_core.predictions import Predictions

CLASSES = ["cat", "NA", "猫"]


@pytest.mark.parametrize(
    ("rows", "pieces"),
    [
        (1, [[0]]),
        (4, [[0, 1, 2, 3]]),
        (10, [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9]]),
        (12, [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9, 10, 11]]),
    ],
)
def test_the_whole_pool_in_pieces(
    tmp_path, pool, make_model, expected_probabilities, expected_errors, rows, pieces
):
    model = make_model()
    predictions = predict_in_pieces(pool(rows), tmp_path, model)
    assert model.pieces == pieces
    assert predictions.classes == CLASSES
    np.testing.assert_array_equal(predictions.probabilities, expected_probabilities(range(rows)))
    assert predictions.errors == expected_errors(rows)
    assert list(predictions.errors) == sorted(predictions.errors)


def test_the_probabilities_are_a_read_only_memory_map_of_plain_float32(
    tmp_path, pool, make_model, expected_probabilities
):
    predictions = predict_in_pieces(pool(10), tmp_path, make_model())
    assert isinstance(predictions.probabilities, np.memmap)
    assert not predictions.probabilities.flags.writeable
    assert (tmp_path / "pool-predictions" / "probabilities.float32").read_bytes() == (
        expected_probabilities(range(10)).astype("<f4").tobytes()
    )


@pytest.mark.parametrize("rows", [1, 4, 10, 12])
def test_embeddings_and_dropout(
    tmp_path, pool, everything, assert_whole, expected_embeddings, expected_dropout, rows
):
    predictions = predict_in_pieces(pool(rows), tmp_path, everything())
    assert_whole(predictions, rows)
    for array in (predictions.embeddings, predictions.dropout):
        assert isinstance(array, np.memmap)
        assert not array.flags.writeable
    folder = tmp_path / "pool-predictions"
    assert (folder / "embeddings.float32").read_bytes() == (
        expected_embeddings(range(rows), 2).astype("<f4").tobytes()
    )
    assert (folder / "dropout.float32").read_bytes() == (
        expected_dropout(range(rows), 4).astype("<f4").tobytes()
    )
    assert json.loads((folder / "done.json").read_text()) == {
        "rows": rows,
        "classes": CLASSES,
        "shapes": {"probabilities": [3], "embeddings": [2], "dropout": [4, 3]},
    }


def test_what_the_model_does_not_give_is_none(tmp_path, pool, make_model):
    predictions = predict_in_pieces(pool(10), tmp_path, make_model())
    assert (predictions.embeddings, predictions.dropout) == (None, None)
    assert not (tmp_path / "pool-predictions" / "embeddings.float32").exists()


def test_an_untrained_model_knows_no_class(tmp_path, pool, make_model, expected_embeddings):
    for _ in range(2):
        predictions = predict_in_pieces(pool(10), tmp_path, make_model([], width=2))
        assert (predictions.classes, predictions.probabilities.shape) == ([], (10, 0))
        np.testing.assert_array_equal(predictions.embeddings, expected_embeddings(range(10), 2))


def test_probabilities_in_column_order_in_memory(tmp_path, pool):
    def predict(frame):
        return Predictions(["a", "b"], np.asfortranarray([[0.25, 0.75], [0.5, 0.5]], dtype="f4"))

    predictions = predict_in_pieces(pool(2), tmp_path, predict)
    np.testing.assert_array_equal(predictions.probabilities, [[0.25, 0.75], [0.5, 0.5]])


def test_an_empty_pool(tmp_path, pool, make_model):
    model = make_model()
    predictions = predict_in_pieces(pool(0), tmp_path, model)
    assert (len(predictions), list(predictions.classes), predictions.errors) == (0, [], {})
    assert model.pieces == []


def test_progress_counts_the_samples(tmp_path, pool, make_model):
    events = []
    with listening(events.append):
        predict_in_pieces(pool(10), tmp_path, make_model())
    assert events == [Progress("samples", done, 10) for done in (4, 8, 10)]
