"""Dropping a part of the features that the last layers of a network are given."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import Any, TypeAlias

import numpy as np
import torch
from torch import Tensor, nn

from fastlabel_core import Wanted
from fastlabel_resnet.classifier import Classifier
from fastlabel_resnet.network import head_names
from fastlabel_resnet.randomness import seed_for

Masks: TypeAlias = Mapping[nn.Module, Tensor]
"""What the features that a layer is given are multiplied by."""


def draw_masks(
    classifier: Classifier, wanted: Wanted, random_seed: int, device: torch.device
) -> list[Masks]:
    """Return the masks of each pass: 0, or else ``1 / (1 - rate)``, for every feature.

    They hang on the seed and the number of the pass alone, so that all pictures meet the same ones,
    in whatever pieces they come. A network with two heads, on two views of the same features, drops
    the same ones of both.
    """
    names = head_names(classifier.config.backbone)
    layers: list[Any] = [
        layer for name, layer in classifier.network.named_modules() if name in names
    ]
    return [
        {
            layer: _draw_mask(layer.weight, wanted.dropout_rate, random_seed, number).to(device)
            for layer in layers
        }
        for number in range(wanted.dropout_passes)
    ]


def _draw_mask(weight: Tensor, rate: float, random_seed: int, number: int) -> Tensor:
    """Draw a mask for the features that a layer of this weight is given."""
    generator = np.random.default_rng(seed_for(random_seed, "dropout", number))
    is_kept = generator.random(weight.shape[1]) >= rate
    mask = torch.from_numpy((is_kept / (1 - rate)).astype(np.float32))
    # Of a convolution, the features stand before the two axes of the picture.
    return mask.view(-1, *weight.shape[2:])


@contextmanager
def dropping(masks: Masks) -> Iterator[None]:
    """Multiply what layers are given by their masks inside the block."""
    with ExitStack() as hooks:
        for layer, mask in masks.items():
            hooks.enter_context(layer.register_forward_pre_hook(partial(_masked, mask=mask)))
        yield


def _masked(_layer: nn.Module, given: tuple[Tensor], mask: Tensor) -> Tensor:
    return given[0] * mask
