"""Query strategies: which samples to ask a person about."""

from __future__ import annotations

from collections.abc import Iterable

from fastlabel_core.errors import StrategyError, did_you_mean
from fastlabel_core.query.badge import BADGE
from fastlabel_core.query.batch import Batch, choose_batch
from fastlabel_core.query.candidates import Candidates, Labelled
from fastlabel_core.query.cluster_margin import CLUSTER_MARGIN
from fastlabel_core.query.drop_query import DROP_QUERY
from fastlabel_core.query.dropout import (
    BALD_DROPOUT,
    ENTROPY_SAMPLING_DROPOUT,
    LEAST_CONFIDENCE_DROPOUT,
    MARGIN_SAMPLING_DROPOUT,
)
from fastlabel_core.query.k_center import K_CENTER_GREEDY
from fastlabel_core.query.kmeans_sampling import K_MEANS_SAMPLING
from fastlabel_core.query.max_herding import MAX_HERDING
from fastlabel_core.query.options import DropoutOptions, StrategyOptions
from fastlabel_core.query.random import RANDOM_SAMPLING
from fastlabel_core.query.strategy import Need, Query, Strategy
from fastlabel_core.query.typiclust import TYPICLUST
from fastlabel_core.query.u_herding import U_HERDING
from fastlabel_core.query.uncertainty import (
    ENTROPY_SAMPLING,
    LEAST_CONFIDENCE,
    MARGIN_SAMPLING,
)
from fastlabel_core.query.weighted_kmeans import WEIGHTED_K_MEANS

__all__ = [
    "STRATEGIES",
    "Batch",
    "Candidates",
    "DropoutOptions",
    "Labelled",
    "Need",
    "Query",
    "Strategy",
    "StrategyOptions",
    "choose_batch",
    "find_strategy",
]

STRATEGIES = (
    BADGE,
    BALD_DROPOUT,
    CLUSTER_MARGIN,
    DROP_QUERY,
    ENTROPY_SAMPLING,
    ENTROPY_SAMPLING_DROPOUT,
    K_CENTER_GREEDY,
    K_MEANS_SAMPLING,
    LEAST_CONFIDENCE,
    LEAST_CONFIDENCE_DROPOUT,
    MARGIN_SAMPLING,
    MARGIN_SAMPLING_DROPOUT,
    MAX_HERDING,
    RANDOM_SAMPLING,
    TYPICLUST,
    U_HERDING,
    WEIGHTED_K_MEANS,
)


def find_strategy(name: str, strategies: Iterable[Strategy]) -> Strategy:
    """Return the strategy of this name or alias, compared without regard to case.

    Raises
    ------
    StrategyError
        If there is none.
    """
    known = sorted(strategies, key=lambda strategy: strategy.name)
    named = {alias.casefold(): strategy for strategy in known for alias in strategy.aliases}
    named |= {strategy.name.casefold(): strategy for strategy in known}
    if name.casefold() in named:
        return named[name.casefold()]
    names = [strategy.name for strategy in known]
    aliases = [alias for strategy in known for alias in strategy.aliases]
    raise StrategyError(
        f"no strategy named {name!r}; there are: {', '.join(names)}."
        f"{did_you_mean(name, [*names, *aliases])}"
    )
