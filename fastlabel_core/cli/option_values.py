"""Reading the values that a command line gives to options of plugins and strategies."""

from __future__ import annotations

import json
from typing import Any

from fastlabel_core.errors import UsageError


def parse_options(
    given: tuple[str, ...], flag: str = "--option", example: str = "epochs=5"
) -> dict[str, Any]:
    """Read ``NAME=VALUE`` pairs; a value is taken as JSON where it is, else as text.

    Parameters
    ----------
    given : tuple of str
        The pairs.
    flag, example : str, optional
        What gives one, and such a pair; for the message.

    Raises
    ------
    UsageError
        If one holds no ``=``.
    """
    options = {}
    for pair in given:
        name, sign, value = pair.partition("=")
        if not (sign and name):
            raise UsageError(f"{flag} {pair!r} is not NAME=VALUE, such as {flag} {example}")
        options[name] = _parse(value)
    return options


def _parse(value: str) -> Any:
    try:
        return json.loads(value)
    except json.JSONDecodeError:
        return value
