"""A line chart, with a band about a line where its uncertainty is known."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fastlabel_core.charts.axes import ABOVE, BELOW, Axes, axes
from fastlabel_core.charts.legend import KEY_WIDTH, Key, legend
from fastlabel_core.charts.picture import TITLE_HEIGHT, picture
from fastlabel_core.charts.style import SeriesStyle, series_style
from fastlabel_core.charts.svg import element, number, plain
from fastlabel_core.charts.ticks import round_ticks

PLOT_HEIGHT = 220
# Of a series; more would hide its line.
MOST_MARKS = 25


@dataclass(frozen=True)
class Series:
    """Points that a line joins.

    Parameters
    ----------
    name : str
        What the legend says of it.
    x, y : sequence of float, of one length, at least 1
        The points, in the order of the line.
    low, high : sequence of float, as long as `y`, or None
        The edges of a band about the line; none by default.

    Raises
    ------
    ValueError
        If the lengths differ, there is no point, a value isn't finite, or one edge of the band is
        missing.
    """

    name: str
    x: Sequence[float]
    y: Sequence[float]
    low: Sequence[float] | None = None
    high: Sequence[float] | None = None

    def __post_init__(self) -> None:
        given = {"x": self.x, "y": self.y, "low": self.low, "high": self.high}
        values = {key: each for key, each in given.items() if each is not None}
        if len(values) == 3:
            raise ValueError(f"series {self.name!r}: a band has both edges, low and high")
        lengths = {key: len(each) for key, each in values.items()}
        if len(set(lengths.values())) > 1 or not len(self.x):
            raise ValueError(f"series {self.name!r}: lengths {lengths}; all are one, at least 1")
        for key, each in values.items():
            if not all(math.isfinite(value) for value in each):
                raise ValueError(f"series {self.name!r}: {key} is not finite; leave the point out")


def line_chart(
    series: Sequence[Series],
    *,
    title: str,
    x_label: str,
    y_label: str,
    y_range: tuple[float, float] | None = None,
) -> str:
    """Return a line chart as an SVG element, which can stand alone or in a page.

    Parameters
    ----------
    series : sequence of Series
        At least one.
    title : str
        Above the chart; also what a screen reader says of it.
    x_label, y_label : str
        What the axes measure.
    y_range : tuple of float, or None
        What the y axis shows; it begins and ends at round numbers about that, and cuts off what
        lies beyond. By default all is in view.

    Returns
    -------
    str
        The same for the same arguments.

    Raises
    ------
    ValueError
        Without a series, or if `y_range` is empty.
    """
    if not series:
        raise ValueError(f"chart {title!r}: a line chart has at least one series")
    if y_range is not None and not y_range[0] < y_range[1]:
        raise ValueError(f"chart {title!r}: y_range {y_range} is empty")
    y_values = [value for each in series for value in _y_values(each)]
    x_values = [value for each in series for value in each.x]
    styles = [series_style(place) for place in range(len(series))]
    keys = legend([_key(*pair) for pair in zip(series, styles, strict=True)], TITLE_HEIGHT)
    plot = axes(
        round_ticks(min(x_values), max(x_values), whole=_are_whole(x_values)),
        round_ticks(*(y_range or (min(y_values), max(y_values)))),
        TITLE_HEIGHT + keys.height + ABOVE,
        PLOT_HEIGHT,
    )
    pairs = list(zip(series, styles, strict=True))
    bands = [_band(each, style, plot) for each, style in pairs if each.low is not None]
    lines = [_line(each, style, plot) for each, style in pairs]
    marks = [mark for each, style in pairs for mark in _marks(each, style, plot)]
    return picture(
        title,
        plot.bottom + BELOW,
        keys.drawn,
        *plot.grid(x_label, y_label),
        plot.cut_off(*bands, *lines),
        *marks,
    )


def _y_values(series: Series) -> Iterator[float]:
    yield from series.y
    yield from series.low or ()
    yield from series.high or ()


def _are_whole(values: Sequence[float]) -> bool:
    return all(value == int(value) for value in values)


def _key(series: Series, style: SeriesStyle) -> Key:
    middle = KEY_WIDTH / 2
    band = "" if series.low is None else _area(f"M0 -6h{KEY_WIDTH}v12h-{KEY_WIDTH}z", style)
    return Key(series.name, band + _stroke(f"M0 0h{KEY_WIDTH}", style) + _mark(middle, 0, style))


def _band(series: Series, style: SeriesStyle, plot: Axes) -> str:
    assert series.low is not None
    assert series.high is not None
    there = _points(series.x, series.high, plot)
    back = reversed(_points(series.x, series.low, plot))
    edge = f"M{'L'.join([*there, *back])}"
    # About a single point there is no area to be seen.
    return _area(f"{edge}z", style) if len(series.x) > 1 else _stroke(edge, style)


def _line(series: Series, style: SeriesStyle, plot: Axes) -> str:
    return _stroke("M" + "L".join(_points(series.x, series.y, plot)), style)


def _points(x: Sequence[float], y: Sequence[float], plot: Axes) -> list[str]:
    return [
        f"{number(plot.x(across))} {number(plot.y(up))}" for across, up in zip(x, y, strict=True)
    ]


def _marks(series: Series, style: SeriesStyle, plot: Axes) -> Iterator[str]:
    """Yield the marks of points in view; each says its values when a mouse rests on it."""
    every = -(-len(series.x) // MOST_MARKS)
    for x, y in list(zip(series.x, series.y, strict=True))[::every]:
        if plot.y_ticks[0] <= y <= plot.y_ticks[-1]:
            values = element("title", plain(f"{series.name}: {x:,.6g}, {y:,.6g}"))
            yield _mark(plot.x(x), plot.y(y), style, values)


def _mark(x: float, y: float, style: SeriesStyle, *children: str) -> str:
    return element(
        "path",
        *children,
        d=style.mark,
        transform=f"translate({number(x)} {number(y)})",
        style=f"fill: {style.colour}; stroke: var(--paper)",
    )


def _stroke(path: str, style: SeriesStyle) -> str:
    return element(
        "path",
        d=path,
        style=f"fill: none; stroke: {style.colour}; stroke-width: 2; "
        f"stroke-dasharray: {style.dashes}",
    )


def _area(path: str, style: SeriesStyle) -> str:
    return element("path", d=path, style=f"fill: {style.colour}; opacity: 0.18")
