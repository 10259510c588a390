"""The optimizer, and what of it outlives the process."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

import torch
from torch import Tensor, nn, optim

from fastlabel_resnet.classifier import Classifier
from fastlabel_resnet.network import is_in_head
from fastlabel_resnet.options import Options

_MOMENTUM = 0.9

# Pretrained weights are good already; they are only to be adjusted to the new head.
_PRETRAINED_LR_SHARE = 0.1


def create_optimizer(classifier: Classifier, options: Options) -> optim.SGD:
    """Return the optimizer of a classifier that stands on its device already."""
    groups: dict[tuple[float, float], list[nn.Parameter]] = defaultdict(list)
    for name, parameter in classifier.network.named_parameters():
        in_head = is_in_head(name, classifier.config.backbone)
        lr_share = _PRETRAINED_LR_SHARE if classifier.config.pretrained and not in_head else 1.0
        weight_decay = options.weight_decay if parameter.ndim > 1 else 0.0
        groups[lr_share, weight_decay].append(parameter)
    return optim.SGD(
        [
            {"params": parameters, "lr_share": lr_share, "weight_decay": weight_decay}
            for (lr_share, weight_decay), parameters in groups.items()
        ],
        lr=options.lr,
        momentum=_MOMENTUM,
        nesterov=True,
        fused=True,
    )


def set_learning_rate(optimizer: optim.SGD, lr: float) -> None:
    """Set the learning rate of everything but pretrained weights, and theirs in proportion."""
    for group in optimizer.param_groups:
        group["lr"] = lr * group["lr_share"]


def momenta(optimizer: optim.SGD, network: nn.Module) -> dict[str, Tensor]:
    """Return the momentum of each parameter by its name, on the CPU."""
    return {
        name: optimizer.state[parameter]["momentum_buffer"].cpu().contiguous()
        for name, parameter in network.named_parameters()
        if "momentum_buffer" in optimizer.state[parameter]
    }


def restore_momenta(optimizer: optim.SGD, network: nn.Module, kept: Mapping[str, Tensor]) -> None:
    """Give each parameter the momentum that `momenta` returned."""
    for name, parameter in network.named_parameters():
        if name in kept:
            buffer = torch.empty_like(parameter, requires_grad=False).copy_(kept[name])
            optimizer.state[parameter]["momentum_buffer"] = buffer
