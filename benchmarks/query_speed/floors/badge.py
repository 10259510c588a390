"""Two floors of BADGE, on the gradients' factors: residuals ``q = p - e_argmax(p)`` and rows h.

The gradient ``q outer h`` is never built: ``g_x . g_y = (q_x . q_y) (h_x . h_y)``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.query_speed.data import Floats, Pool
from benchmarks.query_speed.floors.result import Found
from benchmarks.query_speed.floors.threads import on_threads

CHUNK_ROWS = 4096
PROPOSALS = 64
BLOCK_ROWS = 1024


@dataclass(frozen=True, slots=True, eq=False)
class _Gradients:
    embeddings: Floats
    residuals: Floats
    norms: Floats

    @classmethod
    def of(cls, pool: Pool) -> _Gradients:
        """Read everything once, which nothing that finds the largest gradient can avoid."""
        residuals = np.empty(pool.probabilities.shape, dtype=np.float32)
        norms = np.empty(len(residuals), dtype=np.float32)

        def work(chunk: slice) -> None:
            part = np.asarray(pool.embeddings[chunk])
            factor = residuals[chunk]
            factor[:] = pool.probabilities[chunk]
            factor[np.arange(len(factor)), factor.argmax(axis=1)] -= 1
            squares = np.einsum("ij,ij->i", part, part)
            np.multiply(squares, np.einsum("ij,ij->i", factor, factor), out=norms[chunk])

        on_threads(work, len(norms), CHUNK_ROWS)
        return cls(pool.embeddings, residuals, norms)

    def squared_between(self, rows: NDArray[np.intp], others: NDArray[np.intp]) -> Floats:
        """Return the squared distances, shape (rows, others)."""
        products: Floats = self.embeddings[rows] @ self.embeddings[others].T
        products *= self.residuals[rows] @ self.residuals[others].T
        products *= -2
        products += self.norms[rows][:, np.newaxis]
        products += self.norms[others]
        return np.maximum(products, 0, out=products)


def badge_by_passes(pool: Pool, count: int, seed: int) -> Found:
    """Pass over the embeddings once a pick: the classical exact algorithm.

    To draw by the squared distance from the nearest pick, the classical algorithm brings that of
    every row up to date after each pick, which is one matrix-vector product with the embeddings:
    as fast as memory is read.
    """
    gradients = _Gradients.of(pool)
    generator = np.random.default_rng(seed)
    squared = gradients.norms.copy()
    newest = int(squared.argmax())
    chosen = [newest]
    squared[:] = np.inf
    step = max(1, len(squared) // 8)
    while len(chosen) < count:

        def update(chunk: slice, newest: int = newest) -> None:
            between = pool.embeddings[chunk] @ pool.embeddings[newest]
            between *= gradients.residuals[chunk] @ gradients.residuals[newest]
            between *= -2
            between += gradients.norms[chunk]
            between += gradients.norms[newest]
            np.minimum(squared[chunk], between, out=squared[chunk])
            np.maximum(squared[chunk], 0, out=squared[chunk])

        on_threads(update, len(squared), step)
        squared[chosen] = 0
        newest = int(_drawn(squared, 1, generator)[0])
        chosen.append(newest)
    return Found(np.array(chosen))


def badge_by_rejection(pool: Pool, count: int, seed: int) -> Found:
    """Make the same draws from bounds: one pass for the norms, then a few rows a pick.

    ``||g_x - g_c|| <= ||g_x|| + ||g_c||`` bounds every distance without reading a row. Rows are
    proposed by their bounds and taken with the probability distance / bound, so a row is drawn just
    in proportion to its distance, and only those proposed are read. Every row must be read once for
    the norms, and beyond that a pick costs some proposals.
    """
    gradients = _Gradients.of(pool)
    generator = np.random.default_rng(seed)
    lengths = np.sqrt(gradients.norms)
    chosen = np.array([int(lengths.argmax())])
    shortest = np.inf
    while len(chosen) < count:
        if lengths[chosen[-1]] < shortest:
            shortest = float(lengths[chosen].min())
            bounds = np.square(lengths + np.float32(shortest))
            blocks = np.add.reduceat(bounds, np.arange(0, len(bounds), BLOCK_ROWS))
        proposed = _proposed(bounds, blocks, generator)
        chosen = _with_taken(gradients, chosen, proposed, bounds[proposed], generator)[:count]
    return Found(chosen)


def _with_taken(
    gradients: _Gradients,
    chosen: NDArray[np.intp],
    proposed: NDArray[np.intp],
    bounds: Floats,
    generator: np.random.Generator,
) -> NDArray[np.intp]:
    """Return the chosen rows and those of the proposed ones that are taken, in their order."""
    squared = gradients.squared_between(proposed, chosen).min(axis=1)
    squared[np.isin(proposed, chosen)] = 0
    thresholds = generator.random(len(proposed)) * bounds
    for number, row in enumerate(proposed):
        if thresholds[number] < squared[number]:
            chosen = np.append(chosen, row)
            newest = gradients.squared_between(proposed, chosen[-1:])[:, 0]
            np.minimum(squared, newest, out=squared)
            squared[proposed == row] = 0
    return chosen


def _drawn(weights: Floats, size: int, generator: np.random.Generator) -> NDArray[np.intp]:
    """Return rows, each drawn in proportion to its weight."""
    blocks = np.add.reduceat(weights, np.arange(0, len(weights), BLOCK_ROWS), dtype=np.float64)
    return _proposed(weights, blocks, generator, size)


def _proposed(
    weights: Floats, blocks: Floats, generator: np.random.Generator, size: int = PROPOSALS
) -> NDArray[np.intp]:
    """Return rows drawn in proportion to their weights: first a block, then a row in it."""
    upper = np.cumsum(blocks, dtype=np.float64)
    picked = np.searchsorted(upper, generator.random(size) * upper[-1], side="right")
    rows = np.empty(size, dtype=np.intp)
    for number, block in enumerate(np.minimum(picked, len(blocks) - 1)):
        inside = np.cumsum(weights[block * BLOCK_ROWS : (block + 1) * BLOCK_ROWS], dtype=np.float64)
        place = np.searchsorted(inside, generator.random() * inside[-1], side="right")
        rows[number] = block * BLOCK_ROWS + min(int(place), len(inside) - 1)
    return rows
