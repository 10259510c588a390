"""Holding the strategy that a caller asks for against what the model can give."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Set
from typing import Any

from fastlabel_core.declarations import gives
from fastlabel_core.errors import StrategyError
from fastlabel_core.options import complete_strategy_options
from fastlabel_core.plugins import Plugin
from fastlabel_core.query import Need, Strategy, StrategyOptions, find_strategy


def choose_strategy(
    name: str,
    given: Mapping[str, Any],
    plugin: Plugin,
    model_class: type[Any],
    strategies: Collection[Strategy],
) -> tuple[str, StrategyOptions | dict[str, Any]]:
    """Return the name of a strategy as it is written, and its options, validated.

    Those of a model that chooses the hard examples itself are its own business: they come back as
    they are.

    Parameters
    ----------
    name : str
        What the caller asks for.
    given : mapping
        The options that the caller gave.
    plugin : Plugin
        Whose model it is; for the messages.
    model_class : type
        The model's class.
    strategies : collection of Strategy
        Those to choose from.

    Raises
    ------
    StrategyError
        If there is no such strategy, or the model doesn't give what it needs.
    OptionError
        For an option that the strategy doesn't have, or a value that can't be.
    """
    if hasattr(model_class, "query_hard_example"):
        return name, dict(given)
    strategy = find_strategy(name, strategies)
    options = complete_strategy_options(strategy, given)
    given_needs = {Need.PROBABILITIES, *map(Need, gives(model_class))}
    missing = strategy.needs_with(options) - given_needs
    if missing:
        raise StrategyError(
            f"{_described(strategy, options, missing)} needs {_listed(missing)}, which {plugin} "
            f"does not give; strategies that work with it: {_served(strategies, given_needs)}"
        )
    return strategy.name, options


def refuse_without_labels(
    name: str,
    options: StrategyOptions | dict[str, Any],
    plugin: Plugin,
    model_class: type[Any],
    strategies: Collection[Strategy],
    why_no_labels: str,
) -> None:
    """Raise `StrategyError` if a strategy needs a trained model, where there are no labels.

    Parameters
    ----------
    name, options
        As `choose_strategy` returned them.
    plugin, model_class, strategies
        As there.
    why_no_labels : str
        Where labels would stand; for the message.
    """
    if isinstance(options, dict):
        raise StrategyError(
            f"there are no labels ({why_no_labels}), and {plugin} chooses the hard examples "
            "itself, with a trained model; write labels, or give a model to go on from (--model)"
        )
    strategy = find_strategy(name, strategies)
    given_needs = {Need.EMBEDDINGS} & set(map(Need, gives(model_class)))
    missing = strategy.needs_with(options) - given_needs
    if missing:
        raise StrategyError(
            f"there are no labels ({why_no_labels}), and "
            f"{_described(strategy, options, missing)} needs {_listed(missing)} of a trained "
            "model; write labels, give a model to go on from (--model), or choose a strategy that "
            f"works without: {_served(strategies, given_needs)}"
        )


def _described(strategy: Strategy, options: StrategyOptions, missing: Set[Need]) -> str:
    """Name a strategy, with the options because of which it needs more than it would."""
    to_blame = [
        f"{option}={getattr(options, option)!r}"
        for option, need in options.needs()
        if need in missing - strategy.needs
    ]
    described = f"strategy {strategy.name!r}"
    return f"{described} with {' and '.join(to_blame)}" if to_blame else described


def _listed(needs: Iterable[Need]) -> str:
    return " and ".join(sorted(needs))


def _served(strategies: Iterable[Strategy], given: Set[Need]) -> str:
    """Name the strategies that need no more than is given."""
    return ", ".join(sorted(strategy.name for strategy in strategies if strategy.needs <= given))
