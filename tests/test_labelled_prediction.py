"""What the strategies are told of the labelled samples."""

import numpy as np
import pandas as pd
import pytest

from fastlabel_core import Predictions, labelled_prediction
from fastlabel_core.events import Progress, listening
from fastlabel_core.labelled_prediction import known_labels, predict_labelled
from fastlabel_core.results import UnsoundResultError

TRAIN = pd.DataFrame(
    {"sampleId": ["0", "1", "2"], "label": ["NA", "cat", "dog"], "n": "x"}, dtype="str"
)
VAL = pd.DataFrame({"sampleId": ["3", "4"], "label": ["cat", "new"], "n": "y"}, dtype="str")
CLASSES = ["cat", "dog", "NA"]
POOL = Predictions(CLASSES, np.empty((1, 3), "f4"), {}, np.empty((1, 2), "f4"))


class Model:
    """Sample n has P = (n, 1, 1) / (n + 2) and lies at (n, -n); sample 2 can't be read."""

    def __init__(self, classes=CLASSES, width=2):
        self.classes = classes
        self.width = width
        self.frames = []

    def __call__(self, frame):
        self.frames.append(frame)
        assert list(frame.index) == list(range(len(frame)))
        numbers = frame["sampleId"].astype("float32").to_numpy()
        rows = np.stack([numbers, np.ones_like(numbers), np.ones_like(numbers)], axis=1)
        probabilities = (rows / (numbers + 2)[:, np.newaxis])[:, : len(self.classes)]
        embeddings = np.stack([numbers, -numbers, numbers], axis=1)[:, : self.width]
        errors = {row: "dark" for row, number in enumerate(numbers) if number == 2}
        return Predictions(self.classes, probabilities, errors, embeddings)


@pytest.mark.parametrize("piece_rows", [1, 2, 3, 4096])
def test_training_then_validation_without_what_can_not_be_read(monkeypatch, piece_rows):
    monkeypatch.setattr(labelled_prediction, "PIECE_ROWS", piece_rows)
    labelled = predict_labelled(TRAIN, VAL, POOL, Model())
    assert labelled.labels.tolist() == [2, 0, 0, -1]
    assert labelled.is_validation.tolist() == [False, False, True, True]
    np.testing.assert_allclose(
        labelled.probabilities,
        [[0, 1 / 2, 1 / 2], [1 / 3] * 3, [3 / 5, 1 / 5, 1 / 5], [4 / 6, 1 / 6, 1 / 6]],
        rtol=1e-6,
    )
    assert labelled.embeddings.tolist() == [[0, 0], [1, -1], [3, -3], [4, -4]]
    assert labelled.labels.dtype == np.intp
    assert labelled.probabilities.dtype == labelled.embeddings.dtype == np.float32


def test_pieces_and_progress_and_no_label_is_told(monkeypatch):
    monkeypatch.setattr(labelled_prediction, "PIECE_ROWS", 2)
    model, heard = Model(), []
    with listening(heard.append):
        predict_labelled(TRAIN, VAL, POOL, model)
    assert [list(frame["sampleId"]) for frame in model.frames] == [["0", "1"], ["2", "3"], ["4"]]
    assert all(list(frame.columns) == ["sampleId", "n"] for frame in model.frames)
    assert heard == [Progress("labelled samples", done, 5) for done in (2, 4, 5)]


def test_without_validation():
    labelled = predict_labelled(TRAIN, None, POOL, Model())
    assert labelled.is_validation.tolist() == [False, False]


def test_without_labels():
    model = Model()
    labelled = predict_labelled(TRAIN[:0], None, POOL, model)
    assert model.frames == []
    assert (len(labelled), labelled.probabilities.shape, labelled.embeddings.shape) == (
        0,
        (0, 3),
        (0, 2),
    )


@pytest.mark.parametrize(
    ("model", "problem"),
    [
        (
            Model(["cat", "dog", "cow"]),
            "returned other classes for labelled samples than for the pool",
        ),
        (
            Model(width=3),
            "returned embeddings of width 3 for labelled samples, of width 2 for the pool",
        ),
    ],
)
def test_other_columns_than_for_the_pool(model, problem):
    with pytest.raises(UnsoundResultError) as caught:
        predict_labelled(TRAIN, VAL, POOL, model)
    assert str(caught.value) == problem


def test_labels_of_any_dtype():
    train = TRAIN.astype({"label": "category"})
    assert known_labels(train, None, CLASSES).labels.tolist() == [2, 0, 1]


def test_the_labels_alone():
    labelled = known_labels(TRAIN, VAL, CLASSES)
    assert labelled.labels.tolist() == [2, 0, 1, 0, -1]
    assert labelled.is_validation.tolist() == [False, False, False, True, True]
    assert labelled.probabilities.shape == (5, 0)
    assert labelled.embeddings.shape == (5, 0)


def test_the_labels_alone_of_a_model_that_knows_no_class():
    assert known_labels(TRAIN, None, []).labels.tolist() == [-1, -1, -1]
