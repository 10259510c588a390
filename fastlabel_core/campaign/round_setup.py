"""What a round of a campaign is set up with."""

from __future__ import annotations

from pathlib import Path

from fastlabel_core.campaign.settings import Settings
from fastlabel_core.setup import Setup, prepare


def round_setup(settings: Settings, stage_model: Path | None) -> Setup:
    """Return what a round is set up with; raise if it can't be.

    Parameters
    ----------
    settings : Settings
        How the campaign's rounds are run.
    stage_model : Path or None
        What an earlier round left, from which this one goes on.

    Raises
    ------
    UsageError
        For a parameter that can't be, or a name that isn't known.
    Failure
        If a plugin or the model's files are broken.
    """
    return prepare(
        plugin=settings.plugin if stage_model is None else None,
        model=settings.model if stage_model is None else stage_model,
        is_first_train=None,
        query_cnt=settings.query_cnt,
        val_size=settings.val_size,
        strategy=settings.strategy,
        strategy_options=settings.strategy_options,
        random_seed=settings.random_seed,
        options=settings.options,
        repository=settings.repository,
        disable=settings.disable,
    )
