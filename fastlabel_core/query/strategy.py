"""What a query strategy is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from fastlabel_core.predictions import Wanted
from fastlabel_core.query.candidates import Candidates
from fastlabel_core.query.options import DropoutOptions, StrategyOptions


class Need(StrEnum):
    """What a strategy needs of the model."""

    PROBABILITIES = "probabilities"
    EMBEDDINGS = "embeddings"
    DROPOUT = "dropout"


@dataclass(frozen=True, slots=True, eq=False)
class Query:
    """What a strategy chose.

    Parameters
    ----------
    indices : ndarray of intp, shape (k,)
        Numbers of the candidates to ask a person about, the hardest first, none of them twice.
    scores : ndarray of float32, shape (n,)
        The hardness of every candidate, 0 or more.
    approximations : tuple of str, optional
        What was not computed to the letter of the formula, a sentence each. None by default.
    """

    indices: NDArray[np.intp]
    scores: NDArray[np.float32]
    approximations: tuple[str, ...] = ()


Select: TypeAlias = Callable[[Candidates, int, Any, np.random.Generator], Query]


@dataclass(frozen=True, slots=True, kw_only=True)
class Strategy:
    """A named way to choose hard examples.

    Parameters
    ----------
    name : str
        How users call it, without regard to case.
    select : callable
        Takes the candidates, how many to choose (from 1 to as many as there are), an instance of
        `options` and a random generator; returns a `Query` of just as many indices.
    needs : frozenset of Need, optional
        What the model must give. Probabilities by default.
    options : type of StrategyOptions, optional
        Its options. Those that every strategy has by default.
    aliases : tuple of str, optional
        Other names that the field has for it.
    formula, source, cost : str, optional
        For people: what is scored and chosen, where that was published, and how the time grows
        with the pool.
    """

    name: str
    select: Select
    needs: frozenset[Need] = frozenset({Need.PROBABILITIES})
    options: type[StrategyOptions] = StrategyOptions
    aliases: tuple[str, ...] = ()
    formula: str = ""
    source: str = ""
    cost: str = ""

    def needs_with(self, options: StrategyOptions) -> frozenset[Need]:
        """Return what the model must give when the strategy has these options."""
        return self.needs | {Need(need) for _, need in options.needs()}

    def wanted(self, options: StrategyOptions) -> Wanted:
        """Return what to ask `predict` for when the strategy has these options."""
        needs = self.needs_with(options)
        wanted = Wanted(embeddings=Need.EMBEDDINGS in needs)
        if not isinstance(options, DropoutOptions):
            return wanted
        return Wanted(wanted.embeddings, options.dropout_passes, options.dropout_rate)
