"""modAL: ``query_strategy(classifier, X, n_instances=...)``."""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.query_speed.data import Pool
from benchmarks.query_speed.peers.call import Call


class PredictedClassifier:
    """Answers with probabilities that are there already."""

    def __init__(self, probabilities: np.ndarray) -> None:
        self.probabilities = probabilities

    def predict_proba(self, _samples: np.ndarray) -> np.ndarray:
        """Return the probabilities of all samples."""
        return self.probabilities


def uncertainty(pool: Pool, count: int, _seed: int, strategy: str) -> Call:
    """Choose by least confidence, margin or entropy, without its option that shuffles ties."""
    from modAL import uncertainty as library

    classifier = PredictedClassifier(np.array(pool.probabilities))
    numbers = np.arange(len(pool.probabilities))
    query = getattr(library, strategy)
    return lambda: query(classifier, numbers, n_instances=count)[0]


def bald(pool: Pool, count: int, _seed: int) -> Call:
    """Choose by its formula, of a network whose answers are there already."""
    import torch
    from modAL.dropout import mc_dropout_bald

    passes = pool.dropout.shape[1]
    logits = torch.log(torch.from_numpy(np.array(pool.dropout).transpose(1, 0, 2).copy()))
    numbers = torch.arange(len(pool.dropout))
    learner = _Learner(_Estimator(logits))
    return lambda: mc_dropout_bald(
        learner,
        numbers,
        n_instances=count,
        num_cycles=passes,
        sample_per_forward_pass=len(numbers),
    )[0]


class _Estimator:
    """Stands for a skorch network: every call is another pass."""

    def __init__(self, logits: Any) -> None:
        import torch

        self.module_ = torch.nn.Dropout()
        self._passes = iter(logits)

    def infer(self, _samples: Any) -> Any:
        return next(self._passes)


class _Learner:
    def __init__(self, estimator: _Estimator) -> None:
        self.estimator = estimator
