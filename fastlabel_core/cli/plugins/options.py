"""The options of a model plugin, described for a list."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pydantic.fields import FieldInfo

    from fastlabel_core.plugins import Plugin


def describe_options(plugin: Plugin) -> list[dict[str, Any]]:
    """Import a model plugin and describe each of its options; no row if it declares none.

    Returns
    -------
    list of dict
        ``option``, ``type``, ``description``, and ``default`` (a JSON value), which is left out
        where the option is required.

    Raises
    ------
    PluginImportError, PluginProtocolError
        If the plugin can't be imported, or doesn't keep the protocol.
    """
    from fastlabel_core.options import declared_options, option_names
    from fastlabel_core.registration import import_model_class

    declared = declared_options(plugin, import_model_class(plugin))
    if declared is None:
        return []
    names = option_names(declared)
    return [_describe(name, declared.model_fields[field]) for name, field in names.items()]


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
