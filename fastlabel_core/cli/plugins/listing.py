"""``fastlabel plugins list``: what is installed, and the options of a plugin."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

import click

from fastlabel_core.cli.option_table import option_lines
from fastlabel_core.cli.plugins.options import plugin_options
from fastlabel_core.cli.table import align
from fastlabel_core.plugins import EXTENSIONS, MODELS, Plugin, choose_model, find_plugins

INSTALLED_COLUMNS = ("kind", "name", "distribution", "version", "status", "summary")


@click.command("list", short_help="List plugins, or the options of one.")
@click.argument("name", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def list_plugins(name: str | None, as_json: bool) -> None:
    """List the installed plugins, or the options of the model plugin NAME.

    Listing them imports none of them.
    """
    if name is None:
        nothing = "none; try: pip install fastlabel-resnet"
        _print(_installed(), _installed_lines, as_json, nothing)
    else:
        plugin = choose_model(name)
        options = plugin_options(plugin)
        _print(options, option_lines, as_json, f"{plugin} declares no options")


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


def _installed_lines(rows: list[dict[str, Any]]) -> Iterable[str]:
    return align([INSTALLED_COLUMNS, *([row[key] for key in INSTALLED_COLUMNS] for row in rows)])


def _print(
    rows: list[dict[str, Any]],
    lines: Callable[[list[dict[str, Any]]], Iterable[str]],
    as_json: bool,
    nothing: str,
) -> None:
    if as_json:
        click.echo(json.dumps(rows, indent=2, ensure_ascii=False))
    elif rows:
        click.echo("\n".join(lines(rows)))
    else:
        click.echo(nothing)
