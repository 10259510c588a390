"""The hooks, and what a model promises beside its answers."""

from __future__ import annotations

import hashlib
import inspect
import os
import random
import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import distribution, distributions
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from fastlabel_text import TextModel

from fastlabel_core import Failure, Predictions, Wanted

Train = Callable[..., TextModel]
Ask = Callable[..., Predictions]
RequireSame = Callable[..., None]


def test_the_entry_point_names_the_model() -> None:
    (entry,) = distribution("fastlabel-text").entry_points.select(group="fastlabel.models")
    assert (entry.name, entry.load()) == ("text", TextModel)


def test_only_the_expected_fastlabel_distributions_are_installed() -> None:
    installed = {found.name for found in distributions() if found.name.startswith("fastlabel-")}
    expected = os.environ.get("FASTLABEL_EXPECTED")
    assert installed == set(expected.split()) if expected else "fastlabel-text" in installed


@pytest.mark.parametrize("hook", ["load_model", "train_model", "predict", "save_model"])
def test_hooks_are_marked_and_have_no_defaults(hook: str) -> None:
    function = getattr(TextModel, hook)
    assert function.fastlabel_impl
    parameters = inspect.signature(function).parameters.values()
    assert all(parameter.default is parameter.empty for parameter in parameters)


def test_the_text_goes_before_the_path() -> None:
    assert TextModel.input_columns == ("text", "path")


def test_training_again_gives_the_same_bits(
    train: Train, ask: Ask, require_same: RequireSame, pool: pd.DataFrame, whole: Predictions
) -> None:
    require_same(ask(train(), pool), whole)


@pytest.mark.parametrize("threads", ["1", "4"])
def test_another_process_gives_the_same_bytes(
    tmp_path: Path, trained: TextModel, labelled: pd.DataFrame, threads: str
) -> None:
    labelled.to_csv(tmp_path / "labelled.csv", index=False)
    program = (
        "import hashlib, pathlib, sys, pandas as pd\n"
        "from fastlabel_text import TextModel\n"
        "folder = pathlib.Path(sys.argv[1])\n"
        "samples = pd.read_csv(folder / 'labelled.csv', dtype=str)\n"
        "model = TextModel().load_model(None)\n"
        "model.train_model(samples, samples[::3], True, TextModel.Options())\n"
        "model.save_model(folder)\n"
        "assert 'torch' not in sys.modules\n"
    )
    environment = {
        **os.environ,
        "PYTHONHASHSEED": threads,
        "OPENBLAS_NUM_THREADS": threads,
        "OMP_NUM_THREADS": threads,
    }
    subprocess.run([sys.executable, "-c", program, str(tmp_path)], check=True, env=environment)
    (tmp_path / "here").mkdir()
    trained.save_model(tmp_path / "here")
    for name in ("text.json", "text.safetensors"):
        there, here = (
            hashlib.sha256((folder / name).read_bytes()).hexdigest()
            for folder in (tmp_path, tmp_path / "here")
        )
        assert there == here


def test_two_models_share_no_state(
    trained: TextModel,
    ask: Ask,
    require_same: RequireSame,
    labelled: pd.DataFrame,
    pool: pd.DataFrame,
    whole: Predictions,
) -> None:
    other = TextModel().load_model(None)
    other.train_model(labelled[:3], None, True, TextModel.Options(char_ngrams=2))
    require_same(ask(trained, pool), whole)
    assert ask(other, pool).classes == ("card",)


def test_the_global_random_generators_are_left_alone(train: Train) -> None:
    before = (random.getstate(), np.random.get_state()[1].tolist())  # noqa: NPY002
    train()
    assert (random.getstate(), np.random.get_state()[1].tolist()) == before  # noqa: NPY002


def test_frames_are_not_changed(
    train: Train, ask: Ask, labelled: pd.DataFrame, pool: pd.DataFrame
) -> None:
    before = [labelled.copy(), pool.copy()]
    ask(train(), pool)
    pd.testing.assert_frame_equal(labelled, before[0])
    pd.testing.assert_frame_equal(pool, before[1])


@pytest.mark.parametrize("wanted", [Wanted(), Wanted(embeddings=True, dropout_passes=3)])
def test_an_untrained_model_can_neither_predict_nor_be_saved(
    tmp_path: Path, ask: Ask, pool: pd.DataFrame, wanted: Wanted
) -> None:
    message = "the text model knows nothing yet: load a model or train one first"
    with pytest.raises(Failure, match=f"^{message}$"):
        ask(TextModel(), pool, wanted)
    with pytest.raises(Failure, match=f"^{message}$"):
        TextModel().load_model(None).save_model(tmp_path)
