"""The plot of a data set: chance, and the best strategies beside their peers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from benchmarks.label_efficiency.contenders import CHANCE, Contender
from benchmarks.label_efficiency.curves import Curves
from fastlabel_core.charts.line_chart import Series, line_chart

# More lines can't be told apart.
BEST = 3


def plot(title: str, curves: Curves, contenders: Sequence[Contender]) -> str:
    """Return the plot as SVG.

    Parameters
    ----------
    title : str
        Of the data set.
    curves : Curves
    contenders : sequence of Contender
        Of which the three of the largest area are drawn, each with its first peer.
    """
    return line_chart(
        [_series(curves, name) for name in drawn(curves, contenders)],
        title=f"Accuracy by labels: {title}",
        x_label="labels",
        y_label="accuracy on the test samples",
    )


def drawn(curves: Curves, contenders: Sequence[Contender]) -> Iterator[str]:
    """Yield the names of the lines."""
    yield CHANCE
    played = [each for each in contenders if each.strategy in curves.accuracies]
    for each in sorted(played, key=lambda each: curves.area(each.strategy), reverse=True)[:BEST]:
        yield each.strategy
        yield from [peer for peer in each.peers if peer in curves.accuracies][:1]


def _series(curves: Curves, name: str) -> Series:
    return Series(name=name, x=curves.budgets, y=curves.mean(name).tolist())
