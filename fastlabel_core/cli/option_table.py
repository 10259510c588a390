"""The options of a plugin or a strategy, described for a list."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from fastlabel_core.cli.table import align

if TYPE_CHECKING:
    from pydantic import BaseModel
    from pydantic.fields import FieldInfo

COLUMNS = ("option", "type", "default", "description")


def describe_options(declared: type[BaseModel]) -> list[dict[str, Any]]:
    """Describe each option that a pydantic model declares.

    Returns
    -------
    list of dict
        ``option``, ``type``, ``description``, and ``default`` (a JSON value), which is left out
        where the option is required.
    """
    from fastlabel_core.options import option_names

    names = option_names(declared)
    return [_describe(name, declared.model_fields[field]) for name, field in names.items()]


def option_lines(rows: Sequence[dict[str, Any]]) -> Iterator[str]:
    """Return a table of described options, line by line."""
    texts = [[as_given(row.get(column, "required")) for column in COLUMNS] for row in rows]
    return align([COLUMNS, *texts])


def as_given(value: Any) -> str:
    """Return a JSON value as it can be given on the command line."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _describe(name: str, field: FieldInfo) -> dict[str, Any]:
    from pydantic_core import to_jsonable_python

    row = {"option": name, "type": _type_name(field.annotation)}
    if not field.is_required():
        default = field.get_default(call_default_factory=True, validated_data={})
        row["default"] = to_jsonable_python(default, fallback=str)
    return {**row, "description": field.description or ""}


def _type_name(annotation: Any) -> str:
    is_plain = isinstance(annotation, type) and not hasattr(annotation, "__args__")
    name = annotation.__name__ if is_plain else str(annotation)
    return re.sub(r"\b(typing|pathlib(\._local)?)\.", "", name)
