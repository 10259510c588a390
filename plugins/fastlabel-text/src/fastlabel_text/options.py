"""What a user can set."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

SHORTEST_CHAR_NGRAM = 2


class Reading(BaseModel):
    """How a text becomes features: set in a first round, and from then on part of the model."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    lowercase: bool = Field(True, description="Ignore case.")
    word_ngrams: int = Field(
        2, ge=0, le=10, description="Count runs of up to so many words; 0: no words."
    )
    char_ngrams: int = Field(
        5, ge=0, le=20, description="Count runs of 2 to so many characters of a word; 0: none."
    )
    max_chars: int = Field(
        100_000, ge=1, description="Read so many characters of a text and ignore what follows."
    )

    @model_validator(mode="after")
    def _some_features(self) -> Self:
        if self.word_ngrams == 0 and self.char_ngrams < SHORTEST_CHAR_NGRAM:
            raise ValueError("set word_ngrams to 1 or more, or char_ngrams to 2 or more")
        return self


class TextOptions(Reading):
    """The options of a round."""

    min_df: int = Field(
        1, ge=1, description="Ignore words and characters that stand in fewer training texts."
    )
    max_features: int = Field(
        100_000, ge=1, description="Keep at most so many features, those in most training texts."
    )
    C: float = Field(
        1000.0,
        gt=0,
        allow_inf_nan=False,
        description="Inverse strength of the L2 penalty, as in scikit-learn's LogisticRegression.",
    )
    class_weight: Literal["none", "balanced"] = Field(
        "none", description="balanced: every class weighs the same, however few its samples."
    )
    epochs: int = Field(200, ge=1, description="Passes over the training set, at most.")
    patience: int = Field(
        10, ge=1, description="Stop after so many epochs without a better loss; keep the best."
    )
    min_delta: float = Field(
        1e-4, ge=0, allow_inf_nan=False, description="How much lower a loss must be to be better."
    )
    random_seed: int = Field(
        0, ge=0, description="The same seed drops the same features in passes with dropout."
    )
