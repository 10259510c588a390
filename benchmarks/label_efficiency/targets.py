"""What the strategies are held to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.label_efficiency.contenders import CHANCE, Contender, names
from benchmarks.label_efficiency.curves import Curves
from benchmarks.label_efficiency.intervals import ERROR, Difference, difference
from benchmarks.query_speed.targets import Verdict

# With fewer, no interval of many comparisons says anything.
LEAST_SEEDS = 5


@dataclass(frozen=True, slots=True)
class Judged:
    """A target in words, and how it came out."""

    text: str
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Tally:
    """How many of many differences exclude zero.

    Parameters
    ----------
    comparisons : int
    below, above : int
        By intervals that cover all together.
    below_alone, above_alone : int
        By intervals that cover one by one, of which chance alone gives some.
    """

    comparisons: int
    below: int
    above: int
    below_alone: int
    above_alone: int

    def __str__(self) -> str:
        """Return all of it in words."""
        by_chance = self.comparisons * ERROR / 2
        return (
            f"of {self.comparisons} comparisons {self.below} below and {self.above} above; by 95 % "
            f"intervals one by one {self.below_alone} and {self.above_alone}, where luck alone "
            f"would give {by_chance:.1f} of each"
        )


def judge(curves: Curves, contenders: Sequence[Contender], seeds: int) -> Iterator[Judged]:
    """Hold the strategies on one data set to the targets."""
    yield Judged("every run came to its end", _completeness(curves, contenders, seeds))
    enough = seeds >= LEAST_SEEDS
    yield Judged(
        "no strategy below its peer, at any number of labels",
        _not_below(tally_of_budgets(curves, contenders), enough),
    )
    yield Judged(
        "no strategy below its peer, over all labels spent",
        _not_below(tally_of_areas(curves, contenders), enough),
    )
    yield Judged(
        "a strategy above chance, over all labels spent", _chance(curves, contenders, enough)
    )


def tally_of_budgets(curves: Curves, contenders: Sequence[Contender]) -> Tally:
    """Count at which numbers of labels a strategy differs from a peer.

    The first is left out: there both have the same labels, and the same model.
    """
    return _tally(
        [
            column
            for pair in _played_pairs(curves, contenders)
            for column in curves.differences(*pair).T[1:]
        ]
    )


def tally_of_areas(curves: Curves, contenders: Sequence[Contender]) -> Tally:
    """Count which strategies differ from a peer over all labels spent."""
    pairs = _played_pairs(curves, contenders)
    return _tally([curves.area_differences(*pair) for pair in pairs])


def above_chance(curves: Curves, contenders: Sequence[Contender]) -> dict[str, Difference]:
    """Return by how much each strategy is above chance, by intervals that cover all together."""
    values = {each.strategy: curves.area_differences(each.strategy, CHANCE) for each in contenders}
    played = {name: each for name, each in values.items() if len(each)}
    return {name: difference(each, len(played)) for name, each in played.items()}


def _played_pairs(curves: Curves, contenders: Sequence[Contender]) -> list[tuple[str, str]]:
    """Return the pairs that have a seed in common."""
    pairs = [pair for each in contenders for pair in each.pairs]
    return [pair for pair in pairs if len(curves.differences(*pair))]


def _tally(values: Sequence[NDArray[np.float64]]) -> Tally:
    together = [difference(each, len(values)) for each in values]
    alone = [difference(each) for each in values]
    return Tally(
        comparisons=len(values),
        below=sum(each.is_below for each in together),
        above=sum(each.is_above for each in together),
        below_alone=sum(each.is_below for each in alone),
        above_alone=sum(each.is_above for each in alone),
    )


def _completeness(curves: Curves, contenders: Sequence[Contender], seeds: int) -> Verdict:
    wanted = [CHANCE, *names(contenders)]
    played = sum(len(curves.accuracies.get(name, {})) for name in wanted)
    return Verdict(f"{played} of {seeds * len(wanted)}", played == seeds * len(wanted))


def _not_below(tally: Tally, enough: bool) -> Verdict:
    if not tally.comparisons:
        return Verdict("no peer was played", None)
    return Verdict(str(tally), tally.below == 0 if enough else None)


def _chance(curves: Curves, contenders: Sequence[Contender], enough: bool) -> Verdict:
    found = above_chance(curves, contenders)
    if not found:
        return Verdict("no strategy was played beside chance", False)
    best = max(found, key=lambda name: found[name].low)
    each = found[best]
    above = sum(other.is_above for other in found.values())
    said = (
        f"{above} of {len(found)}, the surest {best} by {each.mean:+.4f} "
        f"({each.low:+.4f} to {each.high:+.4f})"
    )
    return Verdict(said, each.is_above if enough else None)
