"""Finding and choosing plugins: fakes on ``sys.path``, whose modules raise when imported."""

import sys

import pytest

from fastlabel_core.errors import PluginClashError, PluginIncompatibleError, PluginNotFoundError
from fastlabel_core.plugins import (
    EXTENSIONS,
    MODELS,
    OUR_MODELS,
    choose_extensions,
    choose_model,
    find_plugins,
)


def refusal(error, call, *arguments):
    with pytest.raises(error) as caught:
        call(*arguments)
    assert type(caught.value) is error
    return str(caught.value)


def test_facts_come_from_metadata(install_plugin):
    install_plugin(
        "zebra", distribution="acme-zoo", version="2.5", requires=["numpy"], summary="Sees stripes."
    )
    (plugin,) = find_plugins(MODELS)
    assert (plugin.name, plugin.distribution, plugin.version) == ("zebra", "acme-zoo", "2.5")
    assert (plugin.summary, plugin.core_range, plugin.kind) == ("Sees stripes.", "", "plugin")
    assert str(plugin) == "plugin 'zebra' (acme-zoo 2.5)"


def test_an_extension_is_called_one(install_plugin):
    install_plugin("audit", group=EXTENSIONS)
    (extension,) = find_plugins(EXTENSIONS)
    assert find_plugins(MODELS) == ()
    assert str(extension) == "extension 'audit' (acme-audit 1.0)"


@pytest.mark.parametrize("order", [["b", "a", "c"], ["c", "b", "a"], ["a", "b", "c"]])
def test_sorted_by_name_whatever_the_path(install_plugin, order):
    for name in order:
        install_plugin(name, distribution=f"dist-{'xyz'['cab'.index(name)]}")
    assert [plugin.name for plugin in find_plugins(MODELS)] == ["a", "b", "c"]


@pytest.mark.parametrize("order", [["acme-one", "acme-two"], ["acme-two", "acme-one"]])
def test_one_name_from_two_distributions_names_both(install_plugin, order):
    for distribution in order:
        install_plugin("zebra", distribution=distribution)
    assert refusal(PluginClashError, choose_model, "zebra") == (
        "plugin 'zebra' is provided by acme-one 1.0 and acme-two 1.0; uninstall one"
    )


def test_a_clash_of_others_harms_nobody(install_plugin):
    install_plugin("zebra", distribution="acme-one")
    install_plugin("zebra", distribution="acme-two")
    install_plugin("lion")
    assert choose_model("lion").distribution == "acme-lion"


def test_one_distribution_twice_on_the_path_counts_once(install_plugin, monkeypatch):
    folder = install_plugin("zebra")
    monkeypatch.setattr(sys, "path", [str(folder), *sys.path])
    install_plugin("zebra")
    assert len(find_plugins(MODELS)) == 1
    assert choose_model("zebra").name == "zebra"


def test_unknown_name_lists_the_others(install_plugin):
    assert refusal(PluginNotFoundError, choose_model, "zebra") == (
        "no model plugin named 'zebra'; installed: none."
    )
    install_plugin("text2", version="0.3")
    install_plugin("lion", requires=["fastlabel-core>9"])
    assert refusal(PluginNotFoundError, choose_model, "zebra") == (
        "no model plugin named 'zebra'; installed: lion (acme-lion 1.0), text2 (acme-text2 0.3)."
    )
    assert refusal(PluginNotFoundError, choose_model, "LOIN") == (
        "no model plugin named 'LOIN'; installed: lion (acme-lion 1.0), text2 (acme-text2 0.3). "
        "Did you mean 'lion'?"
    )


@pytest.mark.parametrize("name", OUR_MODELS)
def test_ours_can_be_installed(name):
    assert refusal(PluginNotFoundError, choose_model, name) == (
        f"no model plugin named {name!r} is installed; try: pip install fastlabel-{name}"
    )


def test_extensions_are_no_models(install_plugin):
    install_plugin("audit", group=EXTENSIONS)
    assert refusal(PluginNotFoundError, choose_model, "audit") == (
        "no model plugin named 'audit'; installed: none."
    )


