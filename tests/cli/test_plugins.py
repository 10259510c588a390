"""``fastlabel plugins``: what is installed, and a plugin's options."""

import json

import pytest
from click.testing import CliRunner

from fastlabel_core.cli.plugins import command
from fastlabel_core.errors import PluginIncompatibleError, PluginNotFoundError

OPTIONS = '''
from pathlib import Path
from typing import Literal
from pydantic import BaseModel, Field

class Zebra:
    class Options(BaseModel):
        """Stripes."""
        epochs: int = Field(40, description="Times to go through the training set.")
        lr: float = Field(gt=0)
        device: Literal["auto", "cpu"] = "auto"
        weights: Path | None = None
        layers: list[int] = Field(default_factory=lambda: [1, 2])
        home: Path = Path("a/b")
        augment: bool = Field(True, alias="vary", description="Whether or not.")

    def load_model(self): ...
    def train_model(self): ...
    def save_model(self): ...
    def query_hard_example(self): ...
'''


@pytest.fixture
def plugins():
    def run(*arguments):
        result = CliRunner().invoke(command, arguments, catch_exceptions=True)
        if result.exception:
            raise result.exception
        return result.output

    return run


HELP = """\
Usage: plugins [OPTIONS] [NAME] | COMMAND [ARGS]...

  List the installed plugins, begin a plugin of your own, and check one.

      fastlabel plugins               what is installed
      fastlabel plugins resnet        the options of a model plugin
      fastlabel plugins new forest    begin a model plugin
      fastlabel plugins check forest  hold it to its promises

  The first two are short for `fastlabel plugins list`.

Options:
  --help  Show this message and exit.

Commands:
  check  Hold a plugin to its promises.
  list   List plugins, or the options of one.
  new    Begin a model plugin.
"""


def test_help(plugins):
    # click remembers the short name from a call below `fastlabel`.
    assert plugins("--help").replace("-h, --help", "--help") == HELP


def test_none(plugins):
    assert plugins() == "none; try: pip install fastlabel-resnet\n"
    assert json.loads(plugins("--json")) == []


def test_the_table(plugins, install_plugin):
    install_plugin("zebra", summary="Sees stripes.")
    install_plugin("lion", requires=["fastlabel-core>=9"], version="0.10")
    install_plugin("twin", distribution="acme-a")
    install_plugin("twin", distribution="acme-b")
    install_plugin("audit", group="fastlabel.extensions")
    install_plugin("lion", group="fastlabel.extensions", distribution="acme-lion-audit")
    assert plugins().splitlines() == [
        "kind       name   distribution     version  status                    summary",
        "model      lion   acme-lion        0.10     needs fastlabel-core >=9",
        "model      twin   acme-a           1.0      name taken by acme-b too",
        "model      twin   acme-b           1.0      name taken by acme-a too",
        "model      zebra  acme-zebra       1.0      ok                        Sees stripes.",
        "extension  audit  acme-audit       1.0      ok",
        "extension  lion   acme-lion-audit  1.0      ok",
    ]


def test_json(plugins, install_plugin):
    install_plugin("zebra", summary="Sees stripes: ≡.")
    output = plugins("--json")
    assert "≡" in output
    assert json.loads(output) == [
        {
            "kind": "model",
            "name": "zebra",
            "distribution": "acme-zebra",
            "version": "1.0",
            "status": "ok",
            "summary": "Sees stripes: ≡.",
        }
    ]


def test_options_as_they_can_be_given(plugins, install_plugin):
    install_plugin("zebra", OPTIONS, attribute="Zebra")
    install_plugin("lion")
    assert plugins("zebra").splitlines() == [
        "option   type                    default   description",
        "epochs   int                     40        Times to go through the training set.",
        "lr       float                   required",
        "device   Literal['auto', 'cpu']  auto",
        "weights  Path | None             null",
        "layers   list[int]               [1, 2]",
        "home     Path                    a/b",
        "vary     bool                    true      Whether or not.",
    ]


def test_options_as_json(plugins, install_plugin):
    install_plugin("zebra", OPTIONS, attribute="Zebra")
    rows = json.loads(plugins("zebra", "--json"))
    assert rows[:2] == [
        {
            "option": "epochs",
            "type": "int",
            "default": 40,
            "description": "Times to go through the training set.",
        },
        {"option": "lr", "type": "float", "description": ""},
    ]
    assert [row.get("default") for row in rows[2:]] == ["auto", None, [1, 2], "a/b", True]


def test_list_may_be_left_out(plugins, install_plugin):
    install_plugin("zebra", OPTIONS, attribute="Zebra")
    for arguments in ([], ["--json"], ["zebra"], ["zebra", "--json"], ["--json", "zebra"]):
        assert plugins("list", *arguments) == plugins(*arguments)
    assert "Usage: plugins list [OPTIONS] [NAME]\n" in plugins("zebra", "--help")


def test_a_plugin_without_options(plugins, toy):
    assert plugins("toy") == "plugin 'toy' (acme-toy 1.0) declares no options\n"
    assert json.loads(plugins("toy", "--json")) == []


def test_a_plugin_that_is_not_there(plugins, install_plugin):
    install_plugin("lion", requires=["fastlabel-core>=9"])
    with pytest.raises(PluginNotFoundError, match="no model plugin named"):
        plugins("zebra")
    with pytest.raises(PluginIncompatibleError, match="needs fastlabel-core >=9"):
        plugins("lion")
