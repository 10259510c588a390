"""Labelled texts, a pool, and a model that is trained on the ones and asked about the other."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
import pytest
from fastlabel_text import TextModel

from fastlabel_core import Predictions, Wanted

EVERYTHING = Wanted(embeddings=True, dropout_passes=3)

Train = Callable[..., TextModel]
Ask = Callable[..., Predictions]


@pytest.fixture(scope="session")
def labelled() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "sampleId": [f"s{number}" for number in range(9)],
            "text": [
                "my card is lost", "card stolen", "freeze the card",
                "取消转账", "取消付款", "请取消",
                "top up failed", "👍 top up", "TOP UP by cheque",
            ],
            "label": ["card"] * 3 + ["取消"] * 3 + ["top up"] * 3,
        }
    )  # fmt: skip


@pytest.fixture(scope="session")
def pool() -> pd.DataFrame:
    """Return 300 texts, the last of them empty."""
    words = ["card", "取消", "top up", "zz", "❤️"]
    texts = [" ".join(np.random.default_rng(number).choice(words, 6)) for number in range(299)]
    return pd.DataFrame({"sampleId": [f"p{number}" for number in range(300)], "text": [*texts, ""]})


@pytest.fixture(scope="session")
def train(labelled: pd.DataFrame) -> Train:
    """Return a function that trains a new model with options."""

    def train_model(**options: object) -> TextModel:
        model = TextModel().load_model(None)
        model.train_model(labelled, labelled[::3], True, TextModel.Options(**options))
        return model

    return train_model


@pytest.fixture(scope="session")
def trained(train: Train) -> TextModel:
    return train()


@pytest.fixture(scope="session")
def ask() -> Ask:
    """Return a function that asks a model for predictions, by default with all that it can give."""

    def predict(
        model: TextModel, samples: pd.DataFrame, wanted: Wanted = EVERYTHING
    ) -> Predictions:
        return model.predict(samples, TextModel.Options(), wanted)

    return predict


@pytest.fixture(scope="session")
def whole(ask: Ask, trained: TextModel, pool: pd.DataFrame) -> Predictions:
    """Return all that the trained model can give of the pool, asked at once."""
    return ask(trained, pool)


@pytest.fixture(scope="session")
def require_same() -> Callable[..., None]:
    """Fail unless two answers are the same to the bit, the second one in its rows, if any."""

    def require(answer: Predictions, expected: Predictions, rows: Sequence[int] = ()) -> None:
        assert tuple(answer.classes) == tuple(expected.classes)
        chosen = np.asarray(rows) if len(rows) else slice(None)
        for name in ("probabilities", "embeddings", "dropout"):
            np.testing.assert_array_equal(getattr(answer, name), getattr(expected, name)[chosen])

    return require
