"""Random numbers depend on the seed and the place, and torch's own are left alone."""

from __future__ import annotations

import torch
from fastlabel_resnet.randomness import generator_for, global_generators_for, seed_for

CPU = torch.device("cpu")


def test_every_place_has_its_own_seed() -> None:
    places = [(0, "order", 1), (0, "order", 2), (0, "layers", 1), (1, "order", 1), (0, "order", 11)]
    assert len({seed_for(*place) for place in places}) == len(places)


def test_seeds_are_the_same_in_every_process() -> None:
    assert seed_for(0, "order", 1) == 10_407_039_197_203_068


def test_generator_for_a_place() -> None:
    numbers = torch.rand(3, generator=generator_for(5, "order", 2))
    assert torch.equal(torch.rand(3, generator=generator_for(5, "order", 2)), numbers)


def test_global_generator_is_seeded_inside_and_restored_after() -> None:
    torch.manual_seed(1)
    expected = torch.rand(2)
    torch.manual_seed(1)
    with global_generators_for(CPU, 0, "weights"):
        inside = torch.rand(2)
    assert torch.equal(torch.rand(2), expected)
    with global_generators_for(CPU, 0, "weights"):
        assert torch.equal(torch.rand(2), inside)
