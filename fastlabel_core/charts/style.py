"""How charts look: colours that follow the page, and the dashes and marks of series."""

from __future__ import annotations

from dataclasses import dataclass

from fastlabel_core.charts.svg import element

# Pixels.
TEXT_SIZE = 13
TITLE_SIZE = 15


@dataclass(frozen=True, slots=True)
class SeriesStyle:
    """What tells a series from the others, with and without colour.

    Parameters
    ----------
    colour : str
        A CSS value.
    dashes : str
        Of its line, as in ``stroke-dasharray``.
    mark : str
        The path of a mark about the origin.
    """

    colour: str
    dashes: str
    mark: str


# Each light colour has a contrast of at least 4.5 with white, each dark one with the dark ground.
# The order is that of Okabe and Ito, whose hues colour-blind people can tell apart.
_COLOURS = {
    "blue": ("#0072b2", "#56b4e9"),
    "vermilion": ("#b84a00", "#ff9a5c"),
    "green": ("#007a59", "#2fc79a"),
    "purple": ("#9c4a7c", "#e0a0c4"),
    "orange": ("#8a6100", "#e6b422"),
}
_DASHES = ("none", "7 4", "2 3", "9 3 2 3")
_MARKS = (
    "M-3.5 0a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0 -7 0z",
    "M-3.2 -3.2h6.4v6.4h-6.4z",
    "M0 -4.4l4.2 7.2h-8.4z",
    "M0 -4.6l4.6 4.6l-4.6 4.6l-4.6 -4.6z",
    "M0 4.4l4.2 -7.2h-8.4z",
    "M-4 -1.4h2.6v-2.6h2.8v2.6h2.6v2.8h-2.6v2.6h-2.8v-2.6h-2.6z",
    "M-4.4 0l2.2 -3.8h4.4l2.2 3.8l-2.2 3.8h-4.4z",
)


def series_style(place: int) -> SeriesStyle:
    """Return the style of the series at a place, from 0; 140 differ from each other."""
    colours = list(_COLOURS)
    return SeriesStyle(
        colour=f"var(--{colours[place % len(colours)]})",
        dashes=_DASHES[place % len(_DASHES)],
        mark=_MARKS[place % len(_MARKS)],
    )


def _rules(scheme: int) -> str:
    return "".join(f"  --{name}: {colours[scheme]};\n" for name, colours in _COLOURS.items())


STYLE = element(
    "style",
    f"""
.chart {{
  --ink: var(--md-default-fg-color, #1f1f1f);
  --faint: var(--md-default-fg-color--light, #636363);
  --line: var(--md-default-fg-color--lightest, #d8d8d8);
  --paper: var(--md-default-bg-color, #ffffff);
{_rules(0)}  max-width: 100%;
  height: auto;
  font: {TEXT_SIZE}px var(--md-text-font-family, system-ui), sans-serif;
}}
@media screen and (prefers-color-scheme: dark) {{
  .chart {{
    --ink: var(--md-default-fg-color, #e4e4e4);
    --faint: var(--md-default-fg-color--light, #a8a8a8);
    --line: var(--md-default-fg-color--lightest, #3a3d44);
    --paper: var(--md-default-bg-color, #16181d);
{_rules(1)}  }}
}}
.chart text {{ fill: var(--ink) }}
.chart .title {{ font-size: {TITLE_SIZE}px; font-weight: 700 }}
.chart .faint {{ fill: var(--faint) }}
.chart .grid {{ stroke: var(--line); stroke-width: 1 }}
.chart .end {{ text-anchor: end }}
.chart .middle {{ text-anchor: middle }}
""",
)
