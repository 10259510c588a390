"""Every hook of the protocol, met by an extension in a round or a command."""

from pathlib import Path

import pytest

from fastlabel_core import run_round
from fastlabel_core.cli import fastlabel, run_command
from fastlabel_core.errors import PluginResultError
from fastlabel_core.extensions import load_extensions
from fastlabel_core.hookspecs import ExtensionHooks, ModelHooks

LOG = """
def log(line):
    with open("log.txt", "a") as file:
        file.write(f"{line}\\n")
"""


def logged():
    return Path("log.txt").read_text().splitlines()


def hard_rows():
    """Return the ids of the hard samples, the hardest first."""
    lines = Path("exp_dir/output/predictions.csv").read_text().splitlines()[1:]
    rows = [line.split(",") for line in lines]
    return [row[0] for row in sorted(rows, key=lambda row: row[6]) if row[6]]


@pytest.fixture
def wrap(install_extension, toy_round):
    """Return a function that installs an extension which wraps a hook, logs, and changes."""

    def install(hook, arguments, message, change="result"):
        install_extension(
            "audit",
            LOG
            + f"""
@hookimpl(wrapper=True)
def {hook}({arguments}):
    result = yield
    log({message})
    return {change}
""",
        )

    return install


def test_every_hook_has_a_test():
    hooks = [name for hooks in (ModelHooks, ExtensionHooks) for name in vars(hooks)]
    tested = [name for name in hooks if not name.startswith("_")]
    assert len(tested) == 11
    assert [name for name in tested if f"test_{name}" not in globals()] == []


def test_split_train_val(wrap):
    """All samples go into the training set."""
    wrap(
        "split_train_val",
        "df_init, df_anno, val_size, random_seed",
        "(len(df_init), len(df_anno), val_size, random_seed, len(result[1]))",
        "(df_init, None)",
    )
    report = run_round(plugin="toy", val_size=0.4, random_seed=7)
    assert logged() == ["(10, 0, 0.4, 7, 4)"]
    assert (report.counts.training, report.counts.validation) == (10, 0)


def test_load_model(wrap):
    wrap("load_model", "model_dir", "(model_dir, type(result).__name__)")
    run_round(plugin="toy")
    saved = Path("exp_dir/work/stage")
    assert logged() == ["(None, 'Toy')", f"({saved!r}, 'Toy')"]


def test_train_model(wrap):
    wrap("train_model", "is_first_train", "is_first_train", "{**result, 'audited': True}")
    assert run_round(plugin="toy").metrics == {"samples": 8, "audited": True}
    assert logged() == ["True"]


def test_predict(wrap):
    """Turned round, the surest sample becomes the hardest."""
    wrap(
        "predict",
        "df_img",
        "list(df_img['sampleId'])",
        "type(result)(result.classes, [[0.75, 1.25]] - result.probabilities)",
    )
    run_round(plugin="toy", query_cnt=1)
    assert logged() == ["['l4', 'l9']", "['p1', 'p3', 'p2']"]
    assert hard_rows() == ["p3"]


def test_query_hard_example(wrap):
    wrap(
        "query_hard_example",
        "query_cnt, strategy",
        "(query_cnt, strategy, result['hard_rank'].tolist())",
        "result.assign(hard_rank=[2, 0, 1])",
    )
    run_round(plugin="toy", strategy="marginsampling", query_cnt=2)
    assert logged() == ["(2, 'MarginSampling', [1, 0, 2])"]
    assert hard_rows() == ["p2", "p1"]


def test_save_model(wrap):
    wrap("save_model", "save_dir", "sorted(path.name for path in save_dir.iterdir())")
    run_round(plugin="toy")
    assert logged() == ["['toy.json']"]


def test_add_strategies(install_extension, toy_round):
    install_extension(
        "audit",
        """
import numpy as np
from fastlabel_core.query import Query, Strategy

def select(candidates, count, options, generator):
    return Query(np.arange(len(candidates))[::-1][:count], np.zeros(len(candidates), "f4"))

@hookimpl
def add_strategies():
    yield Strategy(name="LastFirst", select=select)
""",
    )
    run_round(plugin="toy", strategy="lastfirst", query_cnt=2)
    assert hard_rows() == ["p2", "p3"]


