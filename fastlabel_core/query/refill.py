"""Putting others in the place of chosen samples that must not be in a batch together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from fastlabel_core.query.candidates import Candidates, Labelled
from fastlabel_core.query.near_duplicates import unlike_any, unlike_earlier
from fastlabel_core.query.strategy import Query


@dataclass(frozen=True, slots=True, eq=False)
class Shortlist:
    """What may still be chosen, and what must not be chosen beside it.

    Parameters
    ----------
    pool : Candidates, n of them
        All rows of the pool.
    rows : ndarray of intp
        Those to choose from, ascending.
    chosen : ndarray of intp
        Those that are chosen already.
    similarity : float or None
        The cosine from which two rows are too like to be both chosen; None allows any.
    """

    pool: Candidates
    rows: NDArray[np.intp]
    chosen: NDArray[np.intp]
    similarity: float | None

    @classmethod
    def beside(
        cls,
        chosen: NDArray[np.intp],
        rows: NDArray[np.intp],
        pool: Candidates,
        similarity: float | None,
    ) -> Shortlist:
        """Return those of `rows` that may be chosen beside others."""
        return cls(pool, rows, chosen[:0], similarity).after(chosen, chosen)

    def allowed(self, picks: NDArray[np.intp]) -> NDArray[np.intp]:
        """Return those of `picks` that are unlike the chosen ones and those before them."""
        fresh = picks[~np.isin(picks, self.chosen)]
        if self.similarity is None:
            return fresh
        embeddings = self.pool.embeddings
        return fresh[unlike_earlier(embeddings[fresh], embeddings[self.chosen], self.similarity)]

    def after(self, picks: NDArray[np.intp], allowed: NDArray[np.intp]) -> Shortlist:
        """Return what is left when `allowed` of `picks` are chosen."""
        rows = self.rows[~np.isin(self.rows, picks)]
        if self.similarity is not None and len(allowed):
            embeddings = self.pool.embeddings
            rows = rows[unlike_any(embeddings.of(rows), embeddings[allowed], self.similarity)]
        return replace(self, rows=rows, chosen=np.concatenate([self.chosen, allowed]))

    def candidates(self) -> Candidates:
        """Return what is left as candidates, to whom the chosen ones count as labelled."""
        labelled = _with_chosen(self.pool.labelled, self.pool, self.chosen)
        return replace(self.pool.of(self.rows), labelled=labelled, chosen=len(self.chosen))


def refilled(
    shortlist: Shortlist,
    picks: NDArray[np.intp],
    count: int,
    ask: Callable[[Candidates, int], Query],
) -> NDArray[np.intp]:
    """Return `count` rows: the allowed ones of `picks`, and others in the place of the rest.

    Parameters
    ----------
    shortlist : Shortlist
        What there is to choose from.
    picks : ndarray of intp, shape (count,)
        What a strategy chose, the hardest first.
    count : int
        How many are wanted. Fewer come back if what is left is too like them.
    ask : callable
        Chooses so many of some candidates.
    """
    selected = picks[:0]
    while True:
        allowed = shortlist.allowed(picks)
        selected = np.concatenate([selected, allowed])
        if len(selected) == count:
            return selected
        shortlist = shortlist.after(picks, allowed)
        missing = min(count - len(selected), len(shortlist.rows))
        if missing <= 0:
            return selected
        picks = shortlist.rows[ask(shortlist.candidates(), missing).indices]


def _with_chosen(labelled: Labelled, pool: Candidates, chosen: NDArray[np.intp]) -> Labelled:
    """Return the labelled samples and the chosen ones, whose predicted class is their label."""
    probabilities = pool.probabilities[chosen]
    has_classes = probabilities.shape[1] > 0
    labels = probabilities.argmax(axis=1) if has_classes else np.full(len(chosen), -1)
    return Labelled(
        labels=np.concatenate([labelled.labels, labels]),
        probabilities=_joined(labelled.probabilities, probabilities),
        embeddings=_joined(labelled.embeddings, pool.embeddings[chosen]),
        is_validation=np.concatenate(
            [labelled.is_validation, np.zeros(len(chosen), dtype=np.bool_)]
        ),
    )


def _joined(labelled: NDArray[np.float32], chosen: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return both; what nothing needs, and the labelled samples lack, is left out of all."""
    if len(labelled) == 0:
        return chosen
    if labelled.shape[1] == 0:
        return np.empty((len(labelled) + len(chosen), 0), dtype=np.float32)
    return np.concatenate([labelled, chosen])
