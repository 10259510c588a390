"""Embeddings: what the last layer of a network is given."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
import torch
from fastlabel_resnet import Options
from fastlabel_resnet.classifier import Classifier, Config
from fastlabel_resnet.network import create_network
from fastlabel_resnet.prediction import predict
from PIL import Image

from fastlabel_core import Wanted

EMBEDDINGS = Wanted(embeddings=True)


def make(backbone: str, side: int, classes: tuple[str, ...] = ("a", "b", "c")) -> Classifier:
    config = Config(backbone, classes, side, (0.5, 0.4, 0.3), (0.25, 0.5, 0.1), False)
    return Classifier(config, create_network(backbone, len(classes), side, random_seed=4))


def write_squares(paths: list[str], side: int) -> torch.Tensor:
    """Write a picture of one colour to each path; return them as the network takes them."""
    pictures = []
    for row, path in enumerate(paths):
        Image.new("RGB", (side, side), (51 * row, 102, 153)).save(path)
        colour = torch.tensor([(0.2 * row - 0.5) / 0.25, (0.4 - 0.4) / 0.5, (0.6 - 0.3) / 0.1])
        pictures.append(colour.view(3, 1, 1).expand(3, side, side))
    return torch.stack(pictures)


@pytest.mark.parametrize(
    ("backbone", "side", "last"),
    [
        ("test_resnet", 32, "fc"),
        ("resnet18", 32, "fc"),
        ("test_vit", 64, "head"),
        ("test_efficientnet", 32, "classifier"),
        ("test_convnext", 64, "head.fc"),
    ],
)
def test_they_are_what_the_last_layer_is_given(
    make_samples: Callable[..., pd.DataFrame],
    make_options: Callable[..., Options],
    backbone: str,
    side: int,
    last: str,
) -> None:
    """Against torch itself: the product with the last layer's weight is what the network says."""
    paths = make_samples(3)["path"].tolist()
    pictures = write_squares(paths, side)
    classifier = make(backbone, side)
    layer = classifier.network.get_submodule(last)
    with torch.inference_mode():
        outputs = classifier.network(pictures)
        embeddings = predict(classifier, paths, make_options(), EMBEDDINGS).embeddings
        recomputed = torch.from_numpy(embeddings) @ layer.weight.T + layer.bias
    assert embeddings.dtype == np.float32
    assert embeddings.shape == (3, layer.in_features)
    assert np.linalg.norm(embeddings[0] - embeddings[2]) > 1e-3
    torch.testing.assert_close(recomputed, outputs, rtol=1e-4, atol=1e-5)


def test_of_a_network_without_classes(
    make_samples: Callable[..., pd.DataFrame], make_options: Callable[..., Options]
) -> None:
    """A network without a head says just what a head would be given."""
    paths = make_samples(3)["path"].tolist()
    pictures = write_squares(paths, 32)
    classifier = make("test_resnet", 32, classes=())
    with torch.inference_mode():
        expected = classifier.network(pictures)
        predictions = predict(classifier, paths, make_options(), EMBEDDINGS)
    assert predictions.probabilities.shape == (3, 0)
    assert predictions.classes == ()
    torch.testing.assert_close(
        torch.from_numpy(predictions.embeddings), expected, rtol=1e-4, atol=1e-5
    )


def test_the_body_runs_once_for_all_that_is_wanted(
    make_samples: Callable[..., pd.DataFrame], make_options: Callable[..., Options]
) -> None:
    classifier = make("test_resnet", 32)
    batches = []
    classifier.network.layer1.register_forward_hook(lambda *call: batches.append(len(call[2])))
    wanted = Wanted(embeddings=True, dropout_passes=5)
    predict(classifier, make_samples(40)["path"].tolist(), make_options(), wanted)
    assert batches == [32, 32]