@pytest.mark.parametrize(
    ("requires", "core", "core_range"),
    [
        ([], "0.1.0", ""),
        (["fastlabel-core"], "99", ""),
        (["numpy>=99"], "0.1.0", ""),
        (["fastlabel-core>=0.1,<0.2"], "0.1.0", "<0.2,>=0.1"),
        (["Fastlabel_Core>=0.1"], "0.1.0", ">=0.1"),
        (["fastlabel.core[demo]>=0.1"], "0.1.0", ">=0.1"),
        (["fastlabel-core (>=0.1)"], "0.1.0", ">=0.1"),
        (["fastlabel-core", "fastlabel-core>=0.1", "fastlabel-core<1"], "0.1.0", "<1,>=0.1"),
        (["fastlabel-core>=0.1; python_version >= '3.11'"], "0.1.0", ">=0.1"),
        (["fastlabel-core>9; python_version < '3'"], "0.1.0", ""),
        (["fastlabel-core>9; extra == 'future'"], "0.1.0", ""),
        (["fastlabel-core @ file:///tmp/core"], "0.1.0", ""),
        (["a line that pip can't read", "fastlabel-core>=0.1"], "0.1.0", ">=0.1"),
        (["fastlabel-core>=0.1"], "0.2.0rc1", ">=0.1"),
        (["fastlabel-core>=0.1"], "0.2.0.dev3", ">=0.1"),
    ],
)
def test_the_core_lies_in_the_range(install_plugin, monkeypatch, requires, core, core_range):
    monkeypatch.setattr("fastlabel_core.plugins.__version__", core)
    install_plugin("zebra", requires=requires)
    plugin = choose_model("zebra")
    assert (plugin.core_range, plugin.is_compatible) == (core_range, True)


@pytest.mark.parametrize(
    ("requires", "core", "core_range"),
    [
        ("fastlabel-core<0.2", "0.2.0", "<0.2"),
        ("fastlabel-core>=0.2", "0.2.0rc1", ">=0.2"),
        ("Fastlabel.Core[demo]>0.1; python_version > '3'", "0.1.0", ">0.1"),
    ],
)
def test_a_core_outside_the_range(install_plugin, monkeypatch, requires, core, core_range):
    monkeypatch.setattr("fastlabel_core.plugins.__version__", core)
    install_plugin("zebra", requires=[requires])
    assert not find_plugins(MODELS)[0].is_compatible
    assert refusal(PluginIncompatibleError, choose_model, "zebra") == (
        f"plugin 'zebra' (acme-zebra 1.0) needs fastlabel-core {core_range}, have {core}; "
        "try: pip install --upgrade acme-zebra fastlabel-core"
    )


def test_half_removed_metadata_do_not_break_the_list(install_plugin):
    install_plugin("lion", metadata="")
    install_plugin("zebra")
    assert [(plugin.name, plugin.distribution) for plugin in find_plugins(MODELS)] == [
        ("lion", ""),
        ("zebra", "acme-zebra"),
    ]


@pytest.fixture
def three_extensions(install_plugin):
    for name in ("b", "c", "a"):
        install_plugin(name, group=EXTENSIONS)


@pytest.mark.parametrize(
    ("disabled", "variable", "left"),
    [
        ([], None, "abc"),
        ([], "", "abc"),
        ([], " , ,", "abc"),
        (["b"], None, "ac"),
        (["b", "a"], None, "c"),
        ([], "b", "ac"),
        ([], " a , c ", "b"),
        (["b"], "c,notinstalled", "a"),
    ],
)
def test_switched_off(three_extensions, monkeypatch, disabled, variable, left):
    if variable is not None:
        monkeypatch.setenv("FASTLABEL_DISABLE", variable)
    assert "".join(plugin.name for plugin in choose_extensions(disabled)) == left


def test_only_an_installed_extension_can_be_switched_off(install_plugin):
    assert refusal(PluginNotFoundError, choose_extensions, ["audti"]) == (
        "no extension named 'audti' to disable; installed: none."
    )
    install_plugin("audit", group=EXTENSIONS)
    assert refusal(PluginNotFoundError, choose_extensions, ["audti"]) == (
        "no extension named 'audti' to disable; installed: audit (acme-audit 1.0). "
        "Did you mean 'audit'?"
    )


def test_extensions_of_one_name(install_plugin):
    install_plugin("audit", group=EXTENSIONS, distribution="acme-one")
    install_plugin("audit", group=EXTENSIONS, distribution="acme-two", version="2")
    assert refusal(PluginClashError, choose_extensions, []) == (
        "extension 'audit' is provided by acme-one 1.0 and acme-two 2; uninstall one"
    )
    assert choose_extensions(["audit"]) == ()
