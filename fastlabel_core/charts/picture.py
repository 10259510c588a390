"""The whole of a chart: the element that holds it, and its title."""

from __future__ import annotations

from fastlabel_core.charts.style import STYLE, TITLE_SIZE
from fastlabel_core.charts.svg import element, number, plain

# Pixels, which scale with the page.
WIDTH = 440
TITLE_HEIGHT = TITLE_SIZE + 11


def picture(title: str, height: float, *children: str) -> str:
    """Return a chart as an element that can stand alone, or in a page.

    Parameters
    ----------
    title : str
        Above the chart, and what a screen reader says of it.
    height : float
        Of the whole, in pixels; the width is always `WIDTH`.
    *children : str
        What is drawn below the title, as SVG.
    """
    return element(
        "svg",
        element("title", plain(title)),
        STYLE,
        element("text", plain(title), class_="title", x=0, y=TITLE_SIZE),
        *children,
        xmlns="http://www.w3.org/2000/svg",
        class_="chart",
        role="img",
        viewBox=f"0 0 {WIDTH} {number(height)}",
        width=WIDTH,
        height=height,
    )
