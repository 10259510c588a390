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
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from fastlabel_core.events import report_progress
from fastlabel_core.query.candidates import Candidates
from fastlabel_core.query.coverage import Coverage, Gains
from fastlabel_core.query.distances import Floats, squared_norms
from fastlabel_core.query.gaussian_kernel import Directions
from fastlabel_core.query.options import StrategyOptions
from fastlabel_core.query.rows import Rows
from fastlabel_core.query.strategy import Query

# No two embeddings of length 1 lie further apart than 2. So a sample covers distant ones too, and
# larger radii choose nearly the same: the kernel is nearly straight in the squared distance.
RADIUS = 4.0

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
    weights = weigh(referred) / np.float32(len(referred))
    coverage = Coverage.by(Directions.of(Rows(labelled)), references, weights, radius)
    gains = coverage.gains(choices, what="samples")
    scores = np.zeros(total, dtype=np.float32)
    scores[eligible] = gains
    greedy = min(count, len(eligible))
    chosen = eligible[_choose(choices, coverage, gains, greedy)]
    others = np.setdiff1d(np.arange(total), eligible)
    drawn = generator.choice(others, count - greedy, replace=False)
    return Query(
        np.concatenate([chosen, drawn]),
        scores,
        tuple(_approximations(total, len(referred), len(eligible), len(drawn))),
    )


def _choose(choices: Directions, coverage: Coverage, gains: Gains, count: int) -> NDArray[np.intp]:
    """Return the places of the greedy choices, in their order.

    All gains are kept exact: a choice takes from them just what it covers itself, and that only
    at the references to which it is the nearest, of which each choice leaves fewer. Lazy greedy
    would compute the whole gain of every sample anew after each of the first choices, which cover
    the whole pool.
    """
    gains, coverage = gains.copy(), replace(coverage, cover=coverage.cover.copy())
    chosen = np.empty(count, dtype=np.intp)
    for turn in range(count):
        best = int(gains.argmax())
        chosen[turn] = best
        nearer, cover = coverage.nearer_to(choices[best : best + 1])
        outdone = coverage.of(nearer)
        gains -= outdone.gains(choices, limit=cover - outdone.cover)
        gains[best] = -np.inf
        coverage.cover[nearer] = cover
        report_progress("picks", turn + 1, count)
    return chosen


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
