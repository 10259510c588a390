"""The two axes of a chart: where a point stands, and the grid that says so."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fastlabel_core.charts.picture import WIDTH
from fastlabel_core.charts.style import TEXT_SIZE
from fastlabel_core.charts.svg import element, number, plain, text_width
from fastlabel_core.charts.ticks import tick_labels

# Below the plot: the labels of the ticks, and that of the axis.
BELOW = 2 * TEXT_SIZE + 20
# Above it: the label of the y axis, and half a tick's label.
ABOVE = TEXT_SIZE + 18


@dataclass(frozen=True, slots=True)
class Axes:
    """The plot of a chart, in pixels of the picture.

    Parameters
    ----------
    x_ticks, y_ticks : sequence of float
        Where the grid stands; each axis goes from the first to the last.
    left, top, right, bottom : float
        The edges of the plot.
    """

    x_ticks: Sequence[float]
    y_ticks: Sequence[float]
    left: float
    top: float
    right: float
    bottom: float

    def x(self, value: float) -> float:
        """Return where a value stands from left to right."""
        first, last = self.x_ticks[0], self.x_ticks[-1]
        return self.left + (value - first) / (last - first) * (self.right - self.left)

    def y(self, value: float) -> float:
        """Return where a value stands from the top down."""
        first, last = self.y_ticks[0], self.y_ticks[-1]
        return self.bottom - (value - first) / (last - first) * (self.bottom - self.top)

    def grid(self, x_label: str, y_label: str) -> Iterator[str]:
        """Yield the lines of the grid with the labels of ticks and axes, as SVG."""
        for tick, label in zip(self.x_ticks, tick_labels(self.x_ticks), strict=True):
            x = self.x(tick)
            yield element("line", class_="grid", x1=x, y1=self.top, x2=x, y2=self.bottom)
            y = self.bottom + TEXT_SIZE + 5
            yield element("text", plain(label), class_="faint middle", x=x, y=y)
        for tick, label in zip(self.y_ticks, tick_labels(self.y_ticks), strict=True):
            y = self.y(tick)
            yield element("line", class_="grid", x1=self.left, y1=y, x2=self.right, y2=y)
            x = self.left - 8
            yield element("text", plain(label), class_="faint end", x=x, y=y + 0.35 * TEXT_SIZE)
        middle, below = (self.left + self.right) / 2, self.bottom + 2 * TEXT_SIZE + 12
        yield element("text", plain(x_label), class_="middle", x=middle, y=below)
        # Upright and above the axis: a turned label is hard to read.
        yield element("text", plain(y_label), x=0, y=self.top - 12)

    def cut_off(self, *drawn: str) -> str:
        """Return what is drawn in pixels of the picture, without what lies outside the plot."""
        width, height = self.right - self.left, self.bottom - self.top
        box = f"{number(self.left)} {number(self.top)} {number(width)} {number(height)}"
        # An inner picture cuts off by itself; a clipping path would need a name of its own.
        return element(
            "svg", *drawn, x=self.left, y=self.top, width=width, height=height, viewBox=box
        )


def axes(x_ticks: Sequence[float], y_ticks: Sequence[float], top: float, height: float) -> Axes:
    """Return axes as wide as the picture, with room for the labels of their ticks.

    Parameters
    ----------
    x_ticks, y_ticks : sequence of float
        Where the grid stands.
    top : float
        Where the plot begins.
    height : float
        Of the plot.
    """
    widest = max(text_width(label, TEXT_SIZE) for label in tick_labels(y_ticks))
    half_label = text_width(tick_labels(x_ticks)[-1], TEXT_SIZE) / 2
    return Axes(
        x_ticks,
        y_ticks,
        left=widest + 10,
        top=top,
        right=WIDTH - max(half_label, 8),
        bottom=top + height,
    )
