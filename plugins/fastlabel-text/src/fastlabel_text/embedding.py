"""Where texts lie: what their n-grams weigh, folded into few dimensions.

Each n-gram adds its weight to one of `DIMENSIONS` numbers, or takes it from there; which one, and
whether, is said by the number that the n-gram is known by. So nothing is drawn, learnt or saved.
The cosine of two texts stays what it was, but for an error of about ``1 / sqrt(DIMENSIONS)``.

That is feature hashing (Weinberger et al.: Feature hashing for large scale multitask learning, ICML
2009): the random projection by signs of Achlioptas (J. Computer and System Sciences 66(4), 2003),
with one entry for each feature.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.preprocessing import normalize

DIMENSIONS = 256


def embed(weights: sparse.csr_array, buckets: NDArray[np.int32]) -> NDArray[np.float32]:
    """Return where texts lie, at length 1; a text without n-grams lies at the origin.

    Parameters
    ----------
    weights : csr_array of float32, shape (n, ...)
        What each n-gram weighs in each text.
    buckets : ndarray of int32, shape (weights.nnz,)
        Which n-gram each stored entry belongs to; see `fastlabel_text.ngrams`.

    Returns
    -------
    ndarray of float32, shape (n, DIMENSIONS)
    """
    places = buckets % DIMENSIONS
    signs = np.where(buckets // DIMENSIONS % 2, np.float32(-1), np.float32(1))
    shape = (weights.shape[0], DIMENSIONS)
    folded = sparse.csr_array((weights.data * signs, places, weights.indptr), shape=shape)
    return np.asarray(normalize(folded.toarray(), copy=False), np.float32)
