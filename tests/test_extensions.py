"""Extensions: loading them, and what they add."""

import pytest

from fastlabel_core import UsageError, run_round
from fastlabel_core.errors import (
    PluginClashError,
    PluginFailure,
    PluginImportError,
    PluginIncompatibleError,
    PluginNotFoundError,
    PluginProtocolError,
    PluginResultError,
)
from fastlabel_core.extensions import load_extensions
from fastlabel_core.query import STRATEGIES

WITHOUT = (
    "without this extension: set FASTLABEL_DISABLE=audit in the environment, or give a round "
    "--disable audit"
)


def refusal(error, call, *arguments, **named):
    """Return the message, and the remedy if there is one."""
    with pytest.raises(error) as caught:
        call(*arguments, **named)
    return [str(caught.value), *getattr(caught.value, "__notes__", ())]


def test_each_round_has_its_own_hooks_around_one_instance(install_extension, toy_plugin):
    install_extension(
        "audit",
        "class Audit:\n    @hookimpl\n    def add_listeners(self): return ()",
        attribute="Audit",
    )
    extensions = load_extensions(())
    first, second = extensions.new_hooks(), extensions.new_hooks()
    assert first is not second
    (one,), (two,) = (hooks.hook.add_listeners.get_hookimpls() for hooks in (first, second))
    assert one.plugin is two.plugin
    assert type(one.plugin).__name__ == "Audit"


def test_an_import_that_fails_says_how_to_go_on(install_extension):
    install_extension("audit", "import no_such_module")
    assert refusal(PluginImportError, load_extensions, ()) == [
        "extension 'audit' (acme-audit 1.0) could not be imported: "
        "ModuleNotFoundError: No module named 'no_such_module'",
        WITHOUT,
    ]
    assert load_extensions(["audit"]).names == []


@pytest.mark.parametrize(
    ("source", "attribute", "error", "message"),
    [
        (
            "@hookimpl\ndef add_strategy(): ...",
            "",
            PluginProtocolError,
            " does not keep the protocol: there is no hook 'add_strategy'. "
            "Did you mean 'add_strategies'?",
        ),
        (
            "@hookimpl\ndef save_model(save_dir): ...",
            "",
            PluginProtocolError,
            " does not keep the protocol: save_model answers in the model's place; wrap it: "
            "@hookimpl(wrapper=True)",
        ),
        (
            "class A:\n    def __init__(self, x): ...\n    @hookimpl\n"
            "    def add_listeners(self): ...",
            "A",
            PluginImportError,
            ": calling its class without arguments failed: TypeError: A.__init__() missing 1 "
            "required positional argument: 'x'",
        ),
    ],
)
def test_what_does_not_keep_the_protocol(install_extension, source, attribute, error, message):
    install_extension("audit", source, attribute=attribute)
    assert refusal(error, load_extensions, ()) == [
        f"extension 'audit' (acme-audit 1.0){message}",
        WITHOUT,
    ]


def test_an_extension_for_another_core(install_extension):
    install_extension("audit", "1 / 0", requires=["fastlabel-core>=9"])
    assert refusal(PluginIncompatibleError, load_extensions, ()) == [
        "extension 'audit' (acme-audit 1.0) needs fastlabel-core >=9, have 0.1.0; "
        "try: pip install --upgrade acme-audit fastlabel-core",
        WITHOUT,
    ]
    assert load_extensions(["audit"]).names == []


def test_an_unknown_name_to_disable(toy_round):
    assert refusal(PluginNotFoundError, run_round, plugin="toy", disable=["audit"]) == [
        "no extension named 'audit' to disable; installed: none."
    ]


ADDITIONS = {
    "strategies": "add_strategies",
    "listeners": "add_listeners",
    "repositories": "add_repositories",
}


@pytest.mark.parametrize(
    ("added", "body", "error", "message"),
    [
        ("strategies", "return 1 / 0", PluginFailure, "failed in {}: ZeroDivisionError: "
         "division by zero"),
        ("strategies", "yield 1 / 0", PluginFailure, "failed in {}: ZeroDivisionError: "
         "division by zero"),
        ("strategies", "return ['x']", PluginResultError, "{} returned 'x', no Strategy"),
        ("strategies", "return 3", PluginResultError, "{} returned 3, no Iterable"),
        ("listeners", "return [3]", PluginResultError, "{} returned 3, no Callable"),
        ("repositories", "return ['s3']", PluginResultError, "{} returned ['s3'], no Mapping"),
        ("repositories", "return {'s3': 3}", PluginResultError, "{} returned 3, no Callable"),
    ],
)  # fmt: skip
def test_additions_that_are_wrong(install_extension, added, body, error, message):
    hook = ADDITIONS[added]
    install_extension("audit", f"@hookimpl\ndef {hook}():\n    {body}")
    colon = " " if message.startswith("failed") else ": "
    assert refusal(error, getattr(load_extensions(()), added)) == [
        f"extension 'audit' (acme-audit 1.0){colon}{message.format(hook)}",
        WITHOUT,
    ]


def test_what_answers_none_adds_nothing(install_extension):
    hooks = [*ADDITIONS.values(), "add_commands"]
    install_extension("audit", "\n".join(f"@hookimpl\ndef {hook}(): ..." for hook in hooks))
    extensions = load_extensions(())
    assert extensions.strategies() == list(STRATEGIES)
    assert (extensions.listeners(), extensions.repositories(), extensions.commands(())) == (
        [],
        {},
        {},
    )


