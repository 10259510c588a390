"""What is decided when a campaign starts; of it only the round limit can change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import PydanticCustomError

from fastlabel_core.errors import UsageError


def _check_label(label: str) -> str:
    if not label.strip():
        raise PydanticCustomError("empty_label", "a label is not empty")
    if label != label.strip():
        raise PydanticCustomError("blank_end", "a label does not begin or end with a blank")
    return label


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
        Labels that may be given besides those of the first labels; none begins or ends with a
        blank.
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
    classes: tuple[Annotated[str, AfterValidator(_check_label)], ...] = ()
    disable: tuple[str, ...] = ()


def kept_settings(kept: Mapping[str, Any]) -> Settings:
    """Return the settings that a campaign began with.

    Raises
    ------
    UsageError
        If another version wrote them, and this one can't read them.
    """
    try:
        return Settings.model_validate(kept)
    except ValidationError as error:
        names = ", ".join(str(problem["loc"][0]) for problem in error.errors())
        raise UsageError(
            f"this fastlabel-core can't read the campaign's settings ({names}); install the "
            "version that began it"
        ) from error
