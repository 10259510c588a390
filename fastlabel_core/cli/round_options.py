"""The options that every command has that runs rounds."""

from __future__ import annotations

from typing import Any

import click

from fastlabel_core.cli.option_values import parse_options


def _parse_plugin_options(
    _context: click.Context, _parameter: click.Parameter, given: tuple[str, ...]
) -> dict[str, Any]:
    return parse_options(given)


def _parse_strategy_options(
    _context: click.Context, _parameter: click.Parameter, given: tuple[str, ...]
) -> dict[str, Any]:
    return parse_options(given, "--strategy-option", "random_share=0.1")


plugin_option = click.option("--plugin", help="The kind of model: the name of an installed plugin.")
plugin_options_option = click.option(
    "--option",
    "options",
    metavar="NAME=VALUE",
    multiple=True,
    callback=_parse_plugin_options,
    help="An option of the plugin; may be repeated. `fastlabel plugins NAME` lists them.",
)
strategy_option = click.option(
    "--strategy", default="LeastConfidence", help="How to choose the hard examples."
)
strategy_options_option = click.option(
    "--strategy-option",
    "strategy_options",
    metavar="NAME=VALUE",
    multiple=True,
    callback=_parse_strategy_options,
    help="An option of the strategy; may be repeated. `fastlabel strategies NAME` lists them.",
)
validation_size_option = click.option(
    "--val-size", type=float, default=0.2, help="The share of labels to validate on."
)
random_seed_option = click.option(
    "--random-seed", type=int, default=0, help="The same seed gives the same result."
)
disable_option = click.option(
    "--disable",
    metavar="EXTENSION",
    multiple=True,
    help="Switch an extension off; may be repeated.",
)
