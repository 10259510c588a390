"""How often a strategy differs from the peers that do the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.label_efficiency.contenders import Contender
from benchmarks.label_efficiency.curves import Curves
from benchmarks.label_efficiency.intervals import ERROR, Difference, difference


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """One of many.

    Parameters
    ----------
    name : str
        Who is compared, and where.
    values : ndarray of float64, shape (seeds,)
        The paired differences.
    """

    name: str
    values: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Tally:
    """How many of many differences exclude zero.

    Parameters
    ----------
    comparisons : int
        Of pairs that differ anywhere.
    below, above : int
        By intervals that cover all together.
    below_alone, above_alone : int
        By intervals that cover one by one, of which chance alone gives some.
    worst : str
        The comparison in which the strategy comes off worst, with the interval that covers together
        with all others; empty if there is none.
    equal : int
        The comparisons of pairs that are equal everywhere, which count in nothing else.
    equal_pairs : tuple of str
    """

    comparisons: int
    below: int
    above: int
    below_alone: int
    above_alone: int
    worst: str
    equal: int
    equal_pairs: tuple[str, ...]

    def __str__(self) -> str:
        """Return all of it in words."""
        return "; ".join(self._parts())

    def _parts(self) -> Iterator[str]:
        if self.comparisons:
            by_chance = self.comparisons * ERROR / 2
            yield (
                f"of {self.comparisons} comparisons {self.below} below and {self.above} above, the "
                f"worst {self.worst}"
            )
            yield (
                f"by 95 % intervals one by one {self.below_alone} and {self.above_alone}, where "
                f"luck alone would give {by_chance:.1f} of each"
            )
        if self.equal:
            pairs = ", ".join(self.equal_pairs)
            yield f"{self.equal} comparisons are equal everywhere ({pairs})"


def tally_of_budgets(curves: Curves, contenders: Sequence[Contender]) -> Tally:
    """Count at which numbers of labels a strategy differs from a peer.

    The first is left out: there both have the same labels, and the same model.
    """
    equal, differing = _pairs(curves, contenders)
    comparisons = [
        Comparison(f"{_name(pair)} with {labels:,} labels", values)
        for pair in differing
        for labels, values in zip(curves.budgets[1:], curves.differences(*pair).T[1:], strict=True)
    ]
    return _tally(comparisons, equal, len(curves.budgets) - 1)


def tally_of_areas(curves: Curves, contenders: Sequence[Contender]) -> Tally:
    """Count which strategies differ from a peer over all labels spent."""
    equal, differing = _pairs(curves, contenders)
    comparisons = [
        Comparison(f"{_name(pair)} over all labels", curves.area_differences(*pair))
        for pair in differing
    ]
    return _tally(comparisons, equal, 1)


def played_pairs(curves: Curves, contenders: Sequence[Contender]) -> list[tuple[str, str]]:
    """Return the pairs that have a seed in common."""
    pairs = [pair for each in contenders for pair in each.pairs]
    return [pair for pair in pairs if len(curves.differences(*pair))]


def _pairs(
    curves: Curves, contenders: Sequence[Contender]
) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Return the pairs that are equal everywhere, and the others.

    The first are in all likelihood one algorithm in two libraries, which can't differ, and would
    widen the intervals of those that can.
    """
    played = played_pairs(curves, contenders)
    differing = [pair for pair in played if curves.differences(*pair).any()]
    return [pair for pair in played if pair not in differing], differing


def _name(pair: tuple[str, str]) -> str:
    return f"{pair[0]} beside {pair[1]}"


def _tally(
    comparisons: Sequence[Comparison], equal: Sequence[tuple[str, str]], of_each: int
) -> Tally:
    together = [difference(each.values, len(comparisons)) for each in comparisons]
    alone = [difference(each.values) for each in comparisons]
    return Tally(
        comparisons=len(comparisons),
        below=sum(each.is_below for each in together),
        above=sum(each.is_above for each in together),
        below_alone=sum(each.is_below for each in alone),
        above_alone=sum(each.is_above for each in alone),
        worst=_worst(comparisons, together),
        equal=len(equal) * of_each,
        equal_pairs=tuple(map(_name, equal)),
    )


def _worst(comparisons: Sequence[Comparison], found: Sequence[Difference]) -> str:
    """Name the lowest mean; one that is surely below zero comes before all that aren't."""
    if not comparisons:
        return ""
    worst = min(range(len(found)), key=lambda place: (not found[place].is_below, found[place].mean))
    return f"{comparisons[worst].name} by {found[worst]}"
