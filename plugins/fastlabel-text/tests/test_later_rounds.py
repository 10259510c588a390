"""A model that was loaded learns on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
from fastlabel_text import TextModel

from fastlabel_core import Event, Predictions, Warned
from fastlabel_core.testing import listening

Train = Callable[..., TextModel]
Ask = Callable[..., Predictions]


def test_a_later_round_goes_on_from_the_loaded_model(
    tmp_path: Path, trained: TextModel, ask: Ask, pool: pd.DataFrame
) -> None:
    trained.save_model(tmp_path)
    later = pd.DataFrame({"sampleId": ["s"], "text": ["cash machine"], "label": ["atm"]})
    model = TextModel().load_model(tmp_path)
    model.train_model(later, None, False, TextModel.Options())
    assert ask(model, pool).classes == ("card", "top up", "取消", "atm")


def test_a_first_round_forgets_the_classes_that_its_labels_lack(
    tmp_path: Path, trained: TextModel, ask: Ask, labelled: pd.DataFrame, pool: pd.DataFrame
) -> None:
    trained.save_model(tmp_path)
    model = TextModel().load_model(tmp_path)
    model.train_model(labelled[:6], None, True, TextModel.Options(epochs=1))
    assert ask(model, pool).classes == ("card", "取消")


def test_a_first_round_begins_with_what_the_loaded_model_knows(
    tmp_path: Path, trained: TextModel, labelled: pd.DataFrame
) -> None:
    trained.save_model(tmp_path)
    loaded, new = TextModel().load_model(tmp_path), TextModel().load_model(None)
    once = TextModel.Options(epochs=1)
    losses = [
        model.train_model(labelled, None, True, once)["epochs"][0]["train_loss"]
        for model in (loaded, new)
    ]
    assert losses[0] < losses[1] / 2


def test_an_option_that_the_loaded_model_has_settled_is_ignored_with_a_warning(
    train: Train, labelled: pd.DataFrame
) -> None:
    model = train(char_ngrams=3, max_chars=50)
    heard: list[Event] = []
    options = TextModel.Options(char_ngrams=4, lowercase=True, epochs=1)
    with listening(heard.append):
        model.train_model(labelled, None, False, options)
    assert [event for event in heard if isinstance(event, Warned)] == [
        Warned("option char_ngrams=4 is ignored: the loaded model was made with 3")
    ]
