"""Predictions that each do without a part of the features."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from fastlabel_core import Wanted
from fastlabel_text.linear import predict_probabilities


def draw_masks(features: int, wanted: Wanted, random_seed: int) -> NDArray[np.float32]:
    """Return what each pass multiplies the features by: 0, or else ``1 / (1 - rate)``.

    A mask hangs on the seed and the number of its pass alone, so that all texts meet the same ones,
    in whatever pieces they come.

    Returns
    -------
    ndarray of float32, shape (wanted.dropout_passes, features)
    """
    masks = np.empty((wanted.dropout_passes, features), np.float32)
    for number, mask in enumerate(masks):
        draws = np.random.default_rng([random_seed, number]).random(features)
        mask[:] = (draws >= wanted.dropout_rate) / (1 - wanted.dropout_rate)
    return masks


def predict_passes(
    features: sparse.csr_array, weights: NDArray[np.float32], masks: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Return the probability of every class in every pass, shape (n, T, C).

    Parameters
    ----------
    features : csr_array of float32, shape (n, F)
    weights : ndarray of float32, shape (F, C)
    masks : ndarray of float32, shape (T, F)
    """
    probabilities = np.empty((features.shape[0], len(masks), weights.shape[1]), np.float32)
    for number, mask in enumerate(masks):
        thinned = features.copy()
        thinned.data *= mask[thinned.indices]
        # What is dropped costs nothing in the product.
        thinned.eliminate_zeros()
        probabilities[:, number] = predict_probabilities(thinned, weights)
    return probabilities
