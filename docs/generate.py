"""The reference pages that are written from the code whenever the site is built.

A hook of MkDocs: ``mkdocs.yml`` names this file.
"""

from __future__ import annotations

import ast
import inspect
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import click
from click.testing import CliRunner
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from fastlabel_core import errors, predictions_csv, testing, validation_csv
from fastlabel_core.campaign import labels_csv
from fastlabel_core.cli import fastlabel
from fastlabel_core.cli.option_table import as_given, describe_options
from fastlabel_core.plugins import choose_model
from fastlabel_core.query import StrategyOptions
from fastlabel_core.testing.contract import CHECKS, Check, promise

BROKEN_PLUGINS = Path(__file__).parents[1] / "tests" / "contract" / "broken"
CSV_FILES = {
    "labels.csv": labels_csv.COLUMNS,
    "predictions.csv": predictions_csv.COLUMNS,
    "validation.csv": validation_csv.COLUMNS,
}
DRAWING = Path(__file__).parent / "images" / "strategies.svg"


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the generated pages to the files of the site."""
    pages = {
        "commands": commands_page(),
        "errors": errors_page(),
        "plugins/resnet": plugin_page("resnet"),
        "plugins/text": plugin_page("text"),
        "testing": testing_page(),
    }
    for name, blocks in pages.items():
        content = "\n\n".join(blocks)
        files.append(File.generated(config, f"reference/{name}.md", content=content))
    return files


def on_page_markdown(markdown: str, page: Page, **_: Any) -> str:
    """Put what the code knows in its place in the pages of files and of strategies."""
    if page.file.src_uri == "reference/files.md":
        for name, columns in CSV_FILES.items():
            rows = ((_code(column), meaning) for column, meaning in columns.items())
            markdown = markdown.replace(f"{{{name}}}", _table(("column", ""), rows))
        return markdown
    if page.file.src_uri == "reference/strategies.md":
        markdown = markdown.replace(
            "{options}", _option_table(describe_options(StrategyOptions), are_anchors=True)
        )
        return re.sub(r"^\{(\w+)\}$", _described_strategy, markdown, flags=re.MULTILINE)
    return markdown


def on_page_content(html: str, **_: Any) -> str:
    """Put the drawing itself in the place of its image, so that its colours follow the page's."""
    return re.sub(
        r'<img [^>]*src="[^"]*/strategies\.svg"[^>]*>',
        lambda _: DRAWING.read_text(encoding="utf-8"),
        html,
    )


def commands_page() -> Iterator[str]:
    """Describe every command and its options as ``--help`` does."""
    yield "# Commands"
    yield (
        "Every command takes `--help`. It ends with the exit status 0 when all went well, 1 when "
        "the machine or a plugin failed, 2 when the caller can mend it, and 130 when it was "
        "stopped. `fastlabel-run` is `fastlabel run`. Extensions may add commands."
    )
    yield from _command(fastlabel, None)


def errors_page() -> Iterator[str]:
    """List the errors, each with its exit status."""
    yield "# Errors"
    yield (
        "A message says what happened, where, and how to mend it. The classes stand in "
        "`fastlabel_core.errors`."
    )
    classes = [value for value in vars(errors).values() if isinstance(value, type)]
    yield _table(
        ("error", "is a", "exit status", ""),
        (
            (
                _code(error.__name__, anchor=error.__name__),
                _code(error.__bases__[0].__name__),
                str(error.exit_status),
                _first_line(error),
            )
            for error in classes
            if issubclass(error, errors.FastlabelError)
        ),
    )


def plugin_page(name: str) -> Iterator[str]:
    """List the options of a model plugin as ``fastlabel plugins NAME`` does."""
    plugin = choose_model(name)
    arguments = ["plugins", name, "--json"]
    listed = CliRunner().invoke(fastlabel, arguments, catch_exceptions=False)
    yield f"# The plugin `{name}`"
    yield f"{plugin.summary} Install it with `pip install {plugin.distribution}`."
    yield f"`fastlabel-run --plugin {name} --option NAME=VALUE` sets an option:"
    yield _option_table(json.loads(listed.stdout), are_anchors=True)


