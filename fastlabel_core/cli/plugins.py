"""``fastlabel plugins``: what is installed, and the options of a plugin."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from fastlabel_core.cli.table import align
from fastlabel_core.plugins import EXTENSIONS, MODELS, Plugin, choose_model, find_plugins

if TYPE_CHECKING:
    from pydantic.fields import FieldInfo

INSTALLED_COLUMNS = ("kind", "name", "distribution", "version", "status", "summary")
OPTION_COLUMNS = ("option", "type", "default", "description")

Row = dict[str, Any]


@click.command(name="plugins")
@click.argument("name", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(name: str | None, as_json: bool) -> None:
    """List the installed plugins, or the options of the model plugin NAME.

    Listing them imports none of them.
    """
    if name is None:
        _print(_installed(), INSTALLED_COLUMNS, as_json, "none; try: pip install fastlabel-resnet")
    else:
        plugin = choose_model(name)
        _print(_options(plugin), OPTION_COLUMNS, as_json, f"{plugin} declares no options")


def _installed() -> list[Row]:
    kinds = {"model": find_plugins(MODELS), "extension": find_plugins(EXTENSIONS)}
    return [
        {
            "kind": kind,
            "name": plugin.name,
            "distribution": plugin.distribution,
            "version": plugin.version,
            "status": _status(plugin, plugins),
            "summary": plugin.summary,
        }
        for kind, plugins in kinds.items()
        for plugin in plugins
    ]


def _status(plugin: Plugin, beside: tuple[Plugin, ...]) -> str:
    others = [other for other in beside if other.name == plugin.name and other != plugin]
    if others:
        return f"name taken by {others[0].distribution} too"
    return "ok" if plugin.is_compatible else f"needs fastlabel-core {plugin.core_range}"


def _options(plugin: Plugin) -> list[Row]:
    from fastlabel_core.options import declared_options, option_names
    from fastlabel_core.registration import import_model_class

    declared = declared_options(plugin, import_model_class(plugin))
    if declared is None:
        return []
    names = option_names(declared)
    return [_describe(name, declared.model_fields[field]) for name, field in names.items()]


def _describe(name: str, field: FieldInfo) -> Row:
    """Describe an option; one that is required has no default."""
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


def _print(rows: list[Row], columns: Sequence[str], as_json: bool, nothing: str) -> None:
    if as_json:
        click.echo(json.dumps(rows, indent=2, ensure_ascii=False))
    elif rows:
        texts = [[_text(row.get(column, "required")) for column in columns] for row in rows]
        click.echo("\n".join(align([columns, *texts])))
    else:
        click.echo(nothing)


def _text(value: Any) -> str:
    """Return a value as it can be given to ``--option``."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
