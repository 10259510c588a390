"""A bar chart: bars from left to right, those of one category together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fastlabel_core.charts.legend import KEY_WIDTH, Key, legend
from fastlabel_core.charts.picture import TITLE_HEIGHT, WIDTH, picture
from fastlabel_core.charts.style import TEXT_SIZE, SeriesStyle, series_style
from fastlabel_core.charts.svg import element, plain, shortened, text_width

BAR_HEIGHT = TEXT_SIZE + 1
GAP = 8
LONGEST_NAME = 130


@dataclass(frozen=True)
class Bars:
    """A bar in each category.

    Parameters
    ----------
    name : str
        What the legend says of them.
    values : sequence of float
        How long each is; none is negative.
    labels : sequence of str
        What stands at the end of each.
    """

    name: str
    values: Sequence[float]
    labels: Sequence[str]


def bar_chart(categories: Sequence[str], series: Sequence[Bars], *, title: str) -> str:
    """Return a bar chart as an SVG element, which can stand alone or in a page.

    Parameters
    ----------
    categories : sequence of str
        From the top down.
    series : sequence of Bars
        At least one, with a value for each category.
    title : str
        Above the chart; also what a screen reader says of it.

    Raises
    ------
    ValueError
        Without a category or a series, if a length differs, or if a value is negative.
    """
    _refuse_uneven(categories, series, title)
    styles = [series_style(place) for place in range(len(series))]
    keys = legend([_key(*pair) for pair in zip(series, styles, strict=True)], TITLE_HEIGHT)
    names = [shortened(name, LONGEST_NAME, TEXT_SIZE) for name in categories]
    left = max(text_width(name, TEXT_SIZE) for name in names) + 8
    top = TITLE_HEIGHT + keys.height + GAP
    step = len(series) * BAR_HEIGHT + GAP
    middle = top + len(series) * BAR_HEIGHT / 2
    drawn = [
        _name(whole, shown, left, middle + place * step)
        for place, (whole, shown) in enumerate(zip(categories, names, strict=True))
    ]
    scale = (WIDTH - left - _widest_label(series) - 6) / _longest(series)
    for place, (each, style) in enumerate(zip(series, styles, strict=True)):
        drawn += _series(each, style, left, top + place * BAR_HEIGHT, step, scale)
    return picture(title, top + len(categories) * step, keys.drawn, *drawn)


def _refuse_uneven(categories: Sequence[str], series: Sequence[Bars], title: str) -> None:
    if not categories or not series:
        raise ValueError(f"chart {title!r}: a bar chart has at least one category and series")
    for each in series:
        if not len(categories) == len(each.values) == len(each.labels):
            raise ValueError(f"chart {title!r}: bars {each.name!r} are not one a category")
        if not all(value >= 0 for value in each.values):
            raise ValueError(f"chart {title!r}: bars {each.name!r} have a negative length")


def _key(bars: Bars, style: SeriesStyle) -> Key:
    return Key(bars.name, _bar(0, -TEXT_SIZE / 2, KEY_WIDTH, style))


def _name(whole: str, shown: str, left: float, middle: float) -> str:
    """Return the name of a category beside its bars, which says all of it to a mouse."""
    y = middle + 0.35 * TEXT_SIZE
    title = element("title", plain(whole))
    return element("text", title, plain(shown), class_="end", x=left - 8, y=y)


def _widest_label(series: Sequence[Bars]) -> float:
    return max(text_width(label, TEXT_SIZE) for each in series for label in each.labels)


def _longest(series: Sequence[Bars]) -> float:
    # Where all bars have no length, any scale will do.
    return max(value for each in series for value in each.values) or 1.0


def _series(
    bars: Bars, style: SeriesStyle, left: float, top: float, step: float, scale: float
) -> Iterator[str]:
    for place, (value, label) in enumerate(zip(bars.values, bars.labels, strict=True)):
        y = top + place * step
        yield _bar(left, y + 1, value * scale, style)
        x = left + value * scale + 5
        yield element("text", plain(label), class_="faint", x=x, y=y + 0.87 * BAR_HEIGHT)


def _bar(x: float, y: float, width: float, style: SeriesStyle) -> str:
    return element(
        "rect", x=x, y=y, width=width, height=BAR_HEIGHT - 2, style=f"fill: {style.colour}"
    )
