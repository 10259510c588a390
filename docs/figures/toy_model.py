"""A little model that has all that a strategy can need: softmax regression on random features.

The features are cosines and sines of random projections (Rahimi and Recht, "Random features for
large-scale kernel machines", NIPS 2007): every sample has length 1, and the inner product of two is
near to a Gaussian of their distance. They are the embeddings too, and dropout drops some of them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fastlabel_core import Predictions, Wanted

from .toy_pool import Samples

FREQUENCIES = 256
LENGTH_SCALE = 4.0
PENALTY = 0.0003
STEPS = 3000
STEP_SIZE = 2.0

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class ToyModel:
    """The projections, shape (2, m), and the weights, shape (2 m, C)."""

    projections: Floats
    weights: Floats
    seed: int

    def features(self, points: Floats) -> Floats:
        """Return the features of points, shape (n, 2 m)."""
        return features_of(points, self.projections)

    def predict(self, points: Floats, wanted: Wanted) -> Predictions:
        """Return all that is wanted of points."""
        features = self.features(points)
        return Predictions(
            classes=[str(label) for label in range(self.weights.shape[1])],
            probabilities=softmax(features @ self.weights).astype(np.float32),
            embeddings=features.astype(np.float32),
            dropout=self._passes(features, wanted) if wanted.dropout_passes else None,
        )

    def _passes(self, features: Floats, wanted: Wanted) -> NDArray[np.float32]:
        """Return the probabilities of passes that each drop the same features of all samples."""
        generator = np.random.default_rng(self.seed)
        draws = generator.random((wanted.dropout_passes, features.shape[1]))
        masks = (draws >= wanted.dropout_rate) / (1 - wanted.dropout_rate)
        passes = [softmax(features * mask @ self.weights) for mask in masks]
        return np.stack(passes, axis=1).astype(np.float32)


def train(samples: Samples, seed: int) -> ToyModel:
    """Return a model of samples."""
    generator = np.random.default_rng(seed)
    projections = generator.normal(0, 1 / LENGTH_SCALE, (2, FREQUENCIES))
    features = features_of(samples.points, projections)
    target = np.eye(samples.labels.max() + 1)[samples.labels]
    weights = np.zeros((features.shape[1], target.shape[1]))
    for _ in range(STEPS):
        residual = softmax(features @ weights) - target
        weights -= STEP_SIZE * (features.T @ residual / len(target) + PENALTY * weights)
    return ToyModel(projections, weights, seed)


def features_of(points: Floats, projections: Floats) -> Floats:
    """Return the cosines and sines of the projections of points, at length 1."""
    angles = points @ projections
    waves: Floats = np.concatenate([np.cos(angles), np.sin(angles)], axis=1)
    waves /= np.sqrt(projections.shape[1])
    return waves


def softmax(logits: Floats) -> Floats:
    """Return ``exp(l_c) / sum_c exp(l_c)`` for each row."""
    powers: Floats = np.exp(logits - logits.max(axis=1, keepdims=True))
    powers /= powers.sum(axis=1, keepdims=True)
    return powers
