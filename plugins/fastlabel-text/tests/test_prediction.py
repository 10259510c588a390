"""The answer for a text hangs on the text and the model alone, to the bit."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
from fastlabel_text import TextModel
from hypothesis import given, settings
from hypothesis import strategies as st

from fastlabel_core import Predictions

Train = Callable[..., TextModel]
Ask = Callable[..., Predictions]
RequireSame = Callable[..., None]


def test_predictions_have_a_row_for_every_sample(whole: Predictions) -> None:
    assert tuple(whole.classes) == ("card", "top up", "取消")
    assert whole.probabilities.shape == (300, 3)
    assert whole.probabilities.dtype == np.float32
    assert whole.errors == {}
    np.testing.assert_allclose(whole.probabilities.sum(axis=1), 1, atol=1e-6)


def test_an_empty_text_says_nothing_about_its_class(whole: Predictions) -> None:
    assert whole.probabilities[299].tolist() == [np.float32(1 / 3)] * 3


@settings(deadline=None)
@given(st.lists(st.integers(0, 300), max_size=6))
def test_predictions_do_not_depend_on_how_the_pool_is_cut(
    trained: TextModel, ask: Ask, pool: pd.DataFrame, whole: Predictions, cuts: list[int]
) -> None:
    edges = [0, *sorted(cuts), 300]
    pieces = [ask(trained, pool[start:end]) for start, end in pairwise(edges)]
    for name in ("probabilities", "embeddings", "dropout"):
        joined = np.concatenate([getattr(piece, name) for piece in pieces])
        np.testing.assert_array_equal(joined, getattr(whole, name))


def test_predictions_do_not_depend_on_the_other_samples(
    trained: TextModel, ask: Ask, require_same: RequireSame, pool: pd.DataFrame, whole: Predictions
) -> None:
    order = np.random.default_rng(0).permutation(300)
    require_same(ask(trained, pool.iloc[order]), whole, order)


def test_predicting_reads_as_many_characters_as_training(train: Train, ask: Ask) -> None:
    model = train(max_chars=7)
    long, short = ask(model, pd.DataFrame({"text": ["freeze card", "freeze "]})).probabilities
    np.testing.assert_array_equal(long, short)


def test_unreadable_samples_keep_their_rows(tmp_path: Path, trained: TextModel, ask: Ask) -> None:
    (tmp_path / "good").write_text("card", encoding="utf-8")
    paths = [str(tmp_path / name) for name in ("missing", "good", "missing")]
    predictions = ask(trained, pd.DataFrame({"sampleId": list("abc"), "path": paths}))
    assert predictions.errors == {0: "No such file or directory", 2: "No such file or directory"}
    expected = ask(trained, pd.DataFrame({"text": ["card"]})).probabilities[0]
    np.testing.assert_array_equal(predictions.probabilities[1], expected)


def test_an_empty_pool_has_no_predictions(trained: TextModel, ask: Ask, pool: pd.DataFrame) -> None:
    predictions = ask(trained, pool[:0])
    assert isinstance(predictions, Predictions)
    assert predictions.probabilities.shape == (0, 3)
    assert predictions.embeddings.shape == (0, 256)
    assert predictions.dropout.shape == (0, 3, 3)
