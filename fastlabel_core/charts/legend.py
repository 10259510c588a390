"""The legend of a chart: above the plot, where it hides nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fastlabel_core.charts.picture import WIDTH
from fastlabel_core.charts.style import TEXT_SIZE
from fastlabel_core.charts.svg import element, number, plain, shortened, text_width

KEY_WIDTH = 30
ROW_HEIGHT = TEXT_SIZE + 8
GAP = 20


@dataclass(frozen=True, slots=True)
class Key:
    """A line of a legend.

    Parameters
    ----------
    name : str
        What it explains.
    sample : str
        What that looks like, as SVG: `KEY_WIDTH` wide, in the middle of the line at y = 0.
    """

    name: str
    sample: str


@dataclass(frozen=True, slots=True)
class Legend:
    """Keys in rows, as SVG, with the height of all rows."""

    drawn: str
    height: float


def legend(keys: Sequence[Key], top: float) -> Legend:
    """Return keys side by side, and in further rows where the width of the picture ends.

    A name that is wider than the picture is cut.
    """
    drawn = []
    x, row = 0.0, 0
    for key in keys:
        text = shortened(key.name, WIDTH - KEY_WIDTH - 6, TEXT_SIZE)
        width = KEY_WIDTH + 6 + text_width(text, TEXT_SIZE)
        if x > 0 and x + width > WIDTH:
            x, row = 0.0, row + 1
        name = element("text", plain(text), x=KEY_WIDTH + 6, y=0.35 * TEXT_SIZE)
        place = f"translate({number(x)} {number(top + (row + 0.5) * ROW_HEIGHT)})"
        drawn.append(element("g", key.sample, name, transform=place))
        x += width + GAP
    return Legend("".join(drawn), (row + 1) * ROW_HEIGHT)
