"""Whatever there is to look up has its place in the built site.

``FASTLABEL_SITE`` names the folder that ``mkdocs build`` has written.
"""

from __future__ import annotations

import inspect
import json
import os
import re
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import click
import pytest

import fastlabel_core
from fastlabel_core import campaign, predictions_csv, testing, validation_csv
from fastlabel_core.campaign import labels_csv
from fastlabel_core.cli import fastlabel
from fastlabel_core.errors import FastlabelError
from fastlabel_core.hookspecs import ExtensionHooks, ModelHooks
from fastlabel_core.plugins import OUR_MODELS, choose_model
from fastlabel_core.query import STRATEGIES, StrategyOptions
from fastlabel_core.report import Counts, Report
from fastlabel_core.repository import FileRecord, Metadata
from fastlabel_core.testing.contract import CHECKS


class Page(HTMLParser):
    """The text of a page, by the id that it follows, and what a browser fetches for it."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.texts = {"": ""}
        self.fetched: list[str] = []
        self._id = ""
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self._id = given.get("id") or self._id
        self.texts.setdefault(self._id, "")
        url = given.get("href") if tag == "link" else given.get("src")
        self.fetched += [url] if url else []

    def handle_data(self, data: str) -> None:
        self.texts[self._id] += data

    def says(self, identifier: str, text: str) -> bool:
        """Tell whether `text` stands between an id and the next, spaces and code marks aside."""
        return _plain(text) in _plain(self.texts[identifier])


def site() -> Path:
    return Path(os.environ["FASTLABEL_SITE"])


def reference(name: str) -> Page:
    return Page(site() / "reference" / f"{name}.html")


def _plain(text: str) -> str:
    return " ".join(text.replace("`", "").split())


def first_line(documented: Any) -> str:
    return (inspect.getdoc(documented) or "").splitlines()[0]


@pytest.mark.parametrize("hooks", [ModelHooks, ExtensionHooks])
def test_every_hook_has_a_description_and_an_example(hooks: type) -> None:
    page = reference("hooks")
    names = [name for name in vars(hooks) if not name.startswith("_")]
    assert names
    for name in names:
        identifier = f"fastlabel_core.hookspecs.{hooks.__name__}.{name}"
        assert page.says(identifier, first_line(getattr(hooks, name)))
        assert page.says(identifier, f"def {name}(")


def commands(found: dict[str, Any], path: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield what click says of a command and those below it, each with its anchor."""
    yield path, found
    for name, below in found.get("commands", {}).items():
        yield from commands(below, f"{path}-{name}")


def test_every_command_has_a_description_and_its_options() -> None:
    page = reference("commands")
    found = dict(commands(fastlabel.to_info_dict(click.Context(fastlabel)), "fastlabel"))
    assert {"fastlabel-run", "fastlabel-plugins", "fastlabel-campaign-hard"} <= set(found)
    for anchor, command in found.items():
        assert page.says(anchor, inspect.cleandoc(command["help"]).splitlines()[0])
        for parameter in command["params"]:
            if parameter["param_type_name"] == "option" and "--help" not in parameter["opts"]:
                assert page.says(anchor + parameter["opts"][-1], parameter["help"])


def test_every_strategy_has_a_formula_and_a_source() -> None:
    page = reference("strategies")
    for strategy in STRATEGIES:
        anchor = strategy.name.lower()
        assert page.says(anchor, strategy.name)
        assert page.says(anchor, "score")
        assert page.says(anchor, "Source: ")


def test_every_strategy_has_a_panel_of_the_drawing_and_its_options() -> None:
    page = reference("strategies")
    panels = page.texts["strategies-labels"].split()
    assert [one.name for one in STRATEGIES if one.name not in panels] == []
    shared = StrategyOptions.model_fields
    for option, field in shared.items():
        assert page.says(option, field.description)
    for strategy in STRATEGIES:
        for option, field in strategy.options.model_fields.items():
            if option not in shared:
                assert page.says(strategy.name.lower(), f"{option} {json.dumps(field.default)}")
                assert page.says(strategy.name.lower(), field.description)


@pytest.mark.parametrize("name", OUR_MODELS)
def test_every_option_of_our_plugins_has_its_default_and_description(name: str) -> None:
    page = reference(f"plugins/{name}")
    options = choose_model(name).entry_point.load().Options.model_fields
    assert "epochs" in options
    for option, field in options.items():
        assert page.says(option, json.dumps(field.default).strip('"'))
        assert page.says(option, field.description)


def test_every_public_name_is_listed() -> None:
    ids = reference("python").texts
    for package in (fastlabel_core, campaign):
        assert [name for name in package.__all__ if f"{package.__name__}.{name}" not in ids] == []


def test_all_that_plugin_authors_test_with_is_listed() -> None:
    page = reference("testing")
    names = testing.__all__
    assert [name for name in names if f"fastlabel_core.testing.{name}" not in page.texts] == []
    for check in CHECKS:
        assert page.says(check.__name__, first_line(check))


def subclasses(error: type[FastlabelError]) -> Iterator[type[FastlabelError]]:
    for below in error.__subclasses__():
        yield below
        yield from subclasses(below)


def test_every_error_has_its_exit_status() -> None:
    page = reference("errors")
    classes: list[type[FastlabelError]] = [FastlabelError, *subclasses(FastlabelError)]
    assert {"InputError", "PluginFailure"} < {error.__name__ for error in classes}
    for error in classes:
        cells = f"{error.__bases__[0].__name__} {error.exit_status} {first_line(error)}"
        assert page.says(error.__name__, cells)


@pytest.mark.parametrize(
    ("anchor", "columns"),
    [
        ("predictionscsv", predictions_csv.COLUMNS),
        ("validationcsv", validation_csv.COLUMNS),
        ("labelscsv", labels_csv.COLUMNS),
    ],
)
def test_the_columns_of_the_csv_files_stand_in_their_order(
    anchor: str, columns: Mapping[str, str]
) -> None:
    table = reference("files").texts[anchor].partition("column")[2]
    positions = [table.index(f"\n{column}\n") for column in columns]
    assert positions == sorted(positions)


@pytest.mark.parametrize(
    ("anchor", "model"),
    [("model", Metadata), ("model", FileRecord), ("reportjson", Report), ("reportjson", Counts)],
)
def test_every_field_of_the_json_files_is_shown(anchor: str, model: Any) -> None:
    page = reference("files")
    assert [name for name in model.model_fields if not page.says(anchor, f'"{name}":')] == []


def test_every_variable_is_described() -> None:
    sources = Path(fastlabel_core.__path__[0]).rglob("*.py")
    read = {name for path in sources for name in re.findall(r'"(FASTLABEL_\w+)"', path.read_text())}
    described = {name for name in reference("environment").texts if name.startswith("FASTLABEL_")}
    assert described == read


def test_nothing_is_fetched_from_a_network() -> None:
    pages = list(site().rglob("*.html"))
    assert len(pages) > 10
    assert [url for path in pages for url in Page(path).fetched if "//" in url] == []
