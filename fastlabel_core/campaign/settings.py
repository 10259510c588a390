"""What is decided when a campaign starts, and holds for all its rounds."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field


class Settings(BaseModel):
    """How the rounds of a campaign are run.

    Parameters
    ----------
    plugin : str or None
        The kind of model; None where `model` says it.
    model : str or None
        The model that the first round begins with: a name in the repository, or a folder. A new one
        if None.
    strategy : str, default "LeastConfidence"
        How hard examples are chosen.
    strategy_options : dict
        The strategy's options.
    query_cnt : int, default 100
        How many hard examples a round chooses.
    round_limit : int, default 10
        How many rounds there may be.
    val_size : float, default 0.2
        The share of the first labels to validate on.
    random_seed : int, default 0
        The same seed gives the same result.
    options : dict
        The plugin's options.
    repository : str, default "repository"
        Where `model` is found, and where the last model is published.
    name : str
        What the last model is published as.
    classes : tuple of str
        Labels that may be given besides those of the first labels.
    disable : tuple of str
        Extensions to switch off.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    plugin: str | None = None
    model: str | None = None
    strategy: str = "LeastConfidence"
    strategy_options: dict[str, Any] = Field(default_factory=dict)
    query_cnt: Annotated[int, Field(ge=1)] = 100
    round_limit: Annotated[int, Field(ge=1)] = 10
    val_size: float = 0.2
    random_seed: int = 0
    options: dict[str, Any] = Field(default_factory=dict)
    repository: str = "repository"
    classes: tuple[str, ...] = ()
    disable: tuple[str, ...] = ()
