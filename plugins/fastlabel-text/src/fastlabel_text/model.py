"""The plugin: the hooks of fastlabel, answered."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from fastlabel_core import Failure, Predictions, Wanted, hookimpl, report_warning
from fastlabel_text.classifier import TextClassifier
from fastlabel_text.options import Reading, TextOptions
from fastlabel_text.prediction import predict
from fastlabel_text.storage import load_classifier, save_classifier
from fastlabel_text.training import train


class TextModel:
    """Text classification for fastlabel.

    The text of a sample stands in the column ``text``, or else in the file that ``path`` names.
    """

    Options = TextOptions
    input_columns = ("text", "path")
    gives = ("embeddings", "dropout")

    def __init__(self) -> None:
        self._classifier: TextClassifier | None = None

    @hookimpl
    def load_model(self, model_dir: Path | None) -> TextModel:
        """Load a saved model, or begin with none."""
        self._classifier = None if model_dir is None else load_classifier(model_dir)
        return self

    @hookimpl
    def train_model(
        self,
        df_train: pd.DataFrame,
        df_val: pd.DataFrame | None,
        is_first_train: bool,
        options: TextOptions,
    ) -> dict[str, Any]:
        """Train, going on from the loaded model; a first round forgets the classes it lacks."""
        loaded = self._loaded(options)
        if is_first_train:
            loaded = loaded.narrowed_to(set(df_train["label"]))
        _warn_of_settled(loaded.reading, options)
        self._classifier, metrics = train(loaded, df_train, df_val, options)
        return metrics

    @hookimpl
    def predict(self, df_img: pd.DataFrame, options: TextOptions, wanted: Wanted) -> Predictions:
        """Predict samples; before there is a model, give embeddings alone."""
        needs_model = wanted.dropout_passes > 0 or not wanted.embeddings
        classifier = self._trained() if needs_model else self._loaded(options)
        return predict(classifier, df_img, wanted, options.random_seed)

    @hookimpl
    def save_model(self, save_dir: Path) -> None:
        """Save the model."""
        save_classifier(self._trained(), save_dir)

    def _loaded(self, options: TextOptions) -> TextClassifier:
        """Return the classifier that there is, or else one that knows nothing."""
        return self._classifier or TextClassifier.untrained(_reading(options))

    def _trained(self) -> TextClassifier:
        if self._classifier is None:
            raise Failure("the text model knows nothing yet: load a model or train one first")
        return self._classifier


def _reading(options: TextOptions) -> Reading:
    return Reading(**{name: getattr(options, name) for name in Reading.model_fields})


def _warn_of_settled(reading: Reading, options: TextOptions) -> None:
    """Warn of each option that was given and that the loaded model has settled otherwise."""
    for name in sorted(options.model_fields_set & Reading.model_fields.keys()):
        given, settled = getattr(options, name), getattr(reading, name)
        if given != settled:
            report_warning(
                f"option {name}={given} is ignored: the loaded model was made with {settled}"
            )
