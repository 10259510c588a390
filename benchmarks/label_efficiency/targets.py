"""What the strategies are held to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from benchmarks.label_efficiency.contenders import CHANCE, Contender, names
from benchmarks.label_efficiency.curves import Curves
from benchmarks.label_efficiency.intervals import Difference, difference
from benchmarks.label_efficiency.tally import (
    Tally,
    played_pairs,
    tally_of_areas,
    tally_of_budgets,
)
from benchmarks.query_speed.targets import Verdict

# With fewer, no interval of many comparisons says anything.
LEAST_SEEDS = 5


@dataclass(frozen=True, slots=True)
class Judged:
    """A target in words, and how it came out."""

    text: str
    verdict: Verdict


def judge(
    curves: Curves, contenders: Sequence[Contender], seeds: int, *, needs_peers: bool = False
) -> Iterator[Judged]:
    """Hold the strategies on one data set to the targets.

    Parameters
    ----------
    curves : Curves
    contenders : sequence of Contender
        Who was to be played.
    seeds : int
        How often.
    needs_peers : bool, default False
        Whether it is a miss that no peer was played.
    """
    yield Judged("every run came to its end", _completeness(curves, contenders, seeds))
    enough = seeds >= LEAST_SEEDS
    uncompared = _without_comparison(curves, contenders, needs_peers)
    yield Judged(
        "no strategy below its peer, at any number of labels",
        uncompared or _not_below(tally_of_budgets(curves, contenders), enough),
    )
    yield Judged(
        "no strategy below its peer, over all labels spent",
        uncompared or _not_below(tally_of_areas(curves, contenders), enough),
    )
    yield Judged(
        "a strategy above chance, over all labels spent", _chance(curves, contenders, enough)
    )


def above_chance(curves: Curves, contenders: Sequence[Contender]) -> dict[str, Difference]:
    """Return by how much each strategy is above chance, by intervals that cover all together."""
    values = {each.strategy: curves.area_differences(each.strategy, CHANCE) for each in contenders}
    played = {name: each for name, each in values.items() if len(each)}
    return {name: difference(each, len(played)) for name, each in played.items()}


def _completeness(curves: Curves, contenders: Sequence[Contender], seeds: int) -> Verdict:
    wanted = [CHANCE, *names(contenders)]
    played = sum(len(curves.accuracies.get(name, {})) for name in wanted)
    return Verdict(f"{played} of {seeds * len(wanted)}", played == seeds * len(wanted))


def _without_comparison(
    curves: Curves, contenders: Sequence[Contender], needs_peers: bool
) -> Verdict | None:
    """Return what is said where no strategy can be compared with a peer; None if one can."""
    if not played_pairs(curves, contenders):
        return Verdict("no peer was played", False if needs_peers else None)
    return _without_rounds(curves)


def _without_rounds(curves: Curves) -> Verdict | None:
    """Return what is said where all runs share the first labels alone; None if they share more."""
    if len(curves.budgets) > 1:
        return None
    said = f"all runs have only their first {curves.budgets[0]:,} labels in common"
    return Verdict(said, False)


def _not_below(tally: Tally, enough: bool) -> Verdict:
    return Verdict(str(tally), tally.below == 0 if enough else None)


def _chance(curves: Curves, contenders: Sequence[Contender], enough: bool) -> Verdict:
    found = above_chance(curves, contenders)
    if not found:
        return Verdict("no strategy was played beside chance", False)
    if without_rounds := _without_rounds(curves):
        return without_rounds
    best = max(found, key=lambda name: found[name].low)
    above = sum(each.is_above for each in found.values())
    below = [name for name, each in found.items() if each.is_below]
    said = f"{above} of {len(found)}, the surest {best} by {found[best]}"
    if below:
        said += f"; below it {len(below)}: {', '.join(below)}"
    return Verdict(said, found[best].is_above if enough else None)
