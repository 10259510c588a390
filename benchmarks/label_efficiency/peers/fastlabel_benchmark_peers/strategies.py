"""Query functions of other libraries as strategies: they get what fastlabel's get, as arrays.

What each library is called with stands in `benchmarks.query_speed.peers`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from benchmarks.query_speed.data import Pool
from benchmarks.query_speed.peers import prepared
from benchmarks.query_speed.peers.call import Call
from fastlabel_core import (
    Candidates,
    DropoutOptions,
    Labelled,
    Need,
    Query,
    Strategy,
    StrategyOptions,
)

PROBABILITIES = frozenset({Need.PROBABILITIES})
EMBEDDINGS = frozenset({Need.EMBEDDINGS})
BOTH = PROBABILITIES | EMBEDDINGS
SEEDS = 2**31

Prepare: TypeAlias = Callable[[Pool, int, int], Call]


class DropQueryOptions(DropoutOptions):
    """The passes of the paper: Gupte et al., TMLR 2024, section 3.3."""

    dropout_passes: int = Field(default=3, ge=3, description="How many passes with dropout.")
    dropout_rate: float = Field(
        default=0.75, gt=0, lt=1, description="The share of the features that each pass drops."
    )


def pool_of(candidates: Candidates) -> Pool:
    """Return the arrays of candidates and labelled samples; without these if not predicted."""
    labelled = candidates.labelled
    classes, features = candidates.probabilities.shape[1], candidates.embeddings.shape[1]
    if labelled.probabilities.shape[1] == 0:
        labelled = Labelled.none(classes, features)
    return Pool(
        embeddings=np.asarray(candidates.embeddings),
        probabilities=np.asarray(candidates.probabilities),
        dropout=np.asarray(candidates.dropout),
        labelled_embeddings=labelled.embeddings,
        labelled_probabilities=labelled.probabilities,
        labels=labelled.labels,
    )


def ranks(chosen: NDArray[np.intp], rows: int) -> NDArray[np.float32]:
    """Return a score for every candidate: from 1 down for the chosen ones, 0 for the others."""
    scores = np.zeros(rows, dtype=np.float32)
    scores[chosen] = 1 - np.arange(len(chosen)) / len(chosen)
    return scores


def _max_herding_of_paper(pool: Pool, count: int, seed: int) -> Call:
    # Not among those whose speed is measured. Here, so that a list of strategies needn't import it.
    from benchmarks.query_speed.peers.scikit_activeml import max_herding_of_paper

    return max_herding_of_paper(pool, count, seed)


def _peer(
    name: str,
    needs: frozenset[Need],
    options: type[StrategyOptions] = StrategyOptions,
    prepare: Prepare | None = None,
) -> Strategy:
    """Return a strategy that calls a peer; by default as where its speed is measured."""
    prepare_peer = prepare or partial(prepared, name)

    def select(
        candidates: Candidates,
        count: int,
        _options: StrategyOptions,
        generator: np.random.Generator,
    ) -> Query:
        seed = int(generator.integers(SEEDS))
        # small-text draws from there, and can't be told otherwise.
        np.random.seed(seed)  # noqa: NPY002
        chosen = np.asarray(prepare_peer(pool_of(candidates), count, seed)(), dtype=np.intp)
        return Query(chosen, ranks(chosen, len(candidates)))

    library = name.partition(" ")[0]
    return Strategy(name=name, select=select, needs=needs, options=options, source=library)


PEER_STRATEGIES = (
    _peer("modAL least confidence", PROBABILITIES),
    _peer("small-text margin", PROBABILITIES),
    _peer("scikit-activeml entropy", PROBABILITIES),
    _peer("small-text core-set", EMBEDDINGS),
    _peer("scikit-activeml core-set", EMBEDDINGS),
    _peer("scikit-activeml BADGE", BOTH),
    _peer("small-text k-means", EMBEDDINGS),
    _peer("scikit-activeml TypiClust", EMBEDDINGS),
    _peer("scikit-activeml MaxHerding", EMBEDDINGS),
    _peer("scikit-activeml MaxHerding of the paper", EMBEDDINGS, prepare=_max_herding_of_paper),
    _peer("scikit-activeml DropQuery", BOTH | {Need.DROPOUT}, DropQueryOptions),
)
