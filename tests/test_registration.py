"""Importing plugins, and registering them."""

import functools
from dataclasses import dataclass

import pytest

from fastlabel_core.errors import PluginImportError, PluginProtocolError
from fastlabel_core.hook_manager import HookManager
from fastlabel_core.hookspecs import hookimpl
from fastlabel_core.plugins import choose_model
from fastlabel_core.registration import create_instance, import_model_class

SENTINEL = """
class Toy:
    touched = []
    def __getattr__(self, name): raise RuntimeError(name)
    def __dir__(self): return [*object.__dir__(self), "lazy"]
    @property
    def raises(self): raise RuntimeError
    @functools.cached_property
    def slow(self): self.touched.append("slow")
    @hookimpl
    def load_model(self): return "marked"
    def save_model(self): return "unmarked"
    def predict(self): return "a helper"
    def add_commands(self): return "a helper"
    query_hard_example = property(lambda self: 1 / 0)
    split_train_val = "no method"
"""


def sentinel():
    """Return the class of an object that raises, or remembers it, when it is touched."""
    namespace = {"hookimpl": hookimpl, "functools": functools}
    exec(SENTINEL, namespace)
    return namespace["Toy"]


def test_registering_touches_nothing_but_methods(toy_plugin):
    toy = sentinel()
    instance = toy()
    hooks = HookManager()
    hooks.register_model(toy_plugin, instance)
    assert toy.touched == []
    assert hooks.hook.load_model(model_dir=None) == "marked"
    assert hooks.hook.save_model(save_dir=None) == "unmarked"
    for name in ("predict", "add_commands", "query_hard_example", "split_train_val"):
        assert getattr(hooks.hook, name).get_hookimpls() == []


def test_unmarked_methods_are_hooks_of_the_model_alone(toy_plugin):
    hooks = HookManager()
    hooks.register_extension(toy_plugin, sentinel()())
    assert hooks.hook.save_model.get_hookimpls() == []


def test_another_model_takes_the_place_of_the_first(toy_plugin):
    @dataclass
    class Numbered:
        """Equal ones are not the same; and none has a hash."""

        number: int

        def save_model(self, save_dir):
            return id(self)

    hooks = HookManager()
    first, second = Numbered(1), Numbered(1)
    hooks.register_model(toy_plugin, first)
    assert hooks.hook.save_model(save_dir=None) == id(first)
    hooks.register_model(toy_plugin, second)
    assert hooks.hook.save_model(save_dir=None) == id(second)
    assert len(hooks.hook.save_model.get_hookimpls()) == 1
    assert hooks.model is second


@pytest.mark.parametrize(
    ("source", "cause"),
    [
        ("import no_such_module", "ModuleNotFoundError: No module named 'no_such_module'"),
        ("raise OSError('libcudart.so.12')", "OSError: libcudart.so.12"),
        ("assert False", "AssertionError"),
        ("import sys; sys.exit(3)", "SystemExit: 3"),
    ],
)
def test_an_import_that_fails(install_plugin, source, cause):
    install_plugin("toy", source, attribute="Toy")
    with pytest.raises(PluginImportError) as caught:
        import_model_class(choose_model("toy"))
    assert str(caught.value) == f"plugin 'toy' (acme-toy 1.0) could not be imported: {cause}"
    assert type(caught.value.__cause__).__name__ == cause.partition(":")[0]


def test_an_import_may_be_interrupted(install_plugin):
    install_plugin("toy", "raise KeyboardInterrupt")
    with pytest.raises(KeyboardInterrupt):
        import_model_class(choose_model("toy"))


def test_an_attribute_that_is_missing(install_plugin):
    install_plugin("toy", "", attribute="Toy")
    with pytest.raises(PluginImportError) as caught:
        import_model_class(choose_model("toy"))
    assert str(caught.value) == (
        "plugin 'toy' (acme-toy 1.0) could not be imported: AttributeError: "
        "module 'fake_0_acme_toy' has no attribute 'Toy'"
    )


@pytest.mark.parametrize("source", ["def Toy(): ...", "Toy = object()", "import json as Toy"])
def test_an_entry_point_that_is_no_class(install_plugin, source):
    install_plugin("toy", source, attribute="Toy")
    with pytest.raises(PluginProtocolError) as caught:
        import_model_class(choose_model("toy"))
    assert str(caught.value) == (
        "plugin 'toy' (acme-toy 1.0): its entry point 'fake_0_acme_toy:Toy' is not a class; "
        "name the model's class there"
    )


def test_the_class_is_checked_when_it_is_imported(install_plugin):
    install_plugin("toy", "class Toy:\n    def predict(self): ...", attribute="Toy")
    with pytest.raises(PluginProtocolError) as caught:
        import_model_class(choose_model("toy"))
    assert str(caught.value) == (
        "plugin 'toy' (acme-toy 1.0) does not keep the protocol: it does not implement: "
        "load_model, train_model, save_model.\n"
        "  its method predict is not marked as a hook; mark it: @hookimpl"
    )


@pytest.mark.parametrize(
    ("parameters", "cause"),
    [
        ("self, size", "TypeError: Toy.__init__() missing 1 required positional argument: 'size'"),
        ("self, size=3", "ZeroDivisionError: division by zero"),
    ],
)
def test_a_class_that_can_not_be_called(toy_plugin, parameters, cause):
    namespace = {}
    exec(f"class Toy:\n    def __init__({parameters}): 1 / 0", namespace)
    with pytest.raises(PluginImportError) as caught:
        create_instance(toy_plugin, namespace["Toy"])
    assert str(caught.value) == (
        f"plugin 'toy' (acme-toy 1.0): calling its class without arguments failed: {cause}"
    )
