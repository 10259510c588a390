"""The plugin: the hooks of the protocol, answered for images."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

import pandas as pd

from fastlabel_core import Predictions, UsageError, Wanted, hookimpl
from fastlabel_resnet import classifier as classifiers
from fastlabel_resnet.classifier import Classifier
from fastlabel_resnet.lesson import Lesson, learn
from fastlabel_resnet.options import Options as ResNetOptions
from fastlabel_resnet.prediction import predict
from fastlabel_resnet.untrained import untrained_classifier


class ResNetModel:
    """An image classifier on a network of timm's."""

    Options: ClassVar = ResNetOptions
    gives = ("embeddings", "dropout")

    def __init__(self) -> None:
        self._classifier: Classifier | None = None
        self._untrained: Classifier | None = None

    @hookimpl
    def load_model(self, model_dir: Path | None) -> ResNetModel:
        """Load what `save_model` wrote, or begin without a model."""
        self._classifier = None if model_dir is None else classifiers.load(model_dir)
        self._untrained = None
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
    def predict(
        self, df_img: pd.DataFrame, work_dir: Path, options: ResNetOptions, wanted: Wanted
    ) -> Predictions:
        """Predict pictures; before there is a model, give embeddings alone."""
        needs_model = wanted.dropout_passes > 0 or not wanted.embeddings
        classifier = self._ready() if needs_model else self._ready_to_embed(work_dir, options)
        return predict(classifier, df_img["path"].tolist(), options, wanted)

    @hookimpl
    def save_model(self, save_dir: Path) -> None:
        """Write the classifier: its weights as safetensors, all else as JSON."""
        classifiers.save(self._ready(), save_dir)

    def _ready_to_embed(self, work_dir: Path, options: ResNetOptions) -> Classifier:
        """Return the classifier that there is, or else a new one without classes."""
        if self._classifier is not None:
            return self._classifier
        if self._untrained is None:
            self._untrained = untrained_classifier(work_dir / "untrained", options)
        return self._untrained

    def _ready(self) -> Classifier:
        if self._classifier is None:
            raise UsageError(
                "there is no model yet: load one, or train one, before predicting or saving"
            )
        return self._classifier
