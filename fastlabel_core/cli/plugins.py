"""``fastlabel plugins``: what is installed, and the options of a plugin."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from fastlabel_core.plugins import EXTENSIONS, MODELS, Plugin, choose_model, find_plugins

if TYPE_CHECKING:
    from pydantic.fields import FieldInfo

INSTALLED_COLUMNS = ("kind", "name", "distribution", "version", "status", "summary")
OPTION_COLUMNS = ("option", "type", "default", "description")


@click.command(name="plugins")
@click.argument("name", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(name: str | None, as_json: bool) -> None:
    """List the installed plugins, or the options of the model plugin NAME.

    Listing them imports none of them.
    """
    rows = _installed() if name is None else _options(choose_model(name))
    columns = INSTALLED_COLUMNS if name is None else OPTION_COLUMNS
    if as_json:
        click.echo(json.dumps(rows, indent=2, ensure_ascii=False))
    else:
        _print_table(rows, columns)


def _installed() -> list[dict[str, Any]]:
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


def _options(plugin: Plugin) -> list[dict[str, Any]]:
    from fastlabel_core.options import declared_options
    from fastlabel_core.registration import import_model_class

    declared = declared_options(plugin, import_model_class(plugin))
    fields = {} if declared is None else declared.model_fields
    return [_describe(name, field) for name, field in fields.items()]


def _describe(name: str, field: FieldInfo) -> dict[str, Any]:
    from pydantic_core import to_jsonable_python

    return {
        "option": name,
        "type": _type_name(field.annotation),
        "default": None if field.is_required() else to_jsonable_python(field.get_default()),
        "description": field.description or "",
    }


def _type_name(annotation: Any) -> str:
    name = annotation.__name__ if isinstance(annotation, type) else str(annotation)
    return name.replace("typing.", "").replace("pathlib.", "")


def _print_table(rows: list[dict[str, Any]], columns: Sequence[str]) -> None:
    if not rows:
        click.echo("none")
        return
    texts = [tuple(str(row[column]) for column in columns) for row in rows]
    widths = [max(map(len, column)) for column in zip(columns, *texts, strict=True)]
    for line in (columns, *texts):
        padded = (text.ljust(width) for text, width in zip(line, widths, strict=True))
        click.echo("  ".join(padded).rstrip())