STRATEGY = """
from fastlabel_core.query import Strategy
@hookimpl
def add_strategies():
    return [{}]
"""
COMMAND = """
import click
@hookimpl
def add_commands():
    return [click.Command({!r})]
"""
SCHEME = """
@hookimpl
def add_repositories():
    return {{{!r}: str}}
"""


def test_a_strategy_that_the_core_has(install_extension, toy_round):
    install_extension("audit", STRATEGY.format("Strategy(name='entropysampling', select=print)"))
    assert refusal(PluginClashError, run_round, plugin="toy") == [
        "extension 'audit' (acme-audit 1.0) adds the strategy 'entropysampling', "
        "which fastlabel-core has",
        WITHOUT,
    ]


def test_an_alias_that_the_core_has_for_a_name(install_extension):
    strategy = "Strategy(name='Mine', select=print, aliases=('entropysampling',))"
    install_extension("audit", STRATEGY.format(strategy))
    assert refusal(PluginClashError, load_extensions(()).strategies) == [
        "extension 'audit' (acme-audit 1.0) adds the strategy 'entropysampling', "
        "which fastlabel-core has",
        WITHOUT,
    ]


@pytest.mark.parametrize("options", ["dict", "{}"])
def test_a_strategy_whose_options_lack_what_every_strategy_has(install_extension, options):
    strategy = f"Strategy(name='Mine', select=print, options={options})"
    install_extension("audit", STRATEGY.format(strategy))
    said = "<class 'dict'>" if options == "dict" else "{}"
    assert refusal(PluginResultError, load_extensions(()).strategies) == [
        f"extension 'audit' (acme-audit 1.0): the options of its strategy 'Mine' are {said}; "
        "derive them from fastlabel_core.StrategyOptions",
        WITHOUT,
    ]


def test_a_strategy_with_dropout_whose_options_lack_the_passes(install_extension):
    strategy = "Strategy(name='Mine', select=print, needs=frozenset({'dropout'}))"
    install_extension("audit", STRATEGY.format(strategy))
    assert refusal(PluginResultError, load_extensions(()).strategies) == [
        "extension 'audit' (acme-audit 1.0): the options of its strategy 'Mine' are "
        "<class 'fastlabel_core.query.options.StrategyOptions'>; "
        "derive them from fastlabel_core.DropoutOptions",
        WITHOUT,
    ]


@pytest.mark.parametrize(
    ("added", "arguments", "source", "kind", "names"),
    [
        ("repositories", (), SCHEME, "URI scheme", ("s3", "S3")),
        ("commands", ((),), COMMAND, "command", ("greet", "greet")),
    ],
)
def test_two_extensions_with_one_name(install_extension, added, arguments, source, kind, names):
    install_extension("able", source.format(names[0]))
    install_extension("audit", source.format(names[1]))
    assert refusal(PluginClashError, getattr(load_extensions(()), added), *arguments) == [
        f"extension 'audit' (acme-audit 1.0) adds the {kind} {names[1]!r}, which "
        "extension 'able' (acme-able 1.0) has",
        WITHOUT,
    ]


def test_one_extension_with_a_name_twice(install_extension):
    strategies = "Strategy(name='A', select=print), Strategy(name='a', select=print)"
    install_extension("audit", STRATEGY.format(strategies))
    assert refusal(PluginClashError, load_extensions(()).strategies) == [
        "extension 'audit' (acme-audit 1.0) adds the strategy 'a', which "
        "extension 'audit' (acme-audit 1.0) has",
        WITHOUT,
    ]


def test_a_strategy_that_fails_is_its_extension_s_fault(install_extension, toy_round):
    strategy = "Strategy(name='Broken', select=lambda c, count, o, g: 1 / 0)"
    install_extension("audit", STRATEGY.format(strategy))
    assert refusal(PluginFailure, run_round, plugin="toy", strategy="broken") == [
        "extension 'audit' (acme-audit 1.0) failed in strategy 'Broken': "
        "ZeroDivisionError: division by zero"
    ]


def test_a_listener_that_fails_is_not_the_model_s_fault(install_extension, toy_round):
    install_extension(
        "audit", "@hookimpl\ndef add_listeners():\n    return [lambda event: event.nothing]"
    )
    assert refusal(PluginFailure, run_round, plugin="toy") == [
        "extension 'audit' (acme-audit 1.0) failed in its listener: AttributeError: "
        "'StepStarted' object has no attribute 'nothing'"
    ]


def test_a_repository_that_fails(install_extension, toy_round):
    install_extension("audit", SCHEME.format("s3").replace("str", "lambda uri: uri.bucket"))
    assert refusal(PluginFailure, run_round, model="m", repository="s3://b") == [
        "extension 'audit' (acme-audit 1.0) failed in opening s3://: AttributeError: "
        "'str' object has no attribute 'bucket'"
    ]
    with pytest.raises(UsageError, match="schemes that one opens: s3"):
        run_round(model="m", repository="s4://b")


def test_a_wrapper_that_fails_is_not_the_model_s_fault(install_extension, toy_round):
    install_extension(
        "audit", "@hookimpl(wrapper=True)\ndef predict():\n    return (yield).nothing"
    )
    assert refusal(PluginFailure, run_round, plugin="toy") == [
        "extension 'audit' (acme-audit 1.0) failed in predict: AttributeError: "
        "'Predictions' object has no attribute 'nothing'"
    ]
