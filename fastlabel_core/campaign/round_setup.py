"""What a round of a campaign is set up with."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any, TypedDict

from fastlabel_core.campaign.settings import Settings
from fastlabel_core.setup import Setup, prepare


class RoundArguments(TypedDict):
    """What the settings say of a round, as `run_round` takes it."""

    plugin: str | None
    model: str | Path | None
    query_cnt: int
    val_size: float
    strategy: str
    strategy_options: Mapping[str, Any]
    random_seed: int
    options: Mapping[str, Any]
    repository: str
    disable: Collection[str]


def round_arguments(settings: Settings, stage_model: Path | None) -> RoundArguments:
    """Return what the settings say of a round.

    Parameters
    ----------
    settings : Settings
        How the campaign's rounds are run.
    stage_model : Path or None
        What an earlier round left, from which this one goes on.
    """
    return RoundArguments(
        plugin=settings.plugin if stage_model is None else None,
        model=settings.model if stage_model is None else stage_model,
        query_cnt=settings.query_cnt,
        val_size=settings.val_size,
        strategy=settings.strategy,
        strategy_options=settings.strategy_options,
        random_seed=settings.random_seed,
        options=settings.options,
        repository=settings.repository,
        disable=settings.disable,
    )


def round_setup(settings: Settings, stage_model: Path | None) -> Setup:
    """Return what a round is set up with; raise if it can't be. See `round_arguments`.

    Raises
    ------
    UsageError
        For a parameter that can't be, or a name that isn't known.
    Failure
        If a plugin or the model's files are broken.
    """
    return prepare(**round_arguments(settings, stage_model), is_first_train=None)
