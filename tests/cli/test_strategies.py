"""``fastlabel strategies``: what there is to choose from, and what each of them says of itself."""

import contextlib
import fcntl
import json
import os
import pty
import struct
import subprocess
import sys
import termios

import pytest
from click.testing import CliRunner

from fastlabel_core.cli.strategies import command
from fastlabel_core.errors import PluginNotFoundError, StrategyError, UsageError
from fastlabel_core.query import STRATEGIES

EXTENSION = """
from fastlabel_core import Need, Strategy, StrategyOptions
from pydantic import Field

class AuntOptions(StrategyOptions):
    cups: int = Field(2, description="How many cups of tea.")
    sugar: list[int] = Field(description="Lumps in each.")
    prefilter: int | None = Field(100, description="Ask fewer.")

@hookimpl
def add_strategies():
    yield Strategy(
        name="anAunt",
        select=print,
        needs=frozenset({Need.EMBEDDINGS, Need.PROBABILITIES}),
        options=AuntOptions,
        aliases=("Tea", "Leaves"),
        formula="what the leaves say: ≡",
        source="hearsay",
    )
"""

AUNT = """\
strategy  anAunt
aliases   Tea, Leaves
needs     embeddings, probabilities
formula   what the leaves say: ≡
source    hearsay

its options:
option  type       default   description
cups    int        2         How many cups of tea.
sugar   list[int]  required  Lumps in each.

the options of every strategy:
option                type          default  description
prefilter             int | None    100      Ask fewer.
balance               bool          false    Choose more of the predicted classes that have few \
labels.
random_share          float         0.0      The share of the hard examples that is drawn at \
random from the whole pool, and marked so; at least one.
duplicate_similarity  float | None  null     Choose no sample whose embedding has this cosine or \
more with that of another chosen one; the random share is left as it was drawn.
"""

GIVING = """
from fastlabel_core import hookimpl

class Zebra:
    gives = {gives!r}

    def load_model(self): ...
    def train_model(self): ...
    def save_model(self): ...
    @hookimpl
    def {answered}(self): ...
"""


@pytest.fixture
def strategies():
    def run(*arguments):
        result = CliRunner().invoke(command, arguments, catch_exceptions=True)
        if result.exception:
            raise result.exception
        return result.output

    return run


def names(table):
    return [line.split()[0] for line in table.splitlines()[1:]]


def test_the_table_names_every_strategy_in_order(strategies):
    listed = names(strategies())
    assert sorted(listed) == sorted(strategy.name for strategy in STRATEGIES)
    assert listed == sorted(listed, key=str.casefold)


def test_rows_of_the_table(strategies):
    by_name = dict(line.split(maxsplit=1) for line in strategies().splitlines())
    assert by_name["strategy"].split() == ["needs", "formula"]
    assert by_name["RandomSampling"].split("  ")[0] == "nothing"
    assert by_name["LeastConfidence"].split() == ["probabilities", "score", "=", "1", "-", "p1"]
    assert by_name["KCenterGreedy"].startswith("(CoreSet)  ")
    assert by_name["DropQuery"].startswith("dropout, embeddings, probabilities  among ")


def test_strategies_of_extensions_stand_among_them(strategies, install_extension):
    install_extension("audit", EXTENSION)
    lines = strategies().splitlines()
    assert lines[1].split() == [
        *("anAunt", "(Tea,", "Leaves)", "embeddings,", "probabilities"),
        *("what", "the", "leaves", "say:", "≡"),
    ]
    assert lines[2].startswith("BADGE ")


@pytest.mark.parametrize("name", ["anAunt", "ANAUNT", "leaves"])
def test_one_strategy(strategies, install_extension, name):
    install_extension("audit", EXTENSION)
    assert strategies(name) == AUNT


def test_one_strategy_without_options_of_its_own(strategies):
    printed = strategies("RandomSampling")
    assert "needs     nothing\n" in printed
    assert "its options" not in printed
    assert "aliases" not in printed


def test_one_strategy_as_json(strategies, install_extension):
    install_extension("audit", EXTENSION)
    printed = strategies("tea", "--json")
    assert "≡" in printed
    described = json.loads(printed)
    shared = described.pop("options_of_every_strategy")
    assert described == {
        "strategy": "anAunt",
        "aliases": ["Tea", "Leaves"],
        "needs": ["embeddings", "probabilities"],
        "formula": "what the leaves say: ≡",
        "source": "hearsay",
        "cost": "",
        "options": [
            {
                "option": "cups",
                "type": "int",
                "default": 2,
                "description": "How many cups of tea.",
            },
            {"option": "sugar", "type": "list[int]", "description": "Lumps in each."},
        ],
    }
    assert [(row["option"], row["default"]) for row in shared] == [
        ("prefilter", 100),
        ("balance", False),
        ("random_share", 0.0),
        ("duplicate_similarity", None),
    ]


