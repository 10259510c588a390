"""Real pictures: handwritten digits, random weights."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from fastlabel_resnet import Options, ResNetModel
from PIL import Image
from sklearn.datasets import load_digits

from fastlabel_core import Wanted

UNUSED = Path("unused")


@pytest.fixture(scope="module")
def digits(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    """Return all, in random order."""
    folder = tmp_path_factory.mktemp("digits")
    digits = load_digits()
    rows = []
    for number, (image, target) in enumerate(zip(digits.images, digits.target, strict=True)):
        path = folder / f"{number}.png"
        Image.fromarray((image * (255 / 16)).astype(np.uint8)).save(path)
        rows.append({"sampleId": str(number), "path": str(path), "label": str(target)})
    return pd.DataFrame(rows).sample(frac=1, random_state=0, ignore_index=True)


def accuracy(model: ResNetModel, samples: pd.DataFrame, options: Options) -> float:
    predictions = model.predict(samples[["sampleId", "path"]], UNUSED, options, Wanted())
    answers = np.array(predictions.classes)[predictions.probabilities.argmax(axis=1)]
    return float((answers == samples["label"].to_numpy()).mean())


def test_digits(digits: pd.DataFrame, tmp_path: Path) -> None:
    """A third of the default epochs is enough for what the whole training surely reaches."""
    options = Options(epochs=10, pretrained=False, device="cpu")
    model = ResNetModel()
    model.load_model(None)
    metrics = model.train_model(digits[:240], digits[240:300], tmp_path, True, options)
    assert metrics["image_size"] == 32
    assert accuracy(model, digits[300:700], options) > 0.90


@pytest.mark.parametrize("first", [0, 50, 100])
def test_few_labels_are_learned_in_the_time_that_patience_gives(
    digits: pd.DataFrame, tmp_path: Path, first: int
) -> None:
    """In an epoch of three batches, running statistics would lag behind the weights."""
    options = Options(backbone="test_resnet", pretrained=False, device="cpu", epochs=60)
    model = ResNetModel()
    model.load_model(None)
    training, validation = digits[first : first + 40], digits[first + 40 : first + 50]
    model.train_model(training, validation, tmp_path, True, options)
    assert accuracy(model, digits[700:1100], options) > 0.6
