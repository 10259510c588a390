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
        saved = {} if model_dir is None else json.loads((model_dir / "model.json").read_text())
        self.weights = {label: np.array(weights) for label, weights in saved.items()}
        return self

    def train_model(self, df_train, is_first_train):
        counts, labels = count_triples(df_train["text"]), df_train["label"].to_numpy()
        known = {} if is_first_train else self.weights
        sums = {label: 1 + counts[labels == label].sum(axis=0) for label in sorted(set(labels))}
        self.weights = known | {label: np.log(row / row.sum()) for label, row in sums.items()}

    @hookimpl
    def predict(self, df_img):
        weights = np.stack(list(self.weights.values()))
        # A text at a time: one product of matrices would round by how many texts there are.
        scores = np.stack([(weights * row).sum(axis=1) for row in count_triples(df_img["text"])])
        likelihoods = np.exp(scores - scores.max(axis=1, keepdims=True))
        probabilities = likelihoods / likelihoods.sum(axis=1, keepdims=True)
        return Predictions(list(self.weights), probabilities)

    def save_model(self, save_dir):
        saved = {label: weights.tolist() for label, weights in self.weights.items()}
        (save_dir / "model.json").write_text(json.dumps(saved))
