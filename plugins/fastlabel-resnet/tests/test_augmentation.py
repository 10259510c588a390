"""Variants of training pictures: seeded, moderate, and never mirrored unless asked for."""

from __future__ import annotations

import torch
from fastlabel_resnet.augmentation import vary


def generator(seed: int) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def arrow() -> torch.Tensor:
    """A picture that is bright on its left third."""
    picture = torch.zeros(64, 3, 30, 30)
    picture[..., :10] = 1
    return picture


def test_none_changes_nothing() -> None:
    pictures = torch.rand(2, 3, 8, 8)
    assert torch.equal(vary(pictures, "none", generator(0)), pictures)


def test_same_seed_same_variants() -> None:
    pictures = torch.rand(4, 3, 16, 16)
    once = vary(pictures, "mirror", generator(3))
    assert torch.equal(vary(pictures, "mirror", generator(3)), once)
    assert not torch.equal(vary(pictures, "mirror", generator(4)), once)


def test_move_keeps_left_on_the_left() -> None:
    varied = vary(arrow(), "move", generator(0))
    assert (varied[..., :15].sum((1, 2, 3)) > varied[..., 15:].sum((1, 2, 3))).all()


def test_mirror_turns_about_half() -> None:
    varied = vary(arrow(), "mirror", generator(0))
    mirrored = (varied[..., :15].sum((1, 2, 3)) < varied[..., 15:].sum((1, 2, 3))).sum()
    assert 20 <= mirrored <= 44


def test_shift_is_at_most_a_tenth() -> None:
    """The bright share of a picture changes by the shift and the zoom alone."""
    bright = vary(arrow(), "move", generator(1)).mean((1, 2, 3))
    assert (bright - 1 / 3).abs().max() < 0.1 + 1 / 3 * 0.1 + 0.05
    assert bright.std() > 0.02


def test_empty_surroundings_are_filled_with_the_edge() -> None:
    assert torch.allclose(vary(torch.ones(8, 3, 16, 16), "move", generator(0)), torch.ones(1))
