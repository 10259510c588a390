"""Elements of SVG as text."""

from __future__ import annotations

import unicodedata
from xml.sax.saxutils import escape, quoteattr

from fastlabel_core.xml_characters import NOT_IN_XML


def element(name: str, *children: str, **attributes: str | float) -> str:
    """Return an element.

    Parameters
    ----------
    name : str
        Its tag.
    *children : str
        What is in it, as SVG: text goes through `plain`.
    **attributes : str or float
        ``stroke_width`` stands for ``stroke-width``, and ``class_`` for ``class``. Numbers are
        rounded to hundredths.
    """
    written = "".join(
        f" {key.rstrip('_').replace('_', '-')}={quoteattr(_value(value))}"
        for key, value in attributes.items()
    )
    return f"<{name}{written}>{''.join(children)}</{name}>" if children else f"<{name}{written}/>"


def plain(text: str) -> str:
    """Return text as SVG, with a replacement character for what XML can't hold."""
    return escape(_writable(text))


def number(value: float) -> str:
    """Return a coordinate, rounded to hundredths, in the fewest characters."""
    # Adding 0 turns -0.0 into 0.0.
    return f"{round(value, 2) + 0.0:.2f}".rstrip("0").rstrip(".")


def text_width(text: str, size: float) -> float:
    """Estimate how wide text is in a common sans-serif face.

    Parameters
    ----------
    text : str
        A line.
    size : float
        Of the font, in pixels.

    Returns
    -------
    float
        Pixels, rather too many than too few.
    """
    ems = sum(1.0 if unicodedata.east_asian_width(each) in "WF" else 0.58 for each in text)
    return ems * size


def shortened(text: str, width: float, size: float) -> str:
    """Return as much of a line as is at most so wide, with an ellipsis where it was cut."""
    if text_width(text, size) <= width:
        return text
    kept = text
    while kept and text_width(f"{kept}…", size) > width:
        kept = kept[:-1]
    return f"{kept}…"


def _value(value: str | float) -> str:
    return number(value) if isinstance(value, float | int) else _writable(value)


def _writable(text: str) -> str:
    return NOT_IN_XML.sub("\N{REPLACEMENT CHARACTER}", text)
