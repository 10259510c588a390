"""Greedy herding: choosing the samples that together cover a pool best.

A sample x is covered by its likeness to the nearest labelled or chosen sample, and the best choice
is the one by which the mean coverage, or its weighted sum, grows most::

    cover(x) = max_{s labelled or chosen} k(x, s)
    gain(s)  = 1/R sum_x w(x) max(k(x, s) - cover(x), 0)

Source: Bae, Noh and Sutherland, ECCV 2024, arXiv:2407.12212 (the objective, and that the greedy
choice comes within 1 - 1/e of the best); `w` is from Bae, Oliveira and Sutherland, ICLR 2025,
arXiv:2412.20644. The authors' code at github.com/BorealisAI/uherding draws one random subset of at
most 35,000 samples for x and s alike and keeps the kernel of all pairs, labelled samples included;
those have no gain and change none, so they are left out of x here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from fastlabel_core.events import report_progress
from fastlabel_core.query.candidates import Candidates
from fastlabel_core.query.chunks import on_all_cores
from fastlabel_core.query.distances import Floats, squared_norms
from fastlabel_core.query.gaussian_kernel import Directions, gaussian_kernel
from fastlabel_core.query.options import StrategyOptions
from fastlabel_core.query.rows import Rows
from fastlabel_core.query.strategy import Query

# A block of the kernel has so many columns at most, and so many elements: 4 MiB.
BLOCK_COLUMNS = 2048
BLOCK_SIZE = 2**20
CHOICES_AT_ONCE = 1024

Gains = NDArray[np.float64]
Weigh = Callable[[NDArray[np.intp]], Floats]


class HerdingOptions(StrategyOptions):
    """The options of a strategy that covers the pool."""

    references: int = Field(
        default=10_000,
        ge=1,
        description="Measure the coverage on so many samples, drawn at random from the pool.",
    )
    candidates: int = Field(
        default=20_000,
        ge=1,
        description="Choose among so many samples, drawn at random from the pool.",
    )


def herd(
    candidates: Candidates,
    count: int,
    options: HerdingOptions,
    generator: np.random.Generator,
    radius: float,
    weigh: Weigh,
) -> Query:
    """Choose samples by herding.

    Parameters
    ----------
    candidates : Candidates
        With embeddings.
    count : int
        How many to choose.
    options : HerdingOptions
        How many samples to measure the coverage on, and to choose among.
    generator : Generator
        Draws those, and breaks ties.
    radius : float
        Of the Gaussian kernel, on embeddings at length 1.
    weigh : callable
        Takes ascending numbers of candidates, returns how much the coverage of each counts.

    Returns
    -------
    Query
        The scores are the gains while nothing is chosen yet, 0 for those not chosen among.
    """
    embeddings, labelled = candidates.embeddings, candidates.labelled.embeddings
    squared_norms(embeddings)
    squared_norms(Rows(labelled))
    total = len(candidates)
    referred = np.sort(generator.permutation(total)[: options.references])
    # In random order: of equal gains the first is chosen.
    eligible = generator.permutation(total)[: options.candidates]
    references = Directions.of(embeddings.of(referred))
    choices = Directions.of(embeddings.of(eligible))
    cover = cover_by(Directions.of(Rows(labelled)), references, radius)
    weights = weigh(referred) / np.float32(len(referred))

    unlimited = np.full_like(cover, np.inf)
    gains = gains_of(choices, references, weights, cover, unlimited, radius, "samples")
    scores = np.zeros(total, dtype=np.float32)
    scores[eligible] = gains
    greedy = min(count, len(eligible))
    chosen = eligible[_choose(choices, references, weights, cover, gains, radius, greedy)]
    others = np.setdiff1d(np.arange(total), eligible)
    drawn = generator.choice(others, count - greedy, replace=False)
    return Query(
        np.concatenate([chosen, drawn]),
        scores,
        tuple(_approximations(total, len(referred), len(eligible), len(drawn))),
    )


def cover_by(covering: Directions, references: Directions, radius: float) -> Floats:
    """Return the kernel between each reference and the nearest of `covering`; 0 if it is empty."""
    cover = np.zeros(len(references), dtype=np.float32)
    for part, columns in _blocks(slice(0, len(references)), len(covering)):
        kernel = gaussian_kernel(references[part], covering[columns], radius)
        np.maximum(cover[part], kernel.max(axis=1), out=cover[part])
    return cover


def gains_of(
    choices: Directions,
    references: Directions,
    weights: Floats,
    cover: Floats,
    limit: Floats,
    radius: float,
    what: str = "",
) -> Gains:
    """Return what choosing each sample adds to the coverage, at most `limit` for each reference.

    Parameters
    ----------
    choices : Directions, n of them
        What could be chosen.
    references : Directions, m of them
        Where the coverage is measured.
    weights, cover, limit : ndarray of float32, shape (m,)
        How much the coverage of each reference counts, how well it is covered, and by how much
        that may grow.
    radius : float
        Of the kernel.
    what : str, optional
        What to report the progress of. None is reported by default.

    Returns
    -------
    ndarray of float64, shape (n,)
    """
    gains = np.zeros(len(choices), dtype=np.float64)

    def add_up(chunk: slice) -> None:
        for part, columns in _blocks(chunk, len(references)):
            growth = gaussian_kernel(choices[part], references[columns], radius)
            growth -= cover[columns]
            np.maximum(growth, 0, out=growth)
            np.minimum(growth, limit[columns], out=growth)
            gains[part] += growth @ weights[columns]

    starts = range(0, len(choices), CHOICES_AT_ONCE)
    chunks = [slice(start, min(start + CHOICES_AT_ONCE, len(choices))) for start in starts]
    on_all_cores(add_up, chunks, len(choices), what)
    return gains


def _choose(
    choices: Directions,
    references: Directions,
    weights: Floats,
    cover: Floats,
    gains: Gains,
    radius: float,
    count: int,
) -> NDArray[np.intp]:
    """Return the places of the greedy choices, in their order.

    All gains are kept exact: a choice takes from them just what it covers itself, and that only
    at the references to which it is the nearest, of which each choice leaves fewer. Lazy greedy
    would compute the whole gain of every sample anew after each of the first choices, which cover
    the whole pool.
    """
    gains, cover = gains.copy(), cover.copy()
    chosen = np.empty(count, dtype=np.intp)
    for turn in range(count):
        best = int(gains.argmax())
        chosen[turn] = best
        kernel = gaussian_kernel(choices[best : best + 1], references, radius)[0]
        nearer = np.flatnonzero(kernel > cover)
        growth = kernel[nearer] - cover[nearer]
        gains -= gains_of(
            choices, references[nearer], weights[nearer], cover[nearer], growth, radius
        )
        gains[best] = -np.inf
        cover[nearer] = kernel[nearer]
        report_progress("picks", turn + 1, count)
    return chosen


def _blocks(rows: slice, columns: int) -> Iterator[tuple[slice, slice]]:
    """Yield the blocks in which to go through rows of a matrix, as slices of rows and columns."""
    width = min(columns, BLOCK_COLUMNS)
    if width == 0:
        return
    height = max(1, BLOCK_SIZE // width)
    for top in range(rows.start, rows.stop, height):
        for left in range(0, columns, width):
            yield slice(top, min(top + height, rows.stop)), slice(left, min(left + width, columns))


def _approximations(total: int, referred: int, eligible: int, drawn: int) -> Iterator[str]:
    if referred < total:
        yield (f"the coverage was measured on {referred:,} samples, drawn at random from {total:,}")
    if eligible < total:
        yield (
            f"the choice was among {eligible:,} samples, drawn at random from {total:,}; "
            "the others have score 0"
        )
    if drawn:
        yield (
            f"the last {drawn:,} hard examples were drawn at random, because there were only "
            f"{eligible:,} samples to choose among"
        )
