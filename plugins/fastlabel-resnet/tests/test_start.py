"""What a training starts from when there is a model already."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastlabel_resnet import Options
from fastlabel_resnet.classifier import Classifier, Config
from fastlabel_resnet.network import create_network
from fastlabel_resnet.start import continued_classifier

from fastlabel_core import Event, Warned
from fastlabel_core.testing import listening

CONFIG = Config("test_resnet", ("a", "b"), 32, (0.5, 0.4, 0.3), (0.2, 0.2, 0.1), pretrained=False)


@pytest.mark.parametrize(
    ("pretrained", "warned"),
    [
        ("auto", []),
        (False, []),
        (True, ["pretrained=True is left aside: the model to go on from has weights"]),
        (
            Path("w.safetensors"),
            ["pretrained=w.safetensors is left aside: the model to go on from has weights"],
        ),
    ],
)
def test_pretrained_weights_are_left_aside(pretrained: object, warned: list[str]) -> None:
    heard: list[Event] = []
    loaded = Classifier(CONFIG, create_network("test_resnet", 2, 32))
    with listening(heard.append):
        continued = continued_classifier(loaded, {"a"}, False, Options(pretrained=pretrained))
    assert heard == [Warned(message) for message in warned]
    assert continued.config == CONFIG
