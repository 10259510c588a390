"""Variants of training pictures."""

from __future__ import annotations

import math
from typing import Literal, TypeAlias

import torch
from torch import Tensor
from torch.nn import functional

Augment: TypeAlias = Literal["none", "move", "mirror"]

_MOST_SHIFT = 0.1
_MOST_ZOOM = 0.1
_MOST_TURN = math.radians(10)


def vary(pictures: Tensor, augment: Augment, generator: torch.Generator) -> Tensor:
    """Return every picture of a batch shifted, zoomed, turned and mirrored at random.

    Parameters
    ----------
    pictures : Tensor of float, shape (n, channels, side, side)
    augment : str
        "mirror" mirrors half of them left to right. "move" doesn't, since a mirrored letter or
        digit is another one, or none.
    generator : Generator
        On the CPU, so that every device sees the same variants.
    """
    if augment == "none":
        return pictures
    maps = _random_maps(len(pictures), augment == "mirror", generator).to(pictures)
    grid = functional.affine_grid(maps, list(pictures.shape), align_corners=False)
    return functional.grid_sample(pictures, grid, padding_mode="border", align_corners=False)


def _random_maps(count: int, mirror: bool, generator: torch.Generator) -> Tensor:
    """Return for each picture the affine map, 2 by 3, from a place in the variant to its source."""
    turn, zoom, right, down = 2 * torch.rand(4, count, generator=generator) - 1
    angle = turn * _MOST_TURN
    scale = 1 + zoom * _MOST_ZOOM
    across = torch.ones(count)
    if mirror:
        across -= 2 * torch.randint(2, (count,), generator=generator)
    # A picture spans 2 units, from -1 to 1.
    rows = (
        torch.stack((across * scale * angle.cos(), -scale * angle.sin(), 2 * _MOST_SHIFT * right)),
        torch.stack((across * scale * angle.sin(), scale * angle.cos(), 2 * _MOST_SHIFT * down)),
    )
    return torch.stack(rows).permute(2, 0, 1)
