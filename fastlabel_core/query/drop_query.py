"""DropQuery: samples whose label changes when a part of their features is dropped.

Gupte et al., "Revisiting active learning in the era of vision foundation models", TMLR 2024,
section 3.3. From the authors' code, github.com/sanketx/AL-foundation-models, that fewer changes are
asked for, though at least one, until enough samples have them; and that where too few change at
all, all of these are chosen, and others at random. Enough are there 25 for each choice, here 10.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from fastlabel_core.query.candidates import Candidates
from fastlabel_core.query.chunks import CACHE_BYTES, on_all_cores
from fastlabel_core.query.distances import Floats, unit_length
from fastlabel_core.query.kmeans import cluster
from fastlabel_core.query.options import DropoutOptions
from fastlabel_core.query.representatives import representatives
from fastlabel_core.query.strategy import Need, Query, Strategy


class DropQueryOptions(DropoutOptions):
    """Options of DropQuery."""

    dropout_passes: int = Field(default=3, ge=1, description="How many passes with dropout.")
    dropout_rate: float = Field(
        default=0.75, gt=0, lt=1, description="The share of the features that each pass drops."
    )
    pool_per_choice: int = Field(
        default=10,
        ge=1,
        description="Cluster so many samples for each that is chosen, or all whose label changes.",
    )


def select_by_dropout(
    candidates: Candidates, count: int, options: DropQueryOptions, generator: np.random.Generator
) -> Query:
    """Choose the sample nearest to each of `count` centres of those that change their label.

    The score of a sample is the share of passes that give it another label.
    """
    changes = label_changes(candidates)
    passes = candidates.dropout.shape[1]
    least = _least_changes(changes, passes, options.pool_per_choice * count)
    changing = np.flatnonzero(changes >= least)
    scores = changes.astype(np.float32) / np.float32(passes)
    if len(changing) < count:
        return _with_random(changing, scores, count, generator)
    clustering = cluster(unit_length(candidates.embeddings.of(changing)), count, generator)
    chosen = changing[representatives(clustering, count)]
    return Query(chosen, scores, clustering.approximations)


def label_changes(candidates: Candidates) -> NDArray[np.intp]:
    """Return in how many passes each candidate's most probable class is another, shape (n,)."""
    changes = np.empty(len(candidates), dtype=np.intp)

    def count_changes(chunk: slice) -> None:
        label = candidates.probabilities[chunk].argmax(axis=1)
        labels = candidates.dropout[chunk].argmax(axis=2)
        changes[chunk] = (labels != label[:, np.newaxis]).sum(axis=1)

    on_all_cores(count_changes, candidates.dropout.chunks(CACHE_BYTES), len(candidates))
    return changes


def _least_changes(changes: NDArray[np.intp], passes: int, wanted: int) -> int:
    """Return in how many passes the label must change: more than half, fewer to have enough."""
    at_least = np.bincount(changes, minlength=passes + 1)[::-1].cumsum()[::-1]
    most = passes // 2 + 1
    enough = np.flatnonzero(at_least[: most + 1] >= wanted)
    return max(1, int(enough.max(initial=1)))


def _with_random(
    changing: NDArray[np.intp], scores: Floats, count: int, generator: np.random.Generator
) -> Query:
    """Choose all that change, and others at random."""
    others = np.setdiff1d(np.arange(len(scores)), changing)
    drawn = generator.choice(others, count - len(changing), replace=False)
    told = (
        f"the last {len(drawn):,} hard examples were drawn at random, because the label of only "
        f"{len(changing):,} samples changed"
    )
    return Query(np.concatenate([changing, drawn]), scores, (told,))


DROP_QUERY = Strategy(
    name="DropQuery",
    select=select_by_dropout,
    needs=frozenset({Need.PROBABILITIES, Need.EMBEDDINGS, Need.DROPOUT}),
    options=DropQueryOptions,
    formula=(
        "among the samples whose label changes in more than half of the passes: k-means on unit "
        "embeddings; choose argmin_x ||x - c|| for each centre c"
    ),
    source="Gupte et al., TMLR 2024, section 3.3",
    cost="one pass over the probabilities of all passes; k-means on those that change",
)
