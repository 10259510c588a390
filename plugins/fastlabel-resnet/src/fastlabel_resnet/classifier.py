"""The network, what must be known to use it, and the two files that it is saved in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import safetensors.torch
import torch
from pydantic import TypeAdapter
from safetensors import SafetensorError
from torch import Tensor, nn

from fastlabel_core import Failure
from fastlabel_resnet.network import create_network, is_in_head, start_head_at_zero

CONFIG_FILE = "config.json"
WEIGHTS_FILE = "weights.safetensors"


@dataclass(frozen=True, slots=True)
class Config:
    """What a classifier is, but for its weights.

    Parameters
    ----------
    backbone : str
        The network's name in timm.
    classes : tuple of str
        The labels, in the order of the outputs.
    image_size : int
        The side of the squares that the network sees.
    mean, std : tuple of float
        What the red, green and blue of a picture, from 0 to 1, are normalised with.
    pretrained : bool
        Whether the weights below the head began as pretrained ones.
    """

    backbone: str
    classes: tuple[str, ...]
    image_size: int
    mean: tuple[float, ...]
    std: tuple[float, ...]
    pretrained: bool


_CONFIG = TypeAdapter(Config)


@dataclass(frozen=True, slots=True)
class Classifier:
    """A network, ready to train or to predict."""

    config: Config
    network: nn.Module


def restore(config: Config, weights: Mapping[str, Tensor]) -> Classifier:
    """Return a classifier with exactly these weights."""
    network = create_network(config.backbone, len(config.classes), config.image_size)
    network.load_state_dict(weights)
    return Classifier(config, network)


def with_classes(classifier: Classifier, classes: Sequence[str]) -> Classifier:
    """Return a classifier for `classes` that keeps what the given one has learnt.

    Outputs of classes that the given one knows keep their weights; those of others start at zero,
    since random ones may speak louder than what was learnt.
    """
    config = replace(classifier.config, classes=tuple(classes))
    network = create_network(config.backbone, len(classes), config.image_size)
    start_head_at_zero(network, config.backbone)
    weights = network.state_dict()
    for name, learnt in classifier.network.state_dict().items():
        if is_in_head(name, config.backbone):
            _copy_rows(learnt, classifier.config.classes, weights[name], config.classes)
        else:
            weights[name].copy_(learnt)
    return Classifier(config, network)


def _copy_rows(
    source: Tensor, source_classes: Sequence[str], target: Tensor, target_classes: Sequence[str]
) -> None:
    row_of = {name: row for row, name in enumerate(source_classes)}
    for row, name in enumerate(target_classes):
        if name in row_of:
            target[row] = source[row_of[name]]


def save(classifier: Classifier, folder: Path) -> None:
    """Write a classifier into `folder`."""
    (folder / CONFIG_FILE).write_bytes(_CONFIG.dump_json(classifier.config, indent=2) + b"\n")
    safetensors.torch.save_file(
        plain_weights(classifier.network), folder / WEIGHTS_FILE, metadata={"format": "pt"}
    )


def load(folder: Path) -> Classifier:
    """Read what `save` wrote.

    Raises
    ------
    Failure
        If the folder doesn't hold a whole classifier.
    """
    try:
        config = _CONFIG.validate_json((folder / CONFIG_FILE).read_bytes())
        return restore(config, safetensors.torch.load_file(folder / WEIGHTS_FILE))
    except (OSError, RuntimeError, SafetensorError, TypeError, ValueError) as error:
        raise Failure(
            f"{folder} holds no model of fastlabel-resnet that can be loaded: {error}"
        ) from error


def plain_weights(network: nn.Module) -> dict[str, Tensor]:
    """Return a network's weights and statistics as safetensors takes them: on the CPU, unshared."""
    return {
        name: weight.detach().to("cpu", memory_format=torch.contiguous_format, copy=True)
        for name, weight in network.state_dict().items()
    }
