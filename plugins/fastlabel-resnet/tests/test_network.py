"""Making timm's networks, and refusing what can't be made."""

from __future__ import annotations

import pytest
import torch
from fastlabel_resnet.network import create_network, is_in_head

from fastlabel_core import OptionError


def test_same_seed_same_weights() -> None:
    once, again, other = (
        create_network("test_resnet", 3, 32, random_seed=seed).state_dict() for seed in (1, 1, 2)
    )
    assert all(torch.equal(once[name], again[name]) for name in once)
    assert not torch.equal(once["conv1.0.weight"], other["conv1.0.weight"])


def test_global_random_numbers_are_left_alone() -> None:
    state = torch.get_rng_state()
    create_network("test_resnet", 3, 32, random_seed=1)
    assert torch.equal(torch.get_rng_state(), state)


def test_network_of_a_fixed_input_takes_the_size_asked_for() -> None:
    network = create_network("test_vit", 3, 96)
    assert network(torch.zeros(2, 3, 96, 96)).shape == (2, 3)


def test_unknown_name() -> None:
    with pytest.raises(OptionError) as caught:
        create_network("resnet-18", 3, 32)
    assert str(caught.value) == (
        "backbone=resnet-18: timm has no network of this name. Did you mean 'resnet18'?\n"
        "timm.list_models() lists them."
    )


def test_size_that_the_network_can_not_take() -> None:
    with pytest.raises(OptionError) as caught:
        create_network("test_vit", 3, 100)
    assert str(caught.value).startswith(
        "image_size=100: test_vit can't take pictures of this size: "
    )


def test_network_that_does_not_classify(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("timm.create_model", lambda name, **arguments: torch.nn.Identity())
    with pytest.raises(OptionError) as caught:
        create_network("test_resnet", 3, 32)
    assert str(caught.value) == (
        "backbone=test_resnet: this network doesn't classify; choose another"
    )


@pytest.mark.parametrize(
    ("weight", "backbone", "expected"),
    [
        ("fc.weight", "test_resnet", True),
        ("fc.bias", "test_resnet", True),
        ("layer1.0.conv1.weight", "test_resnet", False),
        ("head.weight", "test_vit", True),
        ("head_dist.bias", "deit_tiny_distilled_patch16_224", True),
    ],
)
def test_weights_of_the_head(weight: str, backbone: str, expected: bool) -> None:
    assert is_in_head(weight, backbone) is expected
