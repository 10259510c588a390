"""The hooks, and what a model promises beside its answers."""

from __future__ import annotations

import inspect
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import entry_points
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import torch
from fastlabel_resnet import Options, ResNetModel

from fastlabel_core import UsageError
from fastlabel_core.hookspecs import ModelHooks

MakeOptions = Callable[..., Options]
MakeSamples = Callable[..., pd.DataFrame]
Train = Callable[..., tuple[ResNetModel, dict]]


def same_predictions(
    one: ResNetModel, other: ResNetModel, samples: pd.DataFrame, options: Options
) -> bool:
    return np.array_equal(
        one.predict(samples, options).probabilities, other.predict(samples, options).probabilities
    )


def test_entry_point() -> None:
    (point,) = entry_points(group="fastlabel.models", name="resnet")
    assert point.load() is ResNetModel


@pytest.mark.parametrize("hook", ["load_model", "train_model", "predict", "save_model"])
def test_hooks_as_the_protocol_names_them(hook: str) -> None:
    asked = inspect.signature(getattr(ModelHooks, hook)).parameters
    answered = inspect.signature(getattr(ResNetModel, hook)).parameters
    assert set(answered) <= set(asked)
    assert all(parameter.default is inspect.Parameter.empty for parameter in answered.values())
    assert getattr(ResNetModel, hook).fastlabel_impl


def test_saved_and_moved_model_predicts_the_same_bits(
    make_samples: MakeSamples,
    make_options: MakeOptions,
    tmp_path: Path,
    train: Train,
    save: Callable[..., Path],
) -> None:
    model, _ = train(make_samples(9), tmp_path / "work", make_options())
    shutil.move(save(model, tmp_path / "stage"), tmp_path / "moved")
    loaded = ResNetModel().load_model(tmp_path / "moved")
    assert same_predictions(model, loaded, make_samples(40, seed=1), make_options())


def test_same_seed_same_model_and_another_seed_another(
    make_samples: MakeSamples, make_options: MakeOptions, tmp_path: Path, train: Train
) -> None:
    models = [
        train(make_samples(9), tmp_path / str(number), make_options(random_seed=seed))[0]
        for number, seed in enumerate([1, 1, 2])
    ]
    pool = make_samples(9, seed=1)
    assert same_predictions(models[0], models[1], pool, make_options())
    assert not same_predictions(models[0], models[2], pool, make_options())


def test_state_of_torch_and_numpy_is_left_alone(
    make_samples: MakeSamples, make_options: MakeOptions, tmp_path: Path, train: Train
) -> None:
    before = torch.get_rng_state(), np.random.get_state()[1].copy()  # noqa: NPY002
    threads, deterministic = torch.get_num_threads(), torch.backends.cudnn.deterministic
    model, _ = train(make_samples(4), tmp_path / "work", make_options(epochs=1))
    model.predict(make_samples(4), make_options())
    assert torch.equal(torch.get_rng_state(), before[0])
    assert np.array_equal(np.random.get_state()[1], before[1])  # noqa: NPY002
    assert (torch.get_num_threads(), torch.backends.cudnn.deterministic) == (
        threads,
        deterministic,
    )


def test_two_models_at_once_share_nothing(
    make_samples: MakeSamples, make_options: MakeOptions, tmp_path: Path, train: Train
) -> None:
    """Trained in two threads, they end as they do one after the other."""
    labels = [("red", "blue"), ("x", "y", "z")]
    samples = [make_samples(12, names) for names in labels]
    options = make_options(backbone="test_efficientnet", batch_size=2)
    alone = [
        train(one, tmp_path / f"alone-{number}", options)[0] for number, one in enumerate(samples)
    ]
    folders = [tmp_path / f"together-{number}" for number in (0, 1)]
    with ThreadPoolExecutor(2) as threads:
        together = [model for model, _ in threads.map(train, samples, folders, [options] * 2)]
    pool = make_samples(6, seed=1)
    assert all(
        same_predictions(one, other, pool, options)
        for one, other in zip(alone, together, strict=True)
    )


@pytest.mark.parametrize("hook", ["predict", "save_model"])
def test_no_model_yet(
    make_samples: MakeSamples, make_options: MakeOptions, tmp_path: Path, hook: str
) -> None:
    model = ResNetModel().load_model(None)
    arguments = {
        "predict": (make_samples(1), make_options()),
        "save_model": (tmp_path,),
    }
    with pytest.raises(UsageError) as caught:
        getattr(model, hook)(*arguments[hook])
    assert str(caught.value) == (
        "there is no model yet: load one, or train one, before predicting or saving"
    )