def testing_page() -> Iterator[str]:
    """List what plugin authors test with, and the promises that a plugin is held to."""
    yield "# Testing"
    yield "What `fastlabel_core.testing` exports, for the tests of a plugin."
    yield "## The promises"
    yield (
        "What `ModelPluginContract` holds a plugin to, a test for each; and the plugins, in "
        "`tests/contract/broken`, of which it is tested that just this check fails:"
    )
    yield _table(
        ("check and promise", "a plugin that it catches"),
        (
            (
                f"{_code(check.__name__, anchor=check.__name__)}<br>{promise(check)}",
                "<br>".join(_breaches(check)),
            )
            for check in CHECKS
        ),
    )
    yield "## What it exports"
    for name in testing.__all__:
        yield f"::: fastlabel_core.testing.{name}"


def _described_strategy(place: re.Match[str]) -> str:
    """Describe a strategy as ``fastlabel strategies NAME`` does."""
    arguments = ["strategies", place[1], "--json"]
    listed = CliRunner().invoke(fastlabel, arguments, catch_exceptions=False)
    strategy = json.loads(listed.stdout)
    rows = {
        "Formula": _code(strategy["formula"]),
        "Needs": ", ".join(strategy["needs"]) or "nothing",
        "Source": strategy["source"],
        "Cost": strategy["cost"],
        "Also called": ", ".join(map(_code, strategy["aliases"])),
    }
    facts = "<br>\n".join(f"**{name}:** {text}." for name, text in rows.items() if text)
    options = strategy["options"]
    return f"{facts}\n\n{_option_table(options)}" if options else facts


def _command(command: click.Command, parent: click.Context | None) -> Iterator[str]:
    """Describe a command, and then those below it."""
    context = click.Context(
        command, parent=parent, info_name=command.name, **command.context_settings
    )
    level = "###" if parent and parent.parent else "##"
    yield f"{level} {context.command_path} {{ #{_anchor(context)} }}"
    yield _code(" ".join([context.command_path, *command.collect_usage_pieces(context)]))
    # A line with a backspace keeps click from wrapping the example that follows.
    yield inspect.cleandoc(command.help or "").replace("\b\n", "")
    options = list(_option_rows(command, context))
    if options:
        yield _table(("option", ""), options)
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            assert below is not None
            yield from _command(below, context)


def _option_rows(command: click.Command, context: click.Context) -> Iterator[tuple[str, str]]:
    for parameter in command.params:
        record = parameter.get_help_record(context)
        # A hidden option has no record.
        if isinstance(parameter, click.Option) and record is not None:
            written, description = record
            yield _code(written, anchor=_anchor(context) + parameter.opts[-1]), description


def _option_table(options: Iterable[dict[str, Any]], *, are_anchors: bool = False) -> str:
    rows = (
        (
            _code(option["option"], anchor=option["option"] if are_anchors else ""),
            _code(as_given(option["default"])),
            f"{option['description']}<br>{_code(option['type'])}",
        )
        for option in options
    )
    return _table(("option", "default", ""), rows)


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = (header, ["---"] * len(header), *rows)
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _anchor(context: click.Context) -> str:
    return context.command_path.replace(" ", "-")


def _code(text: str, anchor: str = "") -> str:
    return f"`{text}`{{ #{anchor} }}" if anchor else f"`{text}`"


def _breaches(check: Check) -> Iterator[str]:
    """Say what each of the plugins that break a promise does wrong."""
    for file in sorted(BROKEN_PLUGINS.glob("*.py")):
        if file.stem.partition("__")[0] == check.__name__:
            docstring = ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or ""
            yield docstring.partition("\n")[0]


def _first_line(error: type[Exception]) -> str:
    return (error.__doc__ or "").partition("\n")[0]
