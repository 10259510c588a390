"""From predictions to a batch of hard examples: a strategy, and what is put around it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from fastlabel_core.events import report_warning
from fastlabel_core.predictions import Predictions
from fastlabel_core.query.candidates import Candidates, Labelled
from fastlabel_core.query.chunks import one_blas_thread
from fastlabel_core.query.class_balance import balanced
from fastlabel_core.query.distances import squared_norms
from fastlabel_core.query.options import StrategyOptions
from fastlabel_core.query.random import draws_evenly
from fastlabel_core.query.random_share import share_of, spread
from fastlabel_core.query.ranking import hardest
from fastlabel_core.query.refill import Shortlist, refilled
from fastlabel_core.query.rows import Rows
from fastlabel_core.query.soundness import checked, refuse_missing
from fastlabel_core.query.strategy import Query, Strategy
from fastlabel_core.query.uncertainty import margin, scores_of


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """The hard examples of a pool.

    Parameters
    ----------
    rows : ndarray of intp, shape (k,)
        Rows of the pool, the hardest first; those drawn at random are spread evenly among them.
    is_random : ndarray of bool, shape (k,)
        Which of them were drawn at random from all readable rows.
    scores : ndarray of float32, shape (n,)
        The hardness of every row of the pool: 0 for one that the strategy was not shown, NaN for
        one that can't be read.
    approximations : tuple of str
        What was not computed to the letter of the strategy's formula.
    """

    rows: NDArray[np.intp]
    is_random: NDArray[np.bool_]
    scores: NDArray[np.float32]
    approximations: tuple[str, ...]


def choose_batch(
    strategy: Strategy,
    predictions: Predictions,
    labelled: Labelled,
    count: int,
    options: StrategyOptions,
    generator: np.random.Generator,
) -> Batch:
    """Let a strategy choose hard examples.

    Parameters
    ----------
    strategy : Strategy
        How to choose.
    predictions : Predictions, n rows
        Of the pool, with what the strategy needs.
    labelled : Labelled
        The samples that have a label.
    count : int
        How many to choose; all readable ones, if there are fewer.
    options : StrategyOptions
        An instance of the strategy's options.
    generator : Generator
        For everything that is drawn.

    Returns
    -------
    Batch

    Raises
    ------
    StrategyError
        If the predictions lack what the strategy needs.
    PluginResultError
        If the strategy returns what can't be, or an embedding holds NaN.
    """
    if len(predictions.errors) == len(predictions):
        return _empty(len(predictions))
    refuse_missing(strategy, options, predictions)
    pool = _candidates(predictions, labelled)
    with nullcontext() if predictions.embeddings is None else one_blas_thread():
        if not predictions.errors:
            return _choose(strategy, pool, count, options, generator)
        readable = np.delete(np.arange(len(pool)), list(predictions.errors))
        batch = _choose(strategy, pool.of(readable), count, options, generator)
    scores = np.full(len(pool), np.nan, dtype=np.float32)
    scores[readable] = batch.scores
    return replace(batch, rows=readable[batch.rows], scores=scores)


def _empty(unreadable: int) -> Batch:
    scores = np.full(unreadable, np.nan, dtype=np.float32)
    return Batch(np.empty(0, dtype=np.intp), np.empty(0, dtype=np.bool_), scores, ())


def _choose(
    strategy: Strategy,
    pool: Candidates,
    count: int,
    options: StrategyOptions,
    generator: np.random.Generator,
) -> Batch:
    """Choose `count` of the candidates, of whom there is at least one."""
    count = min(count, len(pool))
    if options.duplicate_similarity is not None:
        squared_norms(pool.embeddings)
    drawn = generator.choice(len(pool), share_of(count, options.random_share), replace=False)
    shown = _prefiltered(pool, count, options, generator)
    select = balanced(checked(strategy)) if options.balance else checked(strategy)

    def ask(candidates: Candidates, wanted: int) -> Query:
        return select(candidates, wanted, options, generator)

    if shown is None:
        query = ask(pool, max(1, count - len(drawn)))
    else:
        query = _query_of_shown(strategy, pool, shown, count - len(drawn), ask)
    selected = query.indices[: count - len(drawn)]
    if len(drawn) or options.duplicate_similarity is not None:
        rows = np.arange(len(pool)) if shown is None else shown
        shortlist = Shortlist.beside(drawn, rows, pool, options.duplicate_similarity)
        selected = refilled(shortlist, selected, count - len(drawn), ask)
        if len(selected) + len(drawn) < count:
            report_warning(
                f"{len(selected) + len(drawn)} hard examples instead of {count}: all others of the "
                f"{len(rows):,} samples to choose from are near-duplicates of them "
                f"(duplicate_similarity={options.duplicate_similarity})"
            )
    rows, is_random = spread(selected, drawn)
    if draws_evenly(strategy, options):
        is_random[:] = True
    return Batch(rows, is_random, query.scores, query.approximations)


def _query_of_shown(
    strategy: Strategy,
    pool: Candidates,
    shown: NDArray[np.intp],
    count: int,
    ask: Callable[[Candidates, int], Query],
) -> Query:
    """Ask about the rows that the prefilter left, and answer for all."""
    query = ask(pool.of(shown), min(len(shown), max(1, count)))
    scores = np.zeros(len(pool), dtype=np.float32)
    scores[shown] = query.scores
    approximation = (
        f"{strategy.name} chose among the {len(shown):,} samples of the smallest margin, of "
        f"{len(pool):,}; the others have score 0"
    )
    return Query(shown[query.indices], scores, (approximation, *query.approximations))


def _candidates(predictions: Predictions, labelled: Labelled) -> Candidates:
    """Return all rows of the pool as candidates; what the model did not give has width 0."""
    rows = len(predictions)
    embeddings, dropout = predictions.embeddings, predictions.dropout
    if embeddings is None:
        embeddings = np.empty((rows, 0), dtype=np.float32)
    if dropout is None:
        dropout = np.empty((rows, 0, len(predictions.classes)), dtype=np.float32)
    return Candidates(Rows(predictions.probabilities), Rows(embeddings), Rows(dropout), labelled)


def _prefiltered(
    pool: Candidates, count: int, options: StrategyOptions, generator: np.random.Generator
) -> NDArray[np.intp] | None:
    """Return the rows to show to the strategy, ascending; None for all."""
    if options.prefilter is None or max(count, options.prefilter) >= len(pool):
        return None
    uncertainty = scores_of(pool.probabilities, margin)
    return np.sort(hardest(uncertainty, max(count, options.prefilter), generator))
