"""The tables: a row for chance, and one for each strategy and each peer."""

from __future__ import annotations

import math
from collections.abc import Sequence

from benchmarks.label_efficiency.contenders import CHANCE, Contender
from benchmarks.label_efficiency.curves import Curves
from benchmarks.label_efficiency.intervals import difference

# Of the numbers of labels after the first, as shares of the way.
SHOWN = (0.25, 0.5, 1.0)


def table(curves: Curves, contenders: Sequence[Contender]) -> str:
    """Return the table of a data set, in Markdown.

    Parameters
    ----------
    curves : Curves
    contenders : sequence of Contender
        Those that finished no run are left out.
    """
    places = shown_places(len(curves.budgets))
    header = [
        "strategy",
        *(f"accuracy with {curves.budgets[place]:,}" for place in places),
        "area",
        "area, less that of chance",
        "area, ours less the peer's",
        "labels at which ours is below, above",
        "seconds a round",
    ]
    named = [(CHANCE, "")]
    for each in contenders:
        named += [(each.strategy, ""), *((peer, each.strategy) for peer in each.peers)]
    played = [(name, ours) for name, ours in named if name in curves.accuracies]
    rows = [header, ["---"] * len(header), *(_row(curves, *pair, places) for pair in played)]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def shown_places(budgets: int) -> list[int]:
    """Return the places of the numbers of labels that a table shows."""
    return sorted({math.ceil(share * (budgets - 1)) for share in SHOWN})


def _row(curves: Curves, name: str, ours: str, places: Sequence[int]) -> list[str]:
    """Return the row of a strategy, or of a peer of `ours`."""
    mean = curves.mean(name)
    return [
        f"*{name}*" if ours else f"`{name}`",
        *(f"{mean[place]:.4f}" for place in places),
        f"{curves.area(name):.4f}",
        _compared(curves, name, CHANCE) if name != CHANCE else "",
        _compared(curves, ours, name) if ours else "",
        _counted(curves, ours, name) if ours else "",
        f"{curves.seconds[name]:.1f}",
    ]


def _compared(curves: Curves, one: str, other: str) -> str:
    differences = curves.area_differences(one, other)
    return str(difference(differences)) if len(differences) else "no seed in common"


def _counted(curves: Curves, ours: str, peer: str) -> str:
    """Return at how many numbers of labels the 95 % interval lies below and above zero."""
    columns = curves.differences(ours, peer).T[1:]
    found = [difference(column) for column in columns if len(column)]
    below, above = sum(each.is_below for each in found), sum(each.is_above for each in found)
    return f"{below}, {above} of {len(found)}"
