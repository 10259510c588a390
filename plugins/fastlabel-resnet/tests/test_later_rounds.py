"""A model that was saved is loaded and learns on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
import torch
from fastlabel_resnet import Options, ResNetModel
from safetensors.torch import load_file

from fastlabel_core import OptionError, Wanted

UNUSED = Path("unused")

MakeOptions = Callable[..., Options]
MakeSamples = Callable[..., pd.DataFrame]
Train = Callable[..., tuple[ResNetModel, dict]]


def test_later_round_adds_outputs_and_keeps_the_others(
    make_samples: MakeSamples,
    make_options: MakeOptions,
    tmp_path: Path,
    train: Train,
    save: Callable[..., Path],
) -> None:
    first, _ = train(make_samples(8, ("red", "blue")), tmp_path / "first", make_options())
    stage = save(first, tmp_path / "stage")
    later, _ = train(
        make_samples(8, ("violet", "red", "amber")),
        tmp_path / "later",
        make_options(lr=1e-12),
        model=ResNetModel().load_model(stage),
        is_first_train=False,
    )
    assert later.predict(make_samples(2), UNUSED, make_options(), Wanted()).classes == (
        "blue",
        "red",
        "amber",
        "violet",
    )
    before = load_file(stage / "weights.safetensors")
    after = load_file(save(later, tmp_path / "grown") / "weights.safetensors")
    assert after["fc.weight"].shape == (4, 96)
    for name in ("fc.weight", "fc.bias", "conv1.0.weight", "layer4.0.conv1.weight"):
        assert torch.allclose(after[name][:2], before[name][:2], rtol=0, atol=1e-8), name
    assert (before["fc.weight"][0] - before["fc.weight"][1]).abs().max() > 1e-3


def test_first_round_on_a_loaded_model_is_shaped_to_its_labels(
    make_samples: MakeSamples,
    make_options: MakeOptions,
    tmp_path: Path,
    train: Train,
    save: Callable[..., Path],
) -> None:
    first, _ = train(make_samples(8, ("red", "blue")), tmp_path / "first", make_options())
    stage = save(first, tmp_path / "stage")
    shaped, _ = train(
        make_samples(8, ("violet", "red")),
        tmp_path / "again",
        make_options(),
        model=ResNetModel().load_model(stage),
    )
    assert tuple(shaped.predict(make_samples(2), UNUSED, make_options(), Wanted()).classes) == (
        "red",
        "violet",
    )


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (
            {"backbone": "test_efficientnet"},
            "backbone=test_efficientnet: the model to go on from has backbone=test_resnet\n"
            "Leave backbone out, or start without a model.",
        ),
        (
            {"image_size": 64},
            "image_size=64: the model to go on from has image_size=32\n"
            "Leave image_size out, or start without a model.",
        ),
    ],
)
def test_loaded_model_keeps_its_network(
    make_samples: MakeSamples,
    make_options: MakeOptions,
    tmp_path: Path,
    asked: dict[str, object],
    told: str,
    train: Train,
) -> None:
    model, _ = train(make_samples(4), tmp_path / "work", make_options(epochs=1))
    with pytest.raises(OptionError) as caught:
        train(make_samples(4), tmp_path / "again", make_options(**asked), model=model)
    assert str(caught.value) == told


def test_options_left_out_follow_the_loaded_model(
    make_samples: MakeSamples, make_options: MakeOptions, tmp_path: Path, train: Train
) -> None:
    model, _ = train(make_samples(4), tmp_path / "work", make_options(epochs=1))
    _, metrics = train(make_samples(4), tmp_path / "again", Options(epochs=1), model=model)
    assert (metrics["backbone"], metrics["image_size"]) == ("test_resnet", 32)
