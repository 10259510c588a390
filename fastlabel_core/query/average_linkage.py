"""Average-linkage clustering: always merge the two clusters that lie closest on average.

The distance of two clusters is the mean Euclidean distance between a row of one and a row of the
other (Sokal and Michener, 1958). The nearest-neighbour chain finds the same merges in n^2 steps
(Murtagh, *The Computer Journal*, 1983; Müllner, arXiv:1109.2378, figure 3): it goes from a cluster
to its nearest one until two are nearest to each other. Merging those at once is right, because a
merge never brings a third cluster closer. The distances to a merged cluster are the means of those
to its parts, weighted by their sizes (Lance and Williams, 1967).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fastlabel_core.events import report_progress
from fastlabel_core.query.distances import Floats
from fastlabel_core.query.matrix_product import matrix_product

ROWS_AT_ONCE = 1024


@dataclass(frozen=True, slots=True, eq=False)
class Merges:
    """The merges of n rows into one cluster, the closest clusters first.

    Parameters
    ----------
    pairs : ndarray of intp, shape (n - 1, 2)
        A row of each of the two clusters.
    distances : ndarray of float32, shape (n - 1,)
        How far apart they were, ascending.
    """

    pairs: NDArray[np.intp]
    distances: Floats

    def until_left(self, clusters: int) -> NDArray[np.intp]:
        """Return the cluster number of each row when so many clusters are left."""
        return self._after(max(0, len(self.pairs) + 1 - clusters))

    def up_to(self, distance: float) -> NDArray[np.intp]:
        """Return the cluster number of each row when all merges up to a distance are made."""
        return self._after(int(np.searchsorted(self.distances, distance, side="right")))

    def _after(self, merges: int) -> NDArray[np.intp]:
        parents = list(range(len(self.pairs) + 1))
        for left, right in self.pairs[:merges].tolist():
            parents[_root(parents, left)] = _root(parents, right)
        roots = [_root(parents, row) for row in range(len(parents))]
        return np.unique(roots, return_inverse=True)[1].astype(np.intp)


def average_linkage(rows: Floats) -> Merges:
    """Cluster rows, in memory of their number squared.

    Parameters
    ----------
    rows : ndarray of float32, shape (n, d)
        At least one.
    """
    distances = _distances(rows)
    total = len(rows)
    sizes = np.ones(total, dtype=np.float32)
    pairs = np.empty((total - 1, 2), dtype=np.intp)
    heights = np.empty(total - 1, dtype=np.float32)
    chain: list[int] = []
    for merge in range(total - 1):
        # Row 0 is never gone: it is the start of the chain, and of two clusters the last one goes.
        chain = chain or [0]
        nearest = _follow(chain, distances)
        last = chain.pop()
        chain.pop()
        pairs[merge] = last, nearest
        heights[merge] = distances[last, nearest]
        _unite(distances, sizes, last, nearest)
        report_progress("merges", merge + 1, total - 1)
    order = np.argsort(heights, kind="stable")
    return Merges(pairs[order], heights[order])


def _follow(chain: list[int], distances: Floats) -> int:
    """Extend `chain` until its last two clusters are nearest to each other; return the former."""
    while True:
        row = distances[chain[-1]]
        nearest = int(row.argmin())
        # Of several that are nearest the one before: else equal distances would lead in circles.
        if len(chain) > 1 and row[chain[-2]] <= row[nearest]:
            return chain[-2]
        chain.append(nearest)


def _unite(distances: Floats, sizes: Floats, gone: int, kept: int) -> None:
    """Put the distances of the united cluster in the place of `kept`, and take `gone` out."""
    united = sizes[gone] * distances[gone] + sizes[kept] * distances[kept]
    sizes[kept] += sizes[gone]
    united /= sizes[kept]
    distances[kept] = united
    distances[:, kept] = united
    distances[:, gone] = np.inf


def _distances(rows: Floats) -> Floats:
    """Return the distances between all rows; infinity from each to itself."""
    centred = rows - rows.mean(axis=0)
    squares = np.einsum("ij,ij->i", centred, centred)
    distances = np.empty((len(rows), len(rows)), dtype=np.float32)
    for start in range(0, len(rows), ROWS_AT_ONCE):
        part = slice(start, start + ROWS_AT_ONCE)
        below = slice(0, part.stop)
        block = matrix_product(centred[part], centred[below].T)
        block *= np.float32(-2)
        block += squares[part, np.newaxis]
        block += squares[below]
        np.maximum(block, 0, out=block)
        np.sqrt(block, out=block)
        distances[part, below] = block
        distances[below, part] = block.T
        # The two halves of this square are rounded each in its own way; the chain needs one.
        distances[part, part] = np.minimum(block[:, part], block[:, part].T)
        report_progress("samples", min(part.stop, len(rows)), len(rows))
    np.fill_diagonal(distances, np.inf)
    return distances


def _root(parents: list[int], row: int) -> int:
    while parents[row] != row:
        parents[row] = parents[parents[row]]
        row = parents[row]
    return row
