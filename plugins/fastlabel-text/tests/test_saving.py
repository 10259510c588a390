"""What is saved, and how it is loaded."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from fastlabel_text import TextModel
from safetensors.numpy import load_file

from fastlabel_core import Predictions, UsageError

Train = Callable[..., TextModel]
Ask = Callable[..., Predictions]
RequireSame = Callable[..., None]


def test_a_moved_model_predicts_the_same_to_the_bit(
    tmp_path: Path,
    trained: TextModel,
    ask: Ask,
    require_same: RequireSame,
    pool: pd.DataFrame,
    whole: Predictions,
) -> None:
    (tmp_path / "saved").mkdir()
    trained.save_model(tmp_path / "saved")
    shutil.move(tmp_path / "saved", tmp_path / "moved")
    require_same(ask(TextModel().load_model(tmp_path / "moved"), pool), whole)


def test_a_model_is_saved_as_json_and_arrays(tmp_path: Path, train: Train) -> None:
    train(word_ngrams=1, lowercase=False).save_model(tmp_path)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["text.json", "text.safetensors"]
    assert json.loads((tmp_path / "text.json").read_text(encoding="utf-8")) == {
        "format": 1,
        "classes": ["card", "top up", "取消"],
        "reading": {
            "lowercase": False,
            "word_ngrams": 1,
            "char_ngrams": 5,
            "max_chars": 100000,
        },
    }
    arrays = load_file(tmp_path / "text.safetensors")
    features = len(arrays["buckets"])
    assert {name: (array.dtype.name, array.shape) for name, array in arrays.items()} == {
        "buckets": ("int32", (features,)),
        "idf": ("float32", (features,)),
        "weights": ("float32", (features, 3)),
    }


def test_a_loaded_model_reads_texts_as_it_was_trained(
    tmp_path: Path,
    train: Train,
    ask: Ask,
    require_same: RequireSame,
    pool: pd.DataFrame,
    whole: Predictions,
) -> None:
    model = train(word_ngrams=1, char_ngrams=3, lowercase=False, max_chars=7)
    model.save_model(tmp_path)
    loaded = TextModel().load_model(tmp_path)
    require_same(ask(loaded, pool), ask(model, pool))
    assert ask(model, pool).probabilities.tolist() != whole.probabilities.tolist()


@pytest.mark.parametrize("missing", ["text.json", "text.safetensors"])
def test_a_folder_without_a_model_is_an_error(
    tmp_path: Path, trained: TextModel, missing: str
) -> None:
    trained.save_model(tmp_path)
    (tmp_path / missing).unlink()
    with pytest.raises(UsageError) as caught:
        TextModel().load_model(tmp_path)
    assert str(caught.value) == (
        f"{tmp_path} holds no model of fastlabel-text: {missing} is missing\n"
        "  give a model that a round with the plugin 'text' has saved"
    )


def test_a_later_format_is_an_error(tmp_path: Path, trained: TextModel) -> None:
    trained.save_model(tmp_path)
    config = tmp_path / "text.json"
    config.write_text(config.read_text("utf-8").replace('"format": 1', '"format": 2'), "utf-8")
    with pytest.raises(UsageError) as caught:
        TextModel().load_model(tmp_path)
    assert str(caught.value) == (
        f"{config} has format 2, and this fastlabel-text reads format 1\n"
        "  pip install --upgrade fastlabel-text"
    )
