"""What the strategies are given where they want it: embeddings and passes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
from fastlabel_text import TextModel

from fastlabel_core import Predictions, Wanted

Ask = Callable[..., Predictions]
RequireSame = Callable[..., None]


def test_nothing_is_given_that_is_not_wanted(
    trained: TextModel, ask: Ask, pool: pd.DataFrame, whole: Predictions
) -> None:
    predictions = ask(trained, pool, Wanted())
    assert predictions.embeddings is predictions.dropout is None
    np.testing.assert_array_equal(predictions.probabilities, whole.probabilities)


def test_an_untrained_model_gives_embeddings(ask: Ask, pool: pd.DataFrame) -> None:
    predictions = ask(TextModel().load_model(None), pool, Wanted(embeddings=True))
    assert list(predictions.classes) == []
    assert predictions.probabilities.shape == (300, 0)
    assert predictions.dropout is None
    np.testing.assert_allclose(
        np.linalg.norm(predictions.embeddings, axis=1), [1] * 299 + [0], atol=1e-6
    )
    piece = ask(TextModel().load_model(None), pool[7:9], Wanted(embeddings=True))
    np.testing.assert_array_equal(piece.embeddings, predictions.embeddings[7:9])


def test_an_untrained_model_reads_as_the_options_say() -> None:
    samples = pd.DataFrame({"text": ["Card", "card", "card and more"]})
    for options, alike in [
        ({}, [True, False]),
        ({"lowercase": False}, [False, False]),
        ({"max_chars": 4}, [True, True]),
    ]:
        model = TextModel().load_model(None)
        lies = model.predict(samples, TextModel.Options(**options), Wanted(embeddings=True))
        first, *others = lies.embeddings
        assert [np.array_equal(first, other) for other in others] == alike


def test_embeddings_before_labels_leave_no_trace_in_training(
    ask: Ask,
    require_same: RequireSame,
    labelled: pd.DataFrame,
    pool: pd.DataFrame,
    whole: Predictions,
) -> None:
    model = TextModel().load_model(None)
    ask(model, pool, Wanted(embeddings=True))
    model.train_model(labelled, labelled[::3], True, TextModel.Options())
    require_same(ask(model, pool), whole)


def test_embeddings_and_passes_of_unreadable_samples_keep_their_rows(
    tmp_path: Path, trained: TextModel, ask: Ask, require_same: RequireSame
) -> None:
    (tmp_path / "good").write_text("card", encoding="utf-8")
    paths = [str(tmp_path / name) for name in ("missing", "good")]
    both = ask(trained, pd.DataFrame({"path": paths}))
    require_same(ask(trained, pd.DataFrame({"text": ["card"]})), both, [1])


def test_passes_hang_on_the_seed(
    trained: TextModel, pool: pd.DataFrame, whole: Predictions
) -> None:
    options = TextModel.Options(random_seed=1)
    other = trained.predict(pool, options, Wanted(embeddings=True, dropout_passes=3))
    np.testing.assert_array_equal(other.probabilities, whole.probabilities)
    assert (other.dropout != whole.dropout).any(axis=(0, 2)).all()
