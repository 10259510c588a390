"""Passes with dropout: the last layer, given a part of the features."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
import torch
from fastlabel_resnet import Options
from fastlabel_resnet.classifier import Classifier, Config
from fastlabel_resnet.dropout import draw_masks
from fastlabel_resnet.network import create_network
from fastlabel_resnet.prediction import predict
from fastlabel_resnet.randomness import seed_for
from scipy.special import softmax

from fastlabel_core import Wanted

CPU = torch.device("cpu")


def make(backbone: str, side: int) -> Classifier:
    config = Config(backbone, ("a", "b", "c"), side, (0.5, 0.4, 0.3), (0.25, 0.5, 0.1), False)
    return Classifier(config, create_network(backbone, 3, side, random_seed=4))


@pytest.fixture
def paths(make_samples: Callable[..., pd.DataFrame]) -> list[str]:
    return make_samples(5)["path"].tolist()


@pytest.mark.parametrize(
    ("backbone", "side"),
    [
        ("test_resnet", 32),
        ("test_vit", 64),
        ("test_efficientnet", 32),
        ("test_convnext", 64),
        ("deit_tiny_distilled_patch16_224", 32),
    ],
)
def test_almost_nothing_dropped_says_what_the_network_says(
    make_options: Callable[..., Options], paths: list[str], backbone: str, side: int
) -> None:
    classifier = make(backbone, side)
    little, half = (
        predict(classifier, paths, make_options(), Wanted(dropout_passes=2, dropout_rate=rate))
        for rate in (1e-9, 0.5)
    )
    for number in (0, 1):
        assert little.dropout[:, number] == pytest.approx(little.probabilities, abs=1e-6)
        assert half.dropout[:, number] != pytest.approx(half.probabilities, abs=1e-3)
    assert half.dropout[:, 0] != pytest.approx(half.dropout[:, 1], abs=1e-3)


@pytest.mark.parametrize("rate", [0.25, 0.75])
def test_a_pass_worked_by_hand(
    make_options: Callable[..., Options], paths: list[str], rate: float
) -> None:
    """A feature is kept where its draw reaches the rate, and then counts ``1 / (1 - rate)``."""
    classifier = make("test_resnet", 32)
    wanted = Wanted(embeddings=True, dropout_passes=3, dropout_rate=rate)
    predictions = predict(classifier, paths, make_options(random_seed=7), wanted)
    weight = classifier.network.fc.weight.detach().numpy()
    bias = classifier.network.fc.bias.detach().numpy()
    for number in range(3):
        draws = np.random.default_rng(seed_for(7, "dropout", number)).random(96)
        kept = predictions.embeddings * (draws >= rate) / (1 - rate)
        expected = softmax(kept @ weight.T + bias, axis=1)
        assert predictions.dropout[:, number] == pytest.approx(expected, rel=1e-4)


def test_masks_hang_on_the_seed_and_the_pass_alone() -> None:
    classifier = make("test_resnet", 32)

    def masks(passes: int, seed: int) -> list[list[float]]:
        wanted = Wanted(dropout_passes=passes)
        return [
            mask.tolist()
            for of_pass in draw_masks(classifier, wanted, seed, CPU)
            for mask in of_pass.values()
        ]

    assert masks(2, seed=1) == masks(5, seed=1)[:2]
    assert len({str(mask) for mask in [*masks(5, seed=1), *masks(5, seed=2)]}) == 10


def test_masks_drop_the_share_that_was_asked_for() -> None:
    (masks,) = draw_masks(make("resnet18", 32), Wanted(False, 1, 0.2), 0, CPU)
    (mask,) = masks.values()
    assert mask.unique().tolist() == [0, 1.25]
    assert (mask == 0).float().mean().item() == pytest.approx(0.2, abs=0.05)


def test_both_heads_of_a_network_drop_the_same_features() -> None:
    classifier = make("deit_tiny_distilled_patch16_224", 32)
    (masks,) = draw_masks(classifier, Wanted(dropout_passes=1), 0, CPU)
    assert set(masks) == {classifier.network.head, classifier.network.head_dist}
    one, other = masks.values()
    assert torch.equal(one, other)


def test_the_network_is_left_as_it_was(
    make_options: Callable[..., Options], paths: list[str]
) -> None:
    classifier = make("test_resnet", 32)
    before = predict(classifier, paths, make_options(), Wanted()).probabilities
    predict(classifier, paths, make_options(), Wanted(dropout_passes=2))
    assert np.array_equal(
        before, predict(classifier, paths, make_options(), Wanted()).probabilities
    )


def test_no_classes_no_masks() -> None:
    config = Config("levit_128s", (), 224, (0.5, 0.4, 0.3), (0.25, 0.5, 0.1), False)
    headless = Classifier(config, create_network("levit_128s", 0, 224))
    assert draw_masks(headless, Wanted(embeddings=True), 0, CPU) == []