def test_a_strategy_is_not_asked_about_an_empty_pool(install_extension, toy_round):
    install_extension(
        "audit",
        """
from fastlabel_core import Strategy

def select(candidates, count, options, generator):
    raise RuntimeError("asked")

@hookimpl
def add_strategies():
    return [Strategy(name="Refusing", select=select)]
""",
    )
    Path("exp_dir/input/input_unlabel.csv").write_text("sampleId,path\n")
    assert run_round(plugin="toy", strategy="Refusing").counts.pool == 0
    assert hard_rows() == []


def test_add_commands(install_extension, capsys):
    install_extension(
        "audit",
        """
import click

@click.command()
@click.argument("name")
@click.pass_context
def greet(context, name):
    "Say hello."
    click.echo(f"hello {name}")
    context.exit(7)

class Greetings:
    @hookimpl
    def add_commands(self):
        return [greet]
""",
        attribute="Greetings",
    )
    assert run_command(lambda **given: fastlabel(["greet", "you"], **given)) == 7
    assert run_command(lambda **given: fastlabel(["--help"], **given)) == 0
    output = capsys.readouterr().out
    assert output.startswith("hello you\n")
    assert "  greet       Say hello.\n" in output


def test_add_repositories(install_extension, toy_round):
    install_extension(
        "audit",
        """
from fastlabel_core import LocalRepository

@hookimpl
def add_repositories():
    return {"Mem": lambda uri: LocalRepository(uri.removeprefix("mem://"))}
""",
    )
    run_round(plugin="toy")
    schemes = load_extensions(()).repositories()
    assert list(schemes) == ["mem"]
    schemes["mem"]("mem://models").publish(toy_round / "exp_dir/output/model", "toys")
    report = run_round(model="toys@1", repository="mem://models", output_dir="second")
    assert (report.plugin, report.parameters["model"]) == ("toy", "toys@1")


def test_add_listeners(install_extension, toy_round):
    install_extension(
        "audit",
        LOG
        + """
from fastlabel_core import StepStarted

def hear(event):
    if isinstance(event, StepStarted):
        log(event.step)

@hookimpl
def add_listeners():
    return (hear,)
""",
    )
    run_round(plugin="toy")
    assert logged() == [
        "read",
        "split",
        "load",
        "train",
        "save",
        "validate",
        "predict",
        "query",
        "write",
    ]


def test_predict_pool(install_extension, toy_round):
    install_extension(
        "audit",
        LOG
        + """
import numpy as np
from fastlabel_core import Predictions

@hookimpl
def predict_pool(df_img, predict):
    rows = [predict(df_img.iloc[[row]]) for row in range(len(df_img))]
    log(str(len(rows)))
    return Predictions(rows[0].classes, np.concatenate([row.probabilities for row in rows]))
""",
    )
    run_round(plugin="toy", query_cnt=2)
    assert logged() == ["3"]
    assert hard_rows() == ["p1", "p2"]


def test_the_first_by_name_is_the_outermost(install_extension, toy_round):
    for name in ("b", "c", "a"):
        install_extension(
            name,
            LOG
            + f"""
@hookimpl(wrapper=True)
def train_model():
    log("into {name}")
    result = yield
    log("out of {name}")
    return result
""",
        )
    report = run_round(plugin="toy", disable=["b"])
    assert logged() == ["into a", "into c", "out of c", "out of a"]
    assert report.parameters["extensions"] == ["a 1.0", "c 1.0"]


def test_who_may_have_made_an_answer_unsound(wrap):
    wrap("predict", "", "0", "3")
    with pytest.raises(PluginResultError) as caught:
        run_round(plugin="toy")
    assert str(caught.value) == (
        "plugin 'toy' (acme-toy 1.0) or extension 'audit' (acme-audit 1.0): "
        "predict returned int, not Predictions"
    )


def test_an_extension_s_predict_pool_is_checked(install_extension, toy_round):
    install_extension("audit", "@hookimpl\ndef predict_pool(df_img): return [0] * len(df_img)")
    with pytest.raises(PluginResultError) as caught:
        run_round(plugin="toy")
    assert str(caught.value) == (
        "extension 'audit' (acme-audit 1.0): predict_pool returned list, not Predictions"
    )
