"""Query strategies: which samples to ask a person about."""

from __future__ import annotations

from collections.abc import Iterable

from fastlabel_core.errors import StrategyError, did_you_mean
from fastlabel_core.query.random import RANDOM_SAMPLING
from fastlabel_core.query.strategy import Query, Strategy
from fastlabel_core.query.uncertainty import (
    ENTROPY_SAMPLING,
    LEAST_CONFIDENCE,
    MARGIN_SAMPLING,
)

__all__ = ["STRATEGIES", "Query", "Strategy", "find_strategy"]

STRATEGIES = (ENTROPY_SAMPLING, LEAST_CONFIDENCE, MARGIN_SAMPLING, RANDOM_SAMPLING)


def find_strategy(name: str, strategies: Iterable[Strategy]) -> Strategy:
    """Return the strategy of this name, compared without regard to case.

    Raises
    ------
    StrategyError
        If there is none, or two share the name.
    """
    known = sorted(strategies, key=lambda strategy: strategy.name)
    named = [strategy for strategy in known if strategy.name.casefold() == name.casefold()]
    names = [strategy.name for strategy in known]
    if not named:
        raise StrategyError(
            f"no strategy named {name!r}; there are: {', '.join(names)}.{did_you_mean(name, names)}"
        )
    if len(named) > 1:
        raise StrategyError(
            f"two strategies are named {name!r}; switch off the extension that adds one of them: "
            "--disable NAME"
        )
    return named[0]
