"""Running statistics: the mean over the epoch's batches, then the network's own average."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
import torch
from fastlabel_resnet.batch_statistics import statistics_of_the_epoch
from torch import Tensor, nn


def batches_of(count: int, seed: int = 0) -> list[Tensor]:
    generator = torch.Generator().manual_seed(seed)
    return [5 * torch.randn(6, 3, 4, 4, generator=generator) + number for number in range(count)]


def run(network: nn.Module, batches: Sequence[Tensor]) -> None:
    network.train()
    with statistics_of_the_epoch(network) as weigh:
        for number, batch in enumerate(batches):
            weigh(number)
            network(batch)


def moments(batch: Tensor) -> np.ndarray:
    """Return mean and unbiased variance of each channel, shape (2, 3)."""
    channels = batch.numpy().astype(float).transpose(1, 0, 2, 3).reshape(3, -1)
    return np.array([channels.mean(axis=1), channels.var(axis=1, ddof=1)])


def kept(layer: nn.BatchNorm2d) -> np.ndarray:
    assert layer.running_mean is not None
    assert layer.running_var is not None
    return np.array([layer.running_mean.numpy(), layer.running_var.numpy()])


@pytest.mark.parametrize("count", [1, 2, 3, 10])
def test_few_batches_all_count_alike(count: int) -> None:
    layer, batches = nn.BatchNorm2d(3), batches_of(count)
    run(layer, batches)
    wanted = np.mean([moments(batch) for batch in batches], axis=0)
    assert kept(layer) == pytest.approx(wanted, rel=1e-5)


@pytest.mark.parametrize(("momentum", "alike"), [(0.1, 10), (0.25, 4), (0.5, 2), (1.0, 1)])
def test_of_many_batches_the_last_count_as_in_the_network_itself(
    momentum: float, alike: int
) -> None:
    layer, batches = nn.BatchNorm2d(3, momentum=momentum), batches_of(13)
    run(layer, batches)
    wanted = np.mean([moments(batch) for batch in batches[:alike]], axis=0)
    for batch in batches[alike:]:
        wanted = (1 - momentum) * wanted + momentum * moments(batch)
    assert kept(layer) == pytest.approx(wanted, rel=1e-5)


def test_every_epoch_begins_anew() -> None:
    layer, other = nn.BatchNorm2d(3), nn.BatchNorm2d(3)
    run(layer, batches_of(12, seed=1))
    assert not np.allclose(kept(layer), kept(other))
    run(layer, batches_of(3))
    run(other, batches_of(3))
    assert np.array_equal(kept(layer), kept(other))


def test_afterwards_each_layer_has_its_own_momentum() -> None:
    network = nn.Sequential(
        nn.BatchNorm2d(3, momentum=0.01), nn.Sequential(nn.BatchNorm2d(3, momentum=0.3))
    )
    seen = []
    with statistics_of_the_epoch(network) as weigh:
        for number in (0, 4, 200):
            weigh(number)
            seen.append((network[0].momentum, network[1][0].momentum))
    assert seen == [(1, 1), (0.2, 0.3), (0.01, 0.3)]
    assert (network[0].momentum, network[1][0].momentum) == (0.01, 0.3)


def test_what_has_no_average_to_forget_is_left_alone() -> None:
    """Without a momentum, torch counts all batches alike, those of earlier epochs too."""
    layer, batches = nn.BatchNorm2d(3, momentum=None), batches_of(4)
    run(layer, batches[:2])
    run(layer, batches[2:])
    wanted = np.mean([moments(batch) for batch in batches], axis=0)
    assert kept(layer) == pytest.approx(wanted, rel=1e-5)
    assert layer.momentum is None
