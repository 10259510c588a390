"""Whether an output is the one that a page shows."""

from __future__ import annotations

import re


def matches(shown: str, output: str) -> bool:
    """Tell whether `output` is what a page shows.

    Parameters
    ----------
    shown : str
        The text of the page. A line ``...`` stands for any lines, maybe none, and ``...`` within a
        line for any characters.
    output : str
        What a command printed. White space at the ends of lines and of the whole doesn't count.

    Returns
    -------
    bool
    """
    pattern = "".join(map(_line_pattern, _lines(shown)))
    return re.fullmatch(pattern, "".join(f"{line}\n" for line in _lines(output))) is not None


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.rstrip().splitlines()]


def _line_pattern(line: str) -> str:
    if line == "...":
        return r"(?:.*\n)*"
    return ".*".join(map(re.escape, line.split("..."))) + r"\n"