def test_all_as_json(strategies):
    rows = json.loads(strategies("--json"))
    assert [row["strategy"] for row in rows] == names(strategies())
    assert next(row for row in rows if row["strategy"] == "RandomSampling") == {
        "strategy": "RandomSampling",
        "aliases": [],
        "needs": [],
        "formula": "score is drawn evenly from 0 to 1",
        "source": "the baseline of every comparison",
        "cost": "nothing beside reading the pool",
    }


@pytest.mark.parametrize(
    ("gives", "works"),
    [
        ((), {"RandomSampling", "LeastConfidence"}),
        (("embeddings",), {"RandomSampling", "LeastConfidence", "BADGE", "TypiClust"}),
        (("dropout",), {"RandomSampling", "LeastConfidence", "BALDDropout"}),
        (
            ("dropout", "embeddings"),
            {"RandomSampling", "LeastConfidence", "BADGE", "TypiClust", "BALDDropout", "DropQuery"},
        ),
    ],
)
def test_those_that_work_with_a_plugin(strategies, install_plugin, gives, works):
    install_plugin("zebra", GIVING.format(gives=gives, answered="predict"), attribute="Zebra")
    asked = {"RandomSampling", "LeastConfidence", "BADGE", "TypiClust", "BALDDropout", "DropQuery"}
    assert asked & set(names(strategies("--plugin", "zebra"))) == works
    rows = json.loads(strategies("--plugin", "zebra", "--json"))
    assert asked & {row["strategy"] for row in rows} == works


def test_a_plugin_that_chooses_by_itself(strategies, install_plugin):
    source = GIVING.format(gives=(), answered="query_hard_example")
    install_plugin("zebra", source, attribute="Zebra")
    with pytest.raises(UsageError) as caught:
        strategies("--plugin", "zebra")
    assert str(caught.value) == (
        "plugin 'zebra' (acme-zebra 1.0) chooses the hard examples itself; ask its author which "
        "strategies it heeds"
    )


def test_a_plugin_that_is_not_there(strategies):
    with pytest.raises(PluginNotFoundError, match="no model plugin named"):
        strategies("--plugin", "zebra")


def test_a_name_that_is_not_there(strategies):
    with pytest.raises(StrategyError, match=r"^no strategy named 'badg'; .*Did you mean 'BADGE'\?"):
        strategies("badg")


def test_a_name_and_a_plugin(strategies):
    with pytest.raises(
        UsageError, match=r"^--plugin chooses which strategies to list; leave it or"
    ):
        strategies("BADGE", "--plugin", "zebra")


def test_lines_are_cut_to_the_terminal():
    """Seen from a terminal of 100 columns; to a pipe they are written whole."""
    arguments = [sys.executable, "-m", "fastlabel_core", "strategies"]
    piped = subprocess.run(arguments, capture_output=True, text=True, check=True).stdout
    shown = in_a_terminal(100, arguments)
    assert len(shown) == len(piped.splitlines())
    for line, whole in zip(shown, piped.splitlines(), strict=True):
        assert line == (whole if len(whole) <= 100 else whole[:99] + "…")
    assert sum(line.endswith("…") for line in shown) > 5
    assert not all(line.endswith("…") for line in shown)


def in_a_terminal(columns, arguments):
    """Return the lines that a command shows in a terminal."""
    parent, child = pty.openpty()
    fcntl.ioctl(child, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    environment = {name: os.environ[name] for name in os.environ if name != "COLUMNS"}
    process = subprocess.Popen(arguments, stdout=child, env=environment)
    os.close(child)
    shown = b""
    # On Linux, the end of a terminal that nobody holds any more is an error.
    with contextlib.suppress(OSError):
        while part := os.read(parent, 4096):
            shown += part
    os.close(parent)
    assert process.wait() == 0
    return shown.decode().splitlines()


def test_listing_imports_nothing_heavy():
    script = (
        "import sys; from fastlabel_core.cli import fastlabel, run_command; "
        "run_command(lambda **how: fastlabel(['strategies', *sys.argv[1:]], **how)); "
        "print(*sys.modules, file=sys.stderr)"
    )
    for arguments in ([], ["BADGE"]):
        finished = subprocess.run(
            [sys.executable, "-c", script, *arguments], capture_output=True, text=True, check=True
        )
        assert "BADGE" in finished.stdout
        heavy = {"torch", "sklearn", "scipy", "pandas", "pyarrow", "fastlabel_core.round"}
        assert heavy & set(finished.stderr.split()) == set()
