"""Naive Bayes on triples of letters: a model plugin for texts."""

import json
from zlib import crc32

import numpy as np

from fastlabel_core import Predictions, hookimpl


def count_triples(texts):
    """Return how often each triple of letters, hashed to 4,096 bins, stands in each text."""
    counts = np.zeros((len(texts), 4096))
    for row, text in enumerate(texts):
        for start in range(len(text) - 2):
            counts[row, crc32(text[start : start + 3].encode()) % 4096] += 1
    return counts


class BayesModel:
    """Weighs a text's triples by how much more often they stand in the texts of a class."""

    input_columns = ("text",)

    def load_model(self, model_dir):
        if model_dir is not None:
            saved = json.loads((model_dir / "model.json").read_text())
            self.classes, self.weights = saved["classes"], np.array(saved["weights"])
        return self

    def train_model(self, df_train):
        counts, labels = count_triples(df_train["text"]), df_train["label"].to_numpy()
        self.classes = sorted(set(labels))
        sums = np.array([1 + counts[labels == label].sum(axis=0) for label in self.classes])
        self.weights = np.log(sums / sums.sum(axis=1, keepdims=True))

    @hookimpl
    def predict(self, df_img):
        scores = count_triples(df_img["text"]) @ self.weights.T
        likelihoods = np.exp(scores - scores.max(axis=1, keepdims=True))
        return Predictions(self.classes, likelihoods / likelihoods.sum(axis=1, keepdims=True))

    def save_model(self, save_dir):
        saved = {"classes": self.classes, "weights": self.weights.tolist()}
        (save_dir / "model.json").write_text(json.dumps(saved))
