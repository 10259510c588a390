"""Multinomial logistic regression without intercept, by accelerated gradient descent.

All products are sparse and row by row, so a sample's result never depends on the other samples,
nor on the number of cores.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.special import log_softmax, softmax

_POWER_ITERATIONS = 20


class Epoch(NamedTuple):
    """Where the descent stands.

    Parameters
    ----------
    weights : ndarray of float32, shape (F, C)
        Not to be changed.
    loss : float
        The mean log loss of the training set under these weights.
    """

    weights: NDArray[np.float32]
    loss: float


def predict_probabilities(
    features: sparse.csr_array, weights: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Return the probability of every class for every sample.

    Without features, all classes are equally probable.

    Parameters
    ----------
    features : csr_array of float32, shape (n, F)
    weights : ndarray of float32, shape (F, C)

    Returns
    -------
    ndarray of float32, shape (n, C)
    """
    return np.asarray(softmax(features @ weights, axis=1), np.float32)


def predict_log_probabilities(
    features: sparse.csr_array, weights: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Return the logarithms of what `predict_probabilities` returns, finite even near zero."""
    return np.asarray(log_softmax(features @ weights, axis=1), np.float32)


def descend(
    features: sparse.csr_array,
    targets: NDArray[np.int64],
    sample_weights: NDArray[np.float32],
    weights: NDArray[np.float32],
    inverse_penalty: float,
) -> Iterator[Epoch]:
    """Yield where the descent begins, and then where it stands after each epoch, without end.

    It minimises, over the columns of `weights` whose class has a sample::

        sum_i s_i * -log p(y_i | x_i)  +  |weights|**2 / (2 * inverse_penalty)

    by Nesterov's method with the constant step 1/L and the momentum of FISTA (Beck and Teboulle,
    SIAM J. Imaging Sciences 2(1), 2009), where L bounds the curvature: the Hessian of the log loss
    of a softmax is at most half the Gram matrix of the features (Böhning, Ann. Inst. Statist. Math.
    44, 1992). The other columns stay as they are.

    Parameters
    ----------
    features : csr_array of float32, shape (n, F)
    targets : ndarray of int64, shape (n,)
        Column numbers of `weights`.
    sample_weights : ndarray of float32, shape (n,)
        The s_i.
    weights : ndarray of float32, shape (F, C)
        Where to begin.
    inverse_penalty : float
        The C of scikit-learn's LogisticRegression.
    """
    rows = np.arange(len(targets))
    trained = np.isin(np.arange(weights.shape[1]), targets)
    transposed = features.T.tocsr()
    penalty = np.float32(1 / inverse_penalty)
    curvature = 0.5 * largest_eigenvalue(features, sample_weights) + 1 / inverse_penalty
    step = np.float32(1 / curvature)
    position, previous, momentum = weights, weights, 1.0
    while True:
        log_probabilities = predict_log_probabilities(features, position)
        losses = -log_probabilities[rows, targets]
        yield Epoch(position, float(np.average(losses, weights=sample_weights)))
        residuals = np.exp(log_probabilities)
        residuals[rows, targets] -= 1
        residuals *= sample_weights[:, None]
        gradient = transposed @ residuals + penalty * position
        reached = position - step * gradient * trained
        momentum, last = (1 + np.sqrt(1 + 4 * momentum**2)) / 2, momentum
        position = reached + np.float32((last - 1) / momentum) * (reached - previous)
        previous = reached


def largest_eigenvalue(features: sparse.csr_array, sample_weights: NDArray[np.float32]) -> float:
    """Return an upper bound of the largest eigenvalue of ``features.T @ diag(s) @ features``.

    Power iteration on the Gram matrix of the samples, whose entries aren't negative, so that the
    largest ratio of an entry to the one before is a bound (Collatz 1942, Wielandt 1950).
    """
    scaled = sparse.diags_array(np.sqrt(sample_weights.astype(np.float64))) @ features
    scaled = scaled[scaled.sum(axis=1) > 0]
    if scaled.shape[0] == 0:
        return 0.0
    transposed = scaled.T.tocsr()
    vector = np.ones(scaled.shape[0])
    for _ in range(_POWER_ITERATIONS):
        image = scaled @ (transposed @ vector)
        bound = float(np.max(image / vector))
        vector = image / np.max(image)
    return bound
