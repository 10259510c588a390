"""How many samples have their label from whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fastlabel_core.campaign.current_labels import Source


@dataclass(frozen=True, slots=True)
class LabelCounts:
    """How many samples have their label from whom.

    Parameters
    ----------
    by_persons, by_model, unlabelled : int
        How many have a person's, the model's, or none.
    """

    by_persons: int
    by_model: int
    unlabelled: int


def count_labels(sources: Mapping[Source | None, int]) -> LabelCounts:
    """Return the counts of labels by their source; None stands for no label."""
    return LabelCounts(
        by_persons=sources.get(Source.PERSON, 0),
        by_model=sources.get(Source.MODEL, 0),
        unlabelled=sources.get(None, 0),
    )
