"""A model that is asked in pieces of four samples, and what it says of them."""

import numpy as np
import pandas as pd
import pytest

from fastlabel_core import pool_prediction
from fastlabel_core.predictions import Predictions

CLASSES = ["cat", "NA", "猫"]


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch):
    monkeypatch.setattr(pool_prediction, "PIECE_ROWS", 4)


def probabilities_of(numbers):
    first = (np.asarray(numbers) % 7 + 1) / 10
    return np.stack([first, (1 - first) / 3, (1 - first) * 2 / 3], axis=1).astype(np.float32)


def embeddings_of(numbers, width):
    return np.float32(np.asarray(numbers)[:, np.newaxis] + 1 / (1 + np.arange(width)))


def dropout_of(numbers, passes):
    turned = [np.roll(probabilities_of(numbers), each, axis=1) for each in range(passes)]
    return np.stack(turned, axis=1)


def errors_of(rows):
    return {number: f"no {number}: ü" for number in range(4, rows, 5)}


class Model:
    """Answers by the sample alone, can't read every fifth, and notes the pieces it is given."""

    def __init__(self, classes=CLASSES, width=0, passes=0):
        self.classes = classes
        self.width = width
        self.passes = passes
        self.pieces = []

    def __call__(self, frame):
        numbers = frame["sampleId"].astype(int).to_numpy()
        self.pieces.append(numbers.tolist())
        assert list(frame.index) == list(range(len(frame)))
        probabilities = probabilities_of(numbers)[:, : len(self.classes)]
        errors = {row: f"no {number}: ü" for row, number in enumerate(numbers) if number % 5 == 4}
        embeddings = embeddings_of(numbers, self.width) if self.width else None
        dropout = dropout_of(numbers, self.passes) if self.passes else None
        return Predictions(self.classes, probabilities, errors, embeddings, dropout)


@pytest.fixture
def pool():
    """Return a function that makes a pool of so many samples, which are numbered."""

    def numbered(rows):
        return pd.DataFrame({"sampleId": [str(number) for number in range(rows)]}, dtype="str")

    return numbered


@pytest.fixture
def make_model():
    return Model


@pytest.fixture
def everything():
    """Return a function that makes a model that gives all that one can give."""
    return lambda: Model(width=2, passes=4)


@pytest.fixture
def expected_probabilities():
    return probabilities_of


@pytest.fixture
def expected_embeddings():
    return embeddings_of


@pytest.fixture
def expected_dropout():
    return dropout_of


@pytest.fixture
def expected_errors():
    return errors_of


@pytest.fixture
def assert_whole():
    """Return a function that asserts all that `everything` gives of so many samples."""

    def check(predictions, rows):
        numbers = range(rows)
        np.testing.assert_array_equal(predictions.probabilities, probabilities_of(numbers))
        np.testing.assert_array_equal(predictions.embeddings, embeddings_of(numbers, 2))
        np.testing.assert_array_equal(predictions.dropout, dropout_of(numbers, 4))
        assert predictions.errors == errors_of(rows)

    return check
