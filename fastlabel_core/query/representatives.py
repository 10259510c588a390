"""The samples that stand for their clusters."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from fastlabel_core.query.kmeans import Clustering


def representatives(clustering: Clustering, count: int) -> NDArray[np.intp]:
    """Return the row nearest to each centre, that of the largest cluster first.

    Where clusters are empty, as copies make them, the others give their second nearest, and so on.

    Parameters
    ----------
    clustering : Clustering, n rows
    count : int
        At most n.

    Returns
    -------
    ndarray of intp, shape (count,)
        Of two rows that are equally near the first.
    """
    sizes = np.bincount(clustering.members, minlength=len(clustering.centres))
    by_distance = np.lexsort((clustering.squared, clustering.members))
    starts = np.cumsum(sizes) - sizes
    rank = np.empty(len(by_distance), dtype=np.intp)
    rank[by_distance] = np.arange(len(by_distance)) - np.repeat(starts, sizes)
    return np.lexsort((-sizes[clustering.members], rank))[:count]
