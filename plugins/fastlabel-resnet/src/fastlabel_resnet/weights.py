"""The weights that a new network starts from."""

from __future__ import annotations

import pickle
from collections.abc import Mapping
from pathlib import Path

import safetensors.torch
import torch
from safetensors import SafetensorError
from timm.models import clean_state_dict
from torch import Tensor, nn

from fastlabel_core import UsageError, report_warning
from fastlabel_resnet.hub import OutOfReachError, fetch_weights
from fastlabel_resnet.network import create_network, describe, is_in_head, start_head_at_zero
from fastlabel_resnet.options import Options

_UNREADABLE = (EOFError, OSError, RuntimeError, SafetensorError, pickle.UnpicklingError)


def start_network(options: Options, outputs: int, image_size: int) -> tuple[nn.Module, bool]:
    """Return a new network with the weights that `pretrained` names, and whether it has them.

    Above pretrained weights the head starts at zero, unless it is a pretrained one of as many
    classes: a random one answers loudly at random, and what unlearns that harms the weights below.
    (Dosovitskiy et al., *An Image is Worth 16x16 Words*, arXiv:2010.11929, section 3.2.)

    Raises
    ------
    UsageError
        If it must have them and can't.
    """
    backbone, seed = options.backbone, options.random_seed
    if isinstance(options.pretrained, Path):
        network = create_network(backbone, outputs, image_size, seed)
        _fill_from_file(network, backbone, options.pretrained)
        return network, True
    if options.pretrained:
        try:
            weights = fetch_weights(describe(backbone))
        except OutOfReachError as error:
            _refuse_or_warn(options, error)
        else:
            network = create_network(backbone, outputs, image_size, seed, weights)
            if outputs != describe(backbone).num_classes:
                start_head_at_zero(network, backbone)
            return network, True
    return create_network(backbone, outputs, image_size, seed), False


def _refuse_or_warn(options: Options, error: OutOfReachError) -> None:
    if options.pretrained is True:
        raise UsageError(
            f"pretrained=true: no pretrained weights of {options.backbone}: {error}\n"
            "Name a file of weights instead (pretrained=FILE), or start from random weights "
            "(pretrained=false)."
        ) from error
    report_warning(
        f"no pretrained weights of {options.backbone}: {error}; the network starts from random "
        "weights (pretrained=FILE starts from a file, pretrained=false asks for this)"
    )


def _fill_from_file(network: nn.Module, backbone: str, path: Path) -> None:
    """Copy a file's weights into a network, except for those of a head of another shape."""
    given = _read_file(path)
    wanted = network.state_dict()
    fitting = {
        name: given[name]
        for name, weight in wanted.items()
        if name in given and given[name].shape == weight.shape
    }
    needed = {
        name
        for name in wanted
        if not (is_in_head(name, backbone) or name.endswith(".num_batches_tracked"))
    }
    missing = sorted(needed - fitting.keys())
    if missing:
        and_image_size = (
            ", and image_size to the size that they were trained with"
            if describe(backbone).fixed_input_size
            else ""
        )
        raise UsageError(
            f"pretrained={path}: the file doesn't fit {backbone}: {_misfit(missing[0], given)} "
            f"({len(missing)} of {len(needed)} weights don't fit)\n"
            f"Set backbone to the network that the weights belong to{and_image_size}."
        )
    start_head_at_zero(network, backbone)
    network.load_state_dict(fitting, strict=False)


def _misfit(name: str, given: Mapping[str, Tensor]) -> str:
    if name in given:
        return f"{name} has the shape {tuple(given[name].shape)}"
    return f"{name} is missing"


def _read_file(path: Path) -> dict[str, Tensor]:
    """Read weights without running code from the file."""
    try:
        if path.suffix == ".safetensors":
            return safetensors.torch.load_file(path)
        content = torch.load(path, map_location="cpu", weights_only=True)
    except FileNotFoundError as error:
        raise UsageError(f"pretrained={path}: there is no such file") from error
    except _UNREADABLE as error:
        raise UsageError(
            f"pretrained={path}: this is no file of weights that can be read without running code "
            "from it; save the network's state_dict() as safetensors"
        ) from error
    return _state_dict_in(content, path)


def _state_dict_in(content: object, path: Path) -> dict[str, Tensor]:
    """Return the state dict that a file of torch's is, or that it holds beside other things."""
    if isinstance(content, dict):
        for candidate in (content, content.get("state_dict"), content.get("model")):
            if candidate and all(isinstance(value, Tensor) for value in candidate.values()):
                return clean_state_dict(candidate)
    raise UsageError(
        f"pretrained={path}: the file holds no state dict; save the network's state_dict() alone"
    )
