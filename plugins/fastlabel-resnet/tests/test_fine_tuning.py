"""Pretrained weights: their statistics stay, and all else learns."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
import torch
from fastlabel_resnet import Options, ResNetModel
from fastlabel_resnet.network import create_network
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

MakeOptions = Callable[..., Options]
MakeSamples = Callable[..., pd.DataFrame]
Train = Callable[..., tuple[ResNetModel, dict]]
Save = Callable[[ResNetModel, Path], Path]

STATISTICS = ("running_mean", "running_var", "num_batches_tracked")


@pytest.fixture
def pretrained(tmp_path: Path) -> Path:
    """A file of weights whose batch normalisation has seen something."""
    network = create_network("test_resnet", 1000, 32, random_seed=5)
    generator = torch.Generator().manual_seed(6)
    for layer in batch_norms(network).values():
        layer.running_mean.normal_(std=0.1, generator=generator)
        layer.running_var.uniform_(0.5, 1.5, generator=generator)
        nn.init.uniform_(layer.weight, 0.5, 1.5, generator=generator)
    path = tmp_path / "pretrained.safetensors"
    save_file(network.state_dict(), path)
    return path


def batch_norms(network: nn.Module) -> dict[str, nn.BatchNorm2d]:
    found = {
        name: layer for name, layer in network.named_modules() if isinstance(layer, nn.BatchNorm2d)
    }
    assert len(found) == 15
    return found


def weights_of(model: ResNetModel, folder: Path, save: Save) -> dict[str, Tensor]:
    return load_file(save(model, folder) / "weights.safetensors")


def test_statistics_stay_to_the_bit_while_weight_and_bias_learn(
    pretrained: Path,
    make_samples: MakeSamples,
    make_options: MakeOptions,
    tmp_path: Path,
    train: Train,
    save: Save,
) -> None:
    """In the first round, and in one that goes on with what it saved."""
    options = make_options(pretrained=pretrained, batch_size=4)
    first, _ = train(make_samples(12), tmp_path / "first", options)
    after_first = weights_of(first, tmp_path / "stage", save)
    second, _ = train(
        make_samples(12, seed=1),
        tmp_path / "second",
        make_options(batch_size=4),
        model=ResNetModel().load_model(tmp_path / "stage"),
        is_first_train=False,
    )
    after_second = weights_of(second, tmp_path / "second-stage", save)
    before = load_file(pretrained)
    for name in batch_norms(create_network("test_resnet", 3, 32)):
        for kept in STATISTICS:
            assert torch.equal(after_first[f"{name}.{kept}"], before[f"{name}.{kept}"]), name
            assert torch.equal(after_second[f"{name}.{kept}"], before[f"{name}.{kept}"]), name
        for learnt in ("weight", "bias"):
            one, other, last = (
                state[f"{name}.{learnt}"] for state in (before, after_first, after_second)
            )
            assert not torch.equal(one, other), name
            assert not torch.equal(other, last), name


def test_random_weights_find_statistics_of_their_own(
    make_samples: MakeSamples, make_options: MakeOptions, tmp_path: Path, train: Train, save: Save
) -> None:
    model, _ = train(make_samples(12), tmp_path / "work", make_options(epochs=1))
    after = weights_of(model, tmp_path / "stage", save)
    for name, layer in batch_norms(create_network("test_resnet", 3, 32)).items():
        assert not torch.equal(after[f"{name}.running_mean"], layer.running_mean), name
