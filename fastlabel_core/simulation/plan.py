"""What a simulation plays: strategies and seeds, and what is the same for all of them."""

from __future__ import annotations

import json
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from fastlabel_core.campaign import Settings

BASELINE = "RandomSampling"


class ChosenStrategy(BaseModel):
    """A strategy with its options.

    Parameters
    ----------
    name : str
    options : dict
        Those that differ from the defaults.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    options: dict[str, Any] = Field(default_factory=dict)

    @property
    def title(self) -> str:
        """How it is written on the command line and in tables."""
        options = ",".join(f"{name}={_text(value)}" for name, value in sorted(self.options.items()))
        return f"{self.name}:{options}" if options else self.name


class Plan(BaseModel):
    """What to play.

    Parameters
    ----------
    settings : Settings
        How the rounds of each campaign are run; strategy, its options and the random seed are those
        of the run.
    strategies : tuple of ChosenStrategy
        What to compare.
    seeds : int, default 5
        How many seeds, from 0 on. Each plays every strategy once.
    labels : int or None
        How many labels a campaign begins with; as many as the input files hold if None.
    error_rate : float, default 0.0
        The probability that an answer is wrong. First labels and test labels are never wrong.
    test_size : float, default 0.2
        The share of each class to test on where there is no file of test samples.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    settings: Settings
    strategies: tuple[ChosenStrategy, ...]
    seeds: Annotated[int, Field(ge=1)] = 5
    labels: Annotated[int, Field(ge=1)] | None = None
    error_rate: Annotated[float, Field(ge=0, le=1)] = 0.0
    test_size: Annotated[float, Field(gt=0, lt=1)] = 0.2

    def campaign_settings(self, strategy: ChosenStrategy, seed: int) -> Settings:
        """Return the settings of one run's campaign."""
        return self.settings.model_copy(
            update={
                "strategy": strategy.name,
                "strategy_options": strategy.options,
                "random_seed": seed,
            }
        )


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)
