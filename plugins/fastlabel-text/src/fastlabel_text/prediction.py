"""What a classifier says of samples."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from fastlabel_core import Predictions, Wanted
from fastlabel_text.classifier import TextClassifier
from fastlabel_text.dropout import draw_masks, predict_passes
from fastlabel_text.embedding import DIMENSIONS, embed
from fastlabel_text.linear import predict_probabilities
from fastlabel_text.ngrams import find_ngrams
from fastlabel_text.texts import read_batches
from fastlabel_text.tfidf import Vocabulary, count, weigh, weigh_without_vocabulary


def predict(
    classifier: TextClassifier, samples: pd.DataFrame, wanted: Wanted, random_seed: int
) -> Predictions:
    """Predict samples; those that can't be read stand in the errors.

    Parameters
    ----------
    classifier : TextClassifier
        An untrained one gives embeddings alone.
    samples : DataFrame
        With the column ``text``, or else ``path``.
    wanted : Wanted
        What to give besides probabilities.
    random_seed : int
        Passes with dropout drop other features under another seed.
    """
    rows, passes, classes = len(samples), wanted.dropout_passes, len(classifier.classes)
    errors: dict[int, str] = {}
    probabilities = np.zeros((rows, classes), np.float32)
    embeddings = np.zeros((rows, DIMENSIONS), np.float32) if wanted.embeddings else None
    dropout = np.zeros((rows, passes, classes), np.float32) if passes else None
    masks = draw_masks(len(classifier.vocabulary), wanted, random_seed)
    for batch in read_batches(samples, classifier.reading.max_chars, errors):
        counts = count(find_ngrams(batch.texts, classifier.reading), len(batch.texts))
        features = weigh(counts, classifier.vocabulary)
        if classes:
            probabilities[batch.rows] = predict_probabilities(features, classifier.weights)
        if embeddings is not None:
            embeddings[batch.rows] = _embeddings(counts, features, classifier.vocabulary)
        if dropout is not None:
            dropout[batch.rows] = predict_passes(features, classifier.weights, masks)
    return Predictions(classifier.classes, probabilities, errors, embeddings, dropout)


def _embeddings(
    counts: sparse.csr_array, features: sparse.csr_array, vocabulary: Vocabulary
) -> NDArray[np.float32]:
    """Return where texts lie by their features, or by all their n-grams while none is known."""
    if len(vocabulary):
        return embed(features, vocabulary.buckets[features.indices])
    weights = weigh_without_vocabulary(counts)
    return embed(weights, weights.indices)
