"""Real pictures: handwritten digits, 300 labels, random weights, the default network."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
from fastlabel_resnet import Options, ResNetModel
from PIL import Image
from sklearn.datasets import load_digits

from fastlabel_core import Wanted

UNUSED = Path("unused")


def test_digits(tmp_path: Path) -> None:
    """A third of the default epochs is enough for what the whole training surely reaches."""
    digits = load_digits()
    rows = []
    for number, (image, target) in enumerate(zip(digits.images, digits.target, strict=True)):
        path = tmp_path / f"{number}.png"
        Image.fromarray((image * (255 / 16)).astype(np.uint8)).save(path)
        rows.append({"sampleId": str(number), "path": str(path), "label": str(target)})
    samples = pd.DataFrame(rows).sample(frac=1, random_state=0, ignore_index=True)
    options = Options(epochs=10, pretrained=False, device="cpu")
    model = ResNetModel()
    model.load_model(None)
    (tmp_path / "work").mkdir()
    metrics = model.train_model(samples[:240], samples[240:300], tmp_path / "work", True, options)
    assert metrics["image_size"] == 32
    pool = samples[300:700].reset_index(drop=True)
    predictions = model.predict(pool[["sampleId", "path"]], UNUSED, options, Wanted())
    answers = np.array(predictions.classes)[predictions.probabilities.argmax(axis=1)]
    assert (answers == pool["label"]).mean() > 0.90
