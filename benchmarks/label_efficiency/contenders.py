"""Which strategies are compared, and with which of the other libraries."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

CHANCE = "RandomSampling"


@dataclass(frozen=True, slots=True)
class Contender:
    """A strategy of fastlabel, and the peers that do the same.

    Parameters
    ----------
    strategy : str
    peers : tuple of str
        What the extension in ``peers/`` calls them. By default nobody does the same, and it is
        compared with chance alone.
    """

    strategy: str
    peers: tuple[str, ...] = ()

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """The strategy with each of its peers."""
        return tuple((self.strategy, peer) for peer in self.peers)


# Least confidence, margin and entropy are the same numbers in all three libraries, which differ in
# how they break ties: one library stands for the others.
CONTENDERS = (
    Contender("LeastConfidence", ("modAL least confidence",)),
    Contender("MarginSampling", ("small-text margin",)),
    Contender("EntropySampling", ("scikit-activeml entropy",)),
    Contender("KCenterGreedy", ("small-text core-set", "scikit-activeml core-set")),
    Contender("KMeansSampling", ("small-text k-means",)),
    Contender("TypiClust", ("scikit-activeml TypiClust",)),
    Contender(
        "MaxHerding", ("scikit-activeml MaxHerding", "scikit-activeml MaxHerding of the paper")
    ),
    Contender("BADGE", ("scikit-activeml BADGE",)),
    Contender("DropQuery", ("scikit-activeml DropQuery",)),
    Contender("WeightedKMeans"),
    Contender("ClusterMargin"),
    Contender("UHerding"),
)
QUICK = (Contender("BADGE", ("scikit-activeml BADGE",)),)


def among(contenders: Sequence[Contender], there: frozenset[str]) -> Iterator[Contender]:
    """Yield the contenders that are there, with those of their peers that are."""
    for each in contenders:
        if each.strategy in there:
            yield Contender(each.strategy, tuple(peer for peer in each.peers if peer in there))


def lacking(contenders: Sequence[Contender], there: Sequence[Contender]) -> list[str]:
    """Return the names of those that are not among the ones that are there."""
    return [name for name in names(contenders) if name not in names(there)]


def names(contenders: Sequence[Contender]) -> list[str]:
    """Return the names of all strategies and peers."""
    return [name for each in contenders for name in (each.strategy, *each.peers)]
