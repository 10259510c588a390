"""A reliability diagram: how often a model is right, by how sure it is."""

from __future__ import annotations

from collections.abc import Iterator

from fastlabel_core.charts.axes import ABOVE, BELOW, Axes, axes
from fastlabel_core.charts.legend import KEY_WIDTH, Key, legend
from fastlabel_core.charts.picture import TITLE_HEIGHT, picture
from fastlabel_core.charts.style import TEXT_SIZE, series_style
from fastlabel_core.charts.svg import element, number, plain
from fastlabel_core.reliability import Reliability, ReliabilityBin

PLOT_HEIGHT = 260
TICKS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
_BAR, _MEAN = series_style(0), series_style(1)
_DIAGONAL = "stroke: var(--ink); stroke-width: 1.5; stroke-dasharray: 5 4"


def reliability_diagram(found: Reliability, *, title: str) -> str:
    """Return a reliability diagram as an SVG element, which can stand alone or in a page.

    A bar is as high as the share of its samples that are predicted right, and says how many they
    are. A mark stands at their mean confidence: above the bar, the model is too sure of itself.

    Parameters
    ----------
    found : Reliability
        What it shows.
    title : str
        Above the chart; also what a screen reader says of it.
    """
    middle = KEY_WIDTH / 2
    keys = legend(
        [
            Key("accuracy, with samples", _rectangle(0, -7, KEY_WIDTH, 14)),
            Key("mean confidence", _mark(middle, 0)),
            Key("as sure as right", element("path", d=f"M0 0h{KEY_WIDTH}", style=_DIAGONAL)),
        ],
        TITLE_HEIGHT,
    )
    plot = axes(TICKS, TICKS, TITLE_HEIGHT + keys.height + ABOVE, PLOT_HEIGHT)
    bars = [part for each in found.bins for part in _bar(each, plot)]
    ends = f"M{number(plot.left)} {number(plot.bottom)}L{number(plot.right)} {number(plot.top)}"
    return picture(
        title,
        plot.bottom + BELOW,
        keys.drawn,
        *plot.grid("confidence", "accuracy"),
        *bars,
        element("path", d=ends, style=f"fill: none; {_DIAGONAL}"),
        *[_mean(each, plot) for each in found.bins if each.samples],
    )


def _bar(found: ReliabilityBin, plot: Axes) -> Iterator[str]:
    if found.accuracy is None or found.confidence is None:
        return
    left, right = plot.x(found.low), plot.x(found.high)
    top = plot.y(found.accuracy)
    said = (
        f"confidence {found.low:.1f} to {found.high:.1f}, {found.confidence:.3f} in the mean: "
        f"{found.accuracy:.3f} of {found.samples:,} right"
    )
    yield _rectangle(left + 1, top, right - left - 2, plot.bottom - top, said)
    yield element(
        "text",
        f"{found.samples:,}",
        class_="middle",
        x=(left + right) / 2,
        y=plot.bottom - 5,
        style=f"font-size: {TEXT_SIZE - 2}px",
    )


def _mean(found: ReliabilityBin, plot: Axes) -> str:
    assert found.confidence is not None
    return _mark((plot.x(found.low) + plot.x(found.high)) / 2, plot.y(found.confidence))


def _rectangle(x: float, y: float, width: float, height: float, said: str = "") -> str:
    return element(
        "rect",
        *([element("title", plain(said))] if said else []),
        x=x,
        y=y,
        width=width,
        height=height,
        style=f"fill: {_BAR.colour}; fill-opacity: 0.4; stroke: {_BAR.colour}",
    )


def _mark(x: float, y: float) -> str:
    return element(
        "path",
        d=_MEAN.mark,
        transform=f"translate({number(x)} {number(y)})",
        style=f"fill: {_MEAN.colour}; stroke: var(--paper)",
    )
