"""The plugin: the hooks of the protocol, answered for images."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

import pandas as pd

from fastlabel_core import Predictions, UsageError, hookimpl
from fastlabel_resnet import classifier as classifiers
from fastlabel_resnet.classifier import Classifier
from fastlabel_resnet.lesson import Lesson, learn
from fastlabel_resnet.options import Options as ResNetOptions
from fastlabel_resnet.prediction import predict


class ResNetModel:
    """An image classifier on a network of timm's."""

    Options: ClassVar = ResNetOptions

    def __init__(self) -> None:
        self._classifier: Classifier | None = None

    @hookimpl
    def load_model(self, model_dir: Path | None) -> ResNetModel:
        """Load what `save_model` wrote, or begin without a model."""
        self._classifier = None if model_dir is None else classifiers.load(model_dir)
        return self

    @hookimpl
    def train_model(
        self,
        df_train: pd.DataFrame,
        df_val: pd.DataFrame | None,
        work_dir: Path,
        is_first_train: bool,
        options: ResNetOptions,
    ) -> dict[str, Any]:
        """Train a new classifier, or go on with the one that was loaded."""
        lesson = Lesson(self._classifier, df_train, df_val, is_first_train, options)
        self._classifier, metrics = learn(lesson, work_dir / "checkpoints")
        return metrics

    @hookimpl
    def predict(self, df_img: pd.DataFrame, options: ResNetOptions) -> Predictions:
        """Predict pictures."""
        return predict(self._ready(), df_img["path"].tolist(), options)

    @hookimpl
    def save_model(self, save_dir: Path) -> None:
        """Write the classifier: its weights as safetensors, all else as JSON."""
        classifiers.save(self._ready(), save_dir)

    def _ready(self) -> Classifier:
        if self._classifier is None:
            raise UsageError(
                "there is no model yet: load one, or train one, before predicting or saving"
            )
        return self._classifier
