"""timm's networks: which there are, and how one is made."""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import Any

import timm
import torch
from timm.models import PretrainedCfg
from torch import nn

from fastlabel_core import OptionError
from fastlabel_resnet.randomness import global_generators_for


def describe(backbone: str) -> PretrainedCfg:
    """Return what timm knows of a network: its input, its normalisation, where its weights are.

    Raises
    ------
    OptionError
        If timm has no network of this name.
    """
    description = timm.get_pretrained_cfg(backbone) if timm.is_model(backbone) else None
    if description is None:
        nearest = difflib.get_close_matches(backbone, timm.list_models(), n=1)
        hint = f" Did you mean {nearest[0]!r}?" if nearest else ""
        raise OptionError(
            f"backbone={backbone}: timm has no network of this name.{hint}\n"
            "timm.list_models() lists them."
        )
    return description


def create_network(
    backbone: str,
    outputs: int,
    image_size: int,
    random_seed: int = 0,
    pretrained_file: Path | None = None,
) -> nn.Module:
    """Return a network on the CPU, ready to predict.

    Parameters
    ----------
    backbone : str
        The network's name in timm.
    outputs : int
        How many classes it tells; 0 for a network without a head.
    image_size : int
        The side of the squares that it sees.
    random_seed : int
        Its weights are drawn from this.
    pretrained_file : Path, optional
        timm's own weights for it, for all but a head of another number of outputs.

    Raises
    ------
    OptionError
        If the network can't take squares of `image_size`.
    """
    arguments: dict[str, Any] = {"num_classes": outputs}
    if describe(backbone).fixed_input_size:
        arguments["img_size"] = image_size
    if pretrained_file is not None:
        arguments["pretrained"] = True
        arguments["pretrained_cfg_overlay"] = {"file": str(pretrained_file), "custom_load": False}
    try:
        with global_generators_for(torch.device("cpu"), random_seed, "weights"):
            network = timm.create_model(backbone, **arguments)
        with torch.inference_mode():
            answer = network.eval()(torch.zeros(1, 3, image_size, image_size))
    except (AssertionError, RuntimeError, ValueError) as error:
        raise OptionError(
            f"image_size={image_size}: {backbone} can't take pictures of this size: {error}"
        ) from error
    width = outputs or getattr(network, "head_hidden_size", None)
    if not isinstance(answer, torch.Tensor) or answer.shape != (1, width):
        raise OptionError(f"backbone={backbone}: this network doesn't classify; choose another")
    return network


def head_names(backbone: str) -> tuple[str, ...]:
    """Return the names of a network's layers that have an output for each class."""
    names = describe(backbone).classifier or ()
    return (names,) if isinstance(names, str) else tuple(names)


def start_head_at_zero(network: nn.Module, backbone: str) -> None:
    """Let a network answer alike for all classes, whatever it sees."""
    for name, weight in network.named_parameters():
        if is_in_head(name, backbone):
            nn.init.zeros_(weight)


def is_in_head(weight: str, backbone: str) -> bool:
    """Return whether the weight of this name belongs to a layer with an output for each class."""
    return weight.rpartition(".")[0] in head_names(backbone)
