"""The optimizer: which parameters learn how fast, and which of them decay."""

from __future__ import annotations

import pytest
from fastlabel_resnet import Options
from fastlabel_resnet.classifier import Classifier, Config
from fastlabel_resnet.network import create_network
from fastlabel_resnet.optimizer import create_optimizer, set_learning_rate
from torch import nn


@pytest.mark.parametrize(("pretrained", "of_the_body"), [(True, 0.02), (False, 0.2)])
def test_parameter_groups(pretrained: bool, of_the_body: float) -> None:
    """A pretrained body learns at a tenth; biases and batch normalisation don't decay."""
    config = Config("test_resnet", ("a", "b"), 32, (0.5,) * 3, (0.2,) * 3, pretrained)
    network = create_network("test_resnet", 2, 32)
    optimizer = create_optimizer(Classifier(config, network), Options(weight_decay=0.03))
    set_learning_rate(optimizer, 0.2)
    decaying = {
        f"{name}.weight"
        for name, layer in network.named_modules()
        if isinstance(layer, nn.Conv2d | nn.Linear)
    }
    name_of = {parameter: name for name, parameter in network.named_parameters()}
    found = {
        name_of[parameter]: (group["lr"], group["weight_decay"])
        for group in optimizer.param_groups
        for parameter in group["params"]
    }
    assert found.keys() == set(name_of.values())
    for name, (lr, weight_decay) in found.items():
        assert lr == pytest.approx(0.2 if name in ("fc.weight", "fc.bias") else of_the_body), name
        assert weight_decay == (0.03 if name in decaying else 0), name
