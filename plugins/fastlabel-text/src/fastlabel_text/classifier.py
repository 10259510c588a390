"""A trained model."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from fastlabel_text.options import Reading
from fastlabel_text.tfidf import Vocabulary


@dataclass(frozen=True, eq=False)
class TextClassifier:
    """Everything that a prediction depends on.

    Parameters
    ----------
    reading : Reading
        How a text becomes n-grams.
    vocabulary : Vocabulary, length F
        The n-grams that count.
    classes : tuple of str, length C
        The labels.
    weights : ndarray of float32, shape (F, C)
        What each n-gram says for each label.
    """

    reading: Reading
    vocabulary: Vocabulary
    classes: tuple[str, ...]
    weights: NDArray[np.float32]

    @classmethod
    def untrained(cls, reading: Reading) -> TextClassifier:
        """Return the classifier that knows no n-gram and no label."""
        return cls(reading, Vocabulary.empty(), (), np.zeros((0, 0), np.float32))

    def narrowed_to(self, labels: Collection[str]) -> TextClassifier:
        """Return a classifier that knows, of its classes, only those in `labels`."""
        columns = [column for column, name in enumerate(self.classes) if name in labels]
        classes = tuple(self.classes[column] for column in columns)
        return replace(self, classes=classes, weights=self.weights[:, columns])
