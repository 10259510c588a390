"""scikit-activeml: ``strategy.query(X, y, clf, fit_clf=False, batch_size=...)``."""

from __future__ import annotations

import numpy as np
from skactiveml.base import SkactivemlClassifier
from skactiveml.pool import (
    Badge,
    CoreSet,
    DropQuery,
    GreedyBALD,
    MaxHerding,
    TypiClust,
    UncertaintySampling,
)
from sklearn.cluster import MiniBatchKMeans

from benchmarks.query_speed.data import Floats, Pool
from benchmarks.query_speed.peers.call import Call


class PredictedClassifier(SkactivemlClassifier):  # type: ignore[misc]
    """Answers with probabilities that are there already."""

    def __init__(
        self,
        probabilities: Floats | None = None,
        dropout: Floats | None = None,
        classes: np.ndarray | None = None,
        missing_label: float = np.nan,
    ) -> None:
        super().__init__(classes=classes, missing_label=missing_label)
        self.probabilities = probabilities
        self.dropout = dropout

    def fit(self, *_samples: object, **_more: object) -> PredictedClassifier:
        """Do nothing."""
        return self

    def predict_proba(self, _samples: object) -> Floats | None:
        """Return the probabilities of the unlabelled samples, which is all that is asked for."""
        return self.probabilities

    def sample_proba(self, _samples: object) -> Floats | None:
        """Return the probabilities of every pass: passes, samples, classes."""
        return self.dropout


class DroppingClassifier(PredictedClassifier):
    """Answers with labels that are there already: those of the model, then those of its passes."""

    def predict(self, _samples: object) -> np.ndarray:
        """Return the labels of the next pass."""
        return next(self.answers_)

    def answering(self) -> DroppingClassifier:
        """Begin with the labels of the model."""
        assert self.probabilities is not None
        assert self.dropout is not None
        self.answers_ = iter([each.argmax(axis=1) for each in (self.probabilities, *self.dropout)])
        return self


def uncertainty(pool: Pool, count: int, seed: int, method: str) -> Call:
    """Choose by least confidence, margin or entropy; X is nothing but a number a sample."""
    classifier = PredictedClassifier(np.array(pool.probabilities))
    numbers = np.arange(len(pool.probabilities) + len(pool.labels), dtype=np.float32)[:, np.newaxis]
    labels = _labels(pool)
    strategy = UncertaintySampling(method=method, random_state=seed)
    return lambda: strategy.query(numbers, labels, classifier, fit_clf=False, batch_size=count)


def bald(pool: Pool, count: int, seed: int) -> Call:
    """Choose by mutual information; the passes stand first, as it wants them."""
    classifier = PredictedClassifier(dropout=np.ascontiguousarray(pool.dropout.transpose(1, 0, 2)))
    classifier.classes_ = np.arange(pool.dropout.shape[2])
    numbers = np.arange(len(pool.dropout) + len(pool.labels), dtype=np.float32)[:, np.newaxis]
    labels = _labels(pool)
    strategy = GreedyBALD(sample_predictions_method_name="sample_proba", random_state=seed)
    return lambda: strategy.query(numbers, labels, classifier, fit_ensemble=False, batch_size=count)


def core_set(pool: Pool, count: int, seed: int) -> Call:
    """Choose the farthest first."""
    samples, labels = _samples(pool), _labels(pool)
    strategy = CoreSet(random_state=seed)
    return lambda: strategy.query(samples, labels, batch_size=count)


def badge(pool: Pool, count: int, seed: int) -> Call:
    """Choose by the embeddings as they are."""
    classifier = PredictedClassifier(np.array(pool.probabilities))
    samples, labels = _samples(pool), _labels(pool)
    strategy = Badge(random_state=seed)
    return lambda: strategy.query(samples, labels, classifier, fit_clf=False, batch_size=count)


def typiclust(pool: Pool, count: int, seed: int) -> Call:
    """Choose by unit rows, with the 20 neighbours of the paper."""
    samples, labels = _unit_rows(_samples(pool)), _labels(pool)
    strategy = TypiClust(random_state=seed, k=20)
    return lambda: strategy.query(samples, labels, batch_size=count)


def typiclust_of_batches(pool: Pool, count: int, seed: int) -> Call:
    """Do the same with scikit-learn's faster clustering, an option of the strategy."""
    samples, labels = _unit_rows(_samples(pool)), _labels(pool)
    strategy = TypiClust(random_state=seed, k=20, cluster_algo=MiniBatchKMeans)
    return lambda: strategy.query(samples, labels, batch_size=count)


def max_herding(pool: Pool, count: int, seed: int) -> Call:
    """Choose with its default kernel."""
    samples, labels = _samples(pool), _labels(pool)
    strategy = MaxHerding(random_state=seed)
    return lambda: strategy.query(samples, labels, batch_size=count)


def max_herding_of_paper(pool: Pool, count: int, seed: int) -> Call:
    """Do the same with the paper's kernel, exp(-d^2) between rows that it brings to length 1."""
    samples, labels = _samples(pool), _labels(pool)
    strategy = MaxHerding(random_state=seed, metric_dict={"gamma": 1.0})
    return lambda: strategy.query(samples, labels, batch_size=count)


def drop_query(pool: Pool, count: int, seed: int) -> Call:
    """Choose by the labels that the model's own passes change, clustering unit rows."""
    dropout = np.ascontiguousarray(pool.dropout.transpose(1, 0, 2))
    classifier = DroppingClassifier(np.array(pool.probabilities), dropout)
    samples, labels = _unit_rows(_samples(pool)), _labels(pool)
    strategy = DropQuery(
        random_state=seed,
        n_dropout_samples=len(dropout),
        cluster_algo_dict={"random_state": seed},
    )
    return lambda: strategy.query(
        samples, labels, classifier.answering(), fit_clf=False, batch_size=count
    )


def _samples(pool: Pool) -> Floats:
    return np.concatenate([pool.embeddings, pool.labelled_embeddings])


def _unit_rows(samples: Floats) -> Floats:
    """Bring rows to length 1 in place, and return them; a zero row stays."""
    lengths = np.linalg.norm(samples, axis=1, keepdims=True)
    np.divide(samples, lengths, out=samples, where=lengths > 0)
    return samples


def _labels(pool: Pool) -> np.ndarray:
    """Return the labels, NaN for the samples of the pool."""
    missing = np.full(len(pool.probabilities), np.nan)
    return np.concatenate([missing, pool.labels])
