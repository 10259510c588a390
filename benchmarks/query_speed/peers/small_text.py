"""small-text: ``strategy.query(clf, dataset, indices_unlabeled, indices_labeled, y, n=...)``."""

from __future__ import annotations

import warnings

import numpy as np
import small_text as library

from benchmarks.query_speed.data import Pool
from benchmarks.query_speed.peers.call import Call


class PredictedClassifier:
    """Answers with probabilities that are there already."""

    def __init__(self, probabilities: np.ndarray) -> None:
        self.probabilities = probabilities

    def predict_proba(self, _dataset: object, **_options: object) -> np.ndarray:
        """Return the probabilities, or those of every pass."""
        return self.probabilities


def _asked(
    strategy: library.QueryStrategy,
    pool: Pool,
    probabilities: np.ndarray,
    count: int,
    **more: object,
) -> Call:
    rows = len(pool.probabilities)
    dataset = np.arange(rows + len(pool.labels))
    classifier = PredictedClassifier(probabilities)
    return lambda: strategy.query(
        classifier, dataset, dataset[:rows], dataset[rows:], pool.labels, n=count, **more
    )


def _of_all(pool: Pool) -> np.ndarray:
    """Return the probabilities of the whole data set, of which the pool is a part."""
    return np.concatenate([pool.probabilities, pool.labelled_probabilities])


def least_confidence(pool: Pool, count: int, _seed: int) -> Call:
    """Choose by the highest probability."""
    return _asked(library.LeastConfidence(), pool, _of_all(pool), count)


def margin(pool: Pool, count: int, _seed: int) -> Call:
    """Choose by the two highest probabilities."""
    return _asked(library.BreakingTies(), pool, _of_all(pool), count)


def entropy(pool: Pool, count: int, _seed: int) -> Call:
    """Choose by the entropy."""
    return _asked(library.PredictionEntropy(), pool, _of_all(pool), count)


def bald(pool: Pool, count: int, _seed: int) -> Call:
    """Choose by mutual information; the data set is the pool alone, which has passes."""
    dropout = np.array(pool.dropout)
    rows = np.arange(len(dropout))
    strategy = library.BALD(dropout_samples=dropout.shape[1])
    classifier = PredictedClassifier(dropout)
    return lambda: strategy.query(classifier, rows, rows, rows[:0], pool.labels[:0], n=count)


def core_set(pool: Pool, count: int, _seed: int) -> Call:
    """Choose the farthest first, by Euclidean distance."""
    with warnings.catch_warnings(action="ignore"):
        strategy = library.GreedyCoreset(distance_metric="euclidean", normalize=False)
    return _asked(strategy, pool, _of_all(pool), count, embeddings=_embeddings(pool))


def k_means(pool: Pool, count: int, _seed: int) -> Call:
    """Cluster unit rows, its default."""
    return _asked(
        library.EmbeddingKMeans(), pool, _of_all(pool), count, embeddings=_embeddings(pool)
    )


def _embeddings(pool: Pool) -> np.ndarray:
    return np.concatenate([pool.embeddings, pool.labelled_embeddings])
