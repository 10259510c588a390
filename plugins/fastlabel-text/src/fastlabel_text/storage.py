"""The files of a model: JSON and safetensors, nothing that runs code when it is loaded."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file, save_file

from fastlabel_core import UsageError
from fastlabel_text.classifier import TextClassifier
from fastlabel_text.options import Reading
from fastlabel_text.tfidf import Vocabulary

CONFIG_FILE = "text.json"
ARRAYS_FILE = "text.safetensors"
FORMAT = 1


def save_classifier(classifier: TextClassifier, folder: Path) -> None:
    """Save a classifier into an existing folder."""
    config = {
        "format": FORMAT,
        "classes": classifier.classes,
        "reading": classifier.reading.model_dump(mode="json"),
    }
    text = json.dumps(config, ensure_ascii=False, indent=2)
    (folder / CONFIG_FILE).write_text(text + "\n", encoding="utf-8")
    arrays = {
        "buckets": classifier.vocabulary.buckets,
        "idf": classifier.vocabulary.idf,
        "weights": np.ascontiguousarray(classifier.weights),
    }
    save_file(arrays, folder / ARRAYS_FILE)


def load_classifier(folder: Path) -> TextClassifier:
    """Load what `save_classifier` saved.

    Raises
    ------
    UsageError
        If the folder holds no such model, or one of a later format.
    """
    for name in (CONFIG_FILE, ARRAYS_FILE):
        if not (folder / name).is_file():
            raise UsageError(
                f"{folder} holds no model of fastlabel-text: {name} is missing\n"
                "  give a model that a round with the plugin 'text' has saved"
            )
    config = json.loads((folder / CONFIG_FILE).read_text(encoding="utf-8"))
    if config["format"] != FORMAT:
        raise UsageError(
            f"{folder / CONFIG_FILE} has format {config['format']}, and this fastlabel-text reads "
            f"format {FORMAT}\n  pip install --upgrade fastlabel-text"
        )
    arrays = load_file(folder / ARRAYS_FILE)
    return TextClassifier(
        Reading.model_validate(config["reading"]),
        Vocabulary(arrays["buckets"], arrays["idf"]),
        tuple(config["classes"]),
        arrays["weights"],
    )
