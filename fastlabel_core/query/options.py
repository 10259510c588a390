"""The options that every strategy has."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import BaseModel, ConfigDict, Field


class StrategyOptions(BaseModel):
    """What can be put around any strategy. A strategy with options of its own derives from this."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    prefilter: int | None = Field(
        default=None,
        ge=1,
        description="Choose among so many samples, those with the smallest margin between the two "
        "best classes.",
    )
    balance: bool = Field(
        default=False,
        description="Choose more of the predicted classes that have few labels.",
    )
    random_share: float = Field(
        default=0.0,
        ge=0,
        le=1,
        description="The share of the hard examples that is drawn at random from the whole pool, "
        "and marked so; at least one.",
    )
    duplicate_similarity: float | None = Field(
        default=None,
        gt=0,
        le=1,
        description="Choose no sample whose embedding has this cosine or more with that of another "
        "chosen one; the random share is left as it was drawn.",
    )

    def needs(self) -> Iterator[tuple[str, str]]:
        """Yield each option that needs something of the model, and what."""
        if self.prefilter is not None:
            yield "prefilter", "probabilities"
        if self.balance:
            yield "balance", "probabilities"
        if self.duplicate_similarity is not None:
            yield "duplicate_similarity", "embeddings"


class DropoutOptions(StrategyOptions):
    """The options of a strategy that looks at passes with dropout."""

    dropout_passes: int = Field(
        default=20,
        ge=1,
        description="How many passes with dropout. A round keeps each on the disk, like the "
        "probabilities.",
    )
    dropout_rate: float = Field(
        default=0.5, gt=0, lt=1, description="The share of the features that each pass drops."
    )
