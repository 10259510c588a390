"""TF-IDF: how much each n-gram says about a text."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.feature_extraction.text import TfidfTransformer

from fastlabel_text.ngrams import BUCKETS, NGrams


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """The n-grams that a model knows; column f of its features belongs to ``buckets[f]``.

    Parameters
    ----------
    buckets : ndarray of int32, shape (F,)
        The n-grams, each once; see `fastlabel_text.ngrams`.
    idf : ndarray of float32, shape (F,)
        Their inverse document frequencies.
    """

    buckets: NDArray[np.int32]
    idf: NDArray[np.float32]

    @classmethod
    def empty(cls) -> Vocabulary:
        """Return the vocabulary that knows nothing."""
        return cls(np.zeros(0, np.int32), np.zeros(0, np.float32))

    def __len__(self) -> int:
        """Return the number of n-grams."""
        return len(self.buckets)


def count(ngrams: NGrams, texts: int) -> sparse.csr_array:
    """Count how often each n-gram stands in each text.

    Returns
    -------
    csr_array of float32, shape (texts, BUCKETS)
    """
    ones = np.ones(len(ngrams.rows), np.float32)
    return sparse.csr_array((ones, (ngrams.rows, ngrams.buckets)), shape=(texts, BUCKETS))


def extend(
    vocabulary: Vocabulary, counts: sparse.csr_array, min_df: int, max_features: int
) -> Vocabulary:
    """Add the n-grams of training texts behind those already known, which stay as they are.

    The inverse document frequency is smoothed as scikit-learn does it, for n texts of which d hold
    the n-gram: ``log((1 + n) / (1 + d)) + 1``.

    Parameters
    ----------
    vocabulary : Vocabulary
        What is known.
    counts : csr_array of float32, shape (n, BUCKETS)
        What `count` returned.
    min_df : int
        In how many texts an n-gram must stand.
    max_features : int
        How many n-grams the vocabulary may have; those in most texts come first, and among equals
        those with the lower number. What is already known is never dropped.
    """
    frequencies = np.bincount(counts.indices, minlength=BUCKETS)
    frequencies[vocabulary.buckets] = 0
    candidates = np.flatnonzero(frequencies >= min_df)
    by_frequency = np.argsort(-frequencies[candidates], kind="stable")
    room = max(0, max_features - len(vocabulary))
    added = np.sort(candidates[by_frequency[:room]]).astype(np.int32)
    idf = TfidfTransformer().fit(counts[:, added]).idf_ if len(added) else np.zeros(0)
    return Vocabulary(
        np.concatenate([vocabulary.buckets, added]),
        np.concatenate([vocabulary.idf, idf.astype(np.float32)]),
    )


def weigh(counts: sparse.csr_array, vocabulary: Vocabulary) -> sparse.csr_array:
    """Turn counts into features: ``(1 + log(count)) * idf``, each text scaled to Euclidean norm 1.

    A text without a known n-gram has no features: a row of zeros.

    Returns
    -------
    csr_array of float32, shape (n, F)
    """
    if len(vocabulary) == 0:
        return sparse.csr_array((counts.shape[0], 0), dtype=np.float32)
    transformer = TfidfTransformer(sublinear_tf=True)
    transformer.idf_ = vocabulary.idf
    return sparse.csr_array(transformer.transform(counts[:, vocabulary.buckets], copy=False))


def weigh_without_vocabulary(counts: sparse.csr_array) -> sparse.csr_array:
    """Return ``1 + log(count)`` of every n-gram there is, each text scaled to Euclidean norm 1.

    Returns
    -------
    csr_array of float32, shape (n, BUCKETS)
    """
    transformer = TfidfTransformer(sublinear_tf=True, use_idf=False)
    return sparse.csr_array(transformer.fit_transform(counts))
