"""The answer for a picture doesn't depend on the others, to the bit."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import torch
from fastlabel_resnet import Options
from fastlabel_resnet.classifier import Classifier, Config
from fastlabel_resnet.network import create_network
from fastlabel_resnet.prediction import normalised, predict

from fastlabel_core import Event, Progress, Wanted

CLASSES = ("a", "b", "c")
EVERYTHING = Wanted(embeddings=True, dropout_passes=2)


def make(backbone: str, side: int) -> Classifier:
    config = Config(backbone, CLASSES, side, (0.5, 0.4, 0.3), (0.25, 0.5, 0.1), False)
    return Classifier(config, create_network(backbone, 3, side, random_seed=4))


@pytest.mark.parametrize(
    ("backbone", "side"), [("test_resnet", 32), ("test_vit", 64), ("resnet18", 32)]
)
@pytest.mark.parametrize("precision", ["fp32", "bf16"])
def test_pieces_make_no_difference(
    make_samples: Callable[..., pd.DataFrame],
    make_options: Callable[..., Options],
    backbone: str,
    side: int,
    precision: str,
) -> None:
    paths = make_samples(70)["path"].tolist()
    classifier, options = make(backbone, side), make_options(precision=precision)
    whole = predict(classifier, paths, options, EVERYTHING)
    alone = predict(classifier, paths, options, Wanted())
    assert np.array_equal(alone.probabilities, whole.probabilities)
    assert alone.embeddings is alone.dropout is None
    for size in (1, 33, 50):
        pieces = [
            predict(classifier, paths[first : first + size], options, EVERYTHING)
            for first in range(0, 70 if size > 1 else 4, size)
        ]
        count = sum(map(len, pieces))
        for name in ("probabilities", "embeddings", "dropout"):
            joined = np.concatenate([getattr(piece, name) for piece in pieces])
            assert np.array_equal(joined, getattr(whole, name)[:count]), name


def test_unreadable_pictures_stand_in_the_errors(
    make_samples: Callable[..., pd.DataFrame], make_options: Callable[..., Options]
) -> None:
    paths = make_samples(40)["path"].tolist()
    classifier = make("test_resnet", 32)
    before = predict(classifier, paths, make_options(), EVERYTHING)
    Path(paths[3]).unlink()
    Path(paths[39]).write_text("no picture")
    after = predict(classifier, paths, make_options(), EVERYTHING)
    assert after.errors == {3: "no such file", 39: "not a picture"}
    readable = [row for row in range(40) if row not in (3, 39)]
    for name in ("probabilities", "embeddings", "dropout"):
        told, expected = getattr(after, name), getattr(before, name)
        assert np.isnan(told[[3, 39]]).all()
        assert np.array_equal(told[readable], expected[readable]), name


def test_nothing_to_predict(make_options: Callable[..., Options]) -> None:
    predictions = predict(make("test_resnet", 32), [], make_options(), EVERYTHING)
    assert predictions.probabilities.shape == (0, 3)
    assert predictions.embeddings.shape == (0, 96)
    assert predictions.dropout.shape == (0, 2, 3)
    assert predictions.errors == {}


def test_probabilities_are_the_softmax_of_the_network_s_outputs(
    make_samples: Callable[..., pd.DataFrame], make_options: Callable[..., Options]
) -> None:
    """Against the formula, on a picture of one colour."""
    paths = make_samples(1, ("grey",))["path"].tolist()
    classifier = make("test_resnet", 32)
    from PIL import Image

    Image.new("RGB", (32, 32), (51, 102, 153)).save(paths[0])
    colour = torch.tensor([(0.2 - 0.5) / 0.25, (0.4 - 0.4) / 0.5, (0.6 - 0.3) / 0.1])
    picture = colour.view(1, 3, 1, 1).expand(1, 3, 32, 32).contiguous()
    outputs = classifier.network(picture)[0].double().exp()
    expected = (outputs / outputs.sum()).tolist()
    got = predict(classifier, paths, make_options(), Wanted()).probabilities[0]
    assert got == pytest.approx(expected, rel=1e-4)


def test_normalised() -> None:
    pixels = torch.tensor([0, 255, 51], dtype=torch.uint8).view(1, 1, 1, 3)
    config = make("test_resnet", 32).config
    got = normalised(pixels, config, torch.device("cpu")).flatten().tolist()
    assert got == pytest.approx([-2.0, 1.2, -1.0], abs=1e-5)


def test_progress(
    make_samples: Callable[..., pd.DataFrame],
    make_options: Callable[..., Options],
    heard: list[Event],
) -> None:
    predict(make("test_resnet", 32), make_samples(40)["path"].tolist(), make_options(), Wanted())
    assert heard == [Progress("pictures", 32, 40), Progress("pictures", 40, 40)]
