"""Writing JSON arrays that are larger than memory."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TextIO


def write_array(file: TextIO, items: Iterable[object]) -> None:
    """Write a JSON array, a line for each item."""
    # One encoder, as `json.dumps` would make one for each item.
    encode = json.JSONEncoder(ensure_ascii=False).encode
    separator = "\n"
    file.write("[")
    for item in items:
        file.write(separator)
        file.write(encode(item))
        separator = ",\n"
    file.write("\n]")
