"""What many of the tests need: small pictures on the disk, a small network, an ear for events."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import torch
from fastlabel_resnet import Options, ResNetModel
from PIL import Image

from fastlabel_core import Event
from fastlabel_core.testing import listening

COLOURS = {"blue": (40, 60, 200), "green": (40, 180, 60), "red": (210, 50, 40)}


@pytest.fixture(scope="session", autouse=True)
def _one_thread() -> None:
    """On a machine with other work, threads that wait for each other are slower than one."""
    torch.set_num_threads(1)


@pytest.fixture
def heard() -> Iterator[list[Event]]:
    """The events that a test causes."""
    events: list[Event] = []
    with listening(events.append):
        yield events


@pytest.fixture
def make_options() -> Callable[..., Options]:
    """Make options for a network that is small and starts from random weights."""

    def make(**given: Any) -> Options:
        small = {"backbone": "test_resnet", "pretrained": False, "image_size": 32, "workers": 0}
        return Options(**{**small, "device": "cpu", "epochs": 3, **given})

    return make


@pytest.fixture
def make_samples(tmp_path: Path) -> Callable[..., pd.DataFrame]:
    """Write noisy pictures of a colour, and return the frame that a round hands out for them."""

    def make(count: int, labels: tuple[str, ...] = tuple(COLOURS), seed: int = 0) -> pd.DataFrame:
        folder = tmp_path / f"pictures-{'-'.join(labels)}-{seed}"
        folder.mkdir(exist_ok=True)
        random = np.random.default_rng(seed)
        rows = []
        for number in range(count):
            label = labels[number % len(labels)]
            path = folder / f"{number}.png"
            noise = random.integers(-30, 30, (12, 12, 3))
            pixels = np.clip(noise + COLOURS.get(label, (128, 128, 128)), 0, 255)
            Image.fromarray(pixels.astype(np.uint8)).save(path)
            rows.append({"sampleId": f"{label}-{number}", "path": str(path), "label": label})
        return pd.DataFrame(rows, columns=["sampleId", "path", "label"], dtype=str)

    return make


@pytest.fixture
def train() -> Callable[..., tuple[ResNetModel, dict[str, Any]]]:
    """Train a model as a round does; return it and its metrics."""

    def train_model(
        samples: pd.DataFrame,
        work_dir: Path,
        options: Options,
        *,
        validation: pd.DataFrame | None = None,
        model: ResNetModel | None = None,
        is_first_train: bool = True,
    ) -> tuple[ResNetModel, dict[str, Any]]:
        trained = model or ResNetModel().load_model(None)
        work_dir.mkdir(exist_ok=True)
        metrics = trained.train_model(samples, validation, work_dir, is_first_train, options)
        return trained, metrics

    return train_model


@pytest.fixture
def save() -> Callable[[ResNetModel, Path], Path]:
    """Save a model into a new folder; return the folder."""

    def save_model(model: ResNetModel, folder: Path) -> Path:
        folder.mkdir()
        model.save_model(folder)
        return folder

    return save_model
