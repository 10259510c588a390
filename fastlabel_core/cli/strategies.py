"""``fastlabel strategies``: how the hard examples can be chosen."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import click

from fastlabel_core.cli.option_table import describe_options, option_lines
from fastlabel_core.cli.table import align
from fastlabel_core.errors import UsageError

if TYPE_CHECKING:
    from fastlabel_core.query import Need, Strategy

COLUMNS = ("strategy", "needs", "formula")


@click.command("strategies", short_help="List query strategies, or describe one.")
@click.argument("name", required=False)
@click.option("--plugin", help="List only those that work with this model plugin.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(name: str | None, plugin: str | None, as_json: bool) -> None:
    """List the query strategies, or describe the strategy NAME and its options.

    Those of installed extensions are among them. A strategy that needs no probabilities and no
    dropout works before there is any label.
    """
    from fastlabel_core.extensions import load_extensions
    from fastlabel_core.query import find_strategy

    if name is not None and plugin is not None:
        raise UsageError("--plugin chooses which strategies to list; leave it or NAME out")
    strategies = load_extensions(()).strategies()
    if name is not None:
        described = _describe(find_strategy(name, strategies))
        _print(described, _lines_of_one(described), as_json)
    else:
        listed = strategies if plugin is None else _working_with(plugin, strategies)
        summaries = [_summary(strategy) for strategy in sorted(listed, key=_name)]
        _print(summaries, _lines_of_all(summaries), as_json)


def _working_with(plugin_name: str, strategies: Iterable[Strategy]) -> Iterator[Strategy]:
    """Yield the strategies that need no more than a model gives; imports the plugin."""
    from fastlabel_core.declarations import gives
    from fastlabel_core.plugins import choose_model
    from fastlabel_core.query import Need
    from fastlabel_core.registration import import_model_class

    plugin = choose_model(plugin_name)
    model_class = import_model_class(plugin)
    if hasattr(model_class, "query_hard_example"):
        raise UsageError(
            f"{plugin} chooses the hard examples itself; ask its author which strategies it heeds"
        )
    given = {Need.PROBABILITIES, *map(Need, gives(model_class))}
    return (strategy for strategy in strategies if strategy.needs <= given)


def _name(strategy: Strategy) -> str:
    return strategy.name.casefold()


def _summary(strategy: Strategy) -> dict[str, Any]:
    return {
        "strategy": strategy.name,
        "aliases": list(strategy.aliases),
        "needs": _in_order(strategy.needs),
        "formula": strategy.formula,
        "source": strategy.source,
        "cost": strategy.cost,
    }


def _in_order(needs: frozenset[Need]) -> list[str]:
    return sorted(map(str, needs))


def _describe(strategy: Strategy) -> dict[str, Any]:
    """Describe a strategy; its own options stand apart from those that every strategy has."""
    from fastlabel_core.query import StrategyOptions

    options = describe_options(strategy.options)
    shared = StrategyOptions.model_fields
    return {
        **_summary(strategy),
        "options": [row for row in options if row["option"] not in shared],
        "options_of_every_strategy": [row for row in options if row["option"] in shared],
    }


def _lines_of_all(summaries: list[dict[str, Any]]) -> Iterator[str]:
    rows = [(_called(row), _listed(row["needs"]), row["formula"]) for row in summaries]
    return map(_cut, align([COLUMNS, *rows]))


def _called(summary: dict[str, Any]) -> str:
    aliases = ", ".join(summary["aliases"])
    return f"{summary['strategy']} ({aliases})" if aliases else summary["strategy"]


def _listed(texts: list[str]) -> str:
    return ", ".join(texts) or "nothing"


def _cut(line: str) -> str:
    """Cut a line to the terminal's width; what goes to a file or a pipe stays whole."""
    width = shutil.get_terminal_size().columns
    if not sys.stdout.isatty() or len(line) <= width:
        return line
    return line[: width - 1] + "…"


def _lines_of_one(described: dict[str, Any]) -> Iterator[str]:
    texts = {
        "strategy": described["strategy"],
        "aliases": ", ".join(described["aliases"]),
        "needs": _listed(described["needs"]),
        **{key: described[key] for key in ("formula", "source", "cost")},
    }
    yield from align([(key, text) for key, text in texts.items() if text])
    for heading, key in (
        ("its options", "options"),
        ("the options of every strategy", "options_of_every_strategy"),
    ):
        if described[key]:
            yield from ("", f"{heading}:", *option_lines(described[key]))


def _print(described: Any, lines: Iterable[str], as_json: bool) -> None:
    text = json.dumps(described, indent=2, ensure_ascii=False) if as_json else "\n".join(lines)
    click.echo(text)
