"""Where hooks are registered and called, and who is to blame for what they raise."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from contextlib import contextmanager
from traceback import walk_tb
from typing import TYPE_CHECKING

import pluggy

from fastlabel_core.errors import FastlabelError, PluginFailure, describe_cause
from fastlabel_core.hookspecs import ExtensionHooks, ModelHooks
from fastlabel_core.tracing import is_tracing, trace_calls

if TYPE_CHECKING:
    from pluggy import HookimplOpts

    from fastlabel_core.plugins import Plugin

SEED_HOOKS = frozenset(
    {"split_train_val", "load_model", "train_model", "query_hard_example", "save_model"}
)


class HookManager(pluggy.PluginManager):
    """A plugin manager that takes a model's methods with the seed's names as hooks, marked or not.

    It also leaves everything but methods alone; pluggy before 1.7 evaluates properties while it
    registers.
    """

    def __init__(self) -> None:
        super().__init__("fastlabel")
        self.add_hookspecs(ModelHooks)
        self.add_hookspecs(ExtensionHooks)
        self.model: object | None = None
        self._owners: list[tuple[object, Plugin]] = []
        if is_tracing():
            trace_calls(self, self._name)

    def register_model(self, plugin: Plugin, model: object) -> None:
        """Put `model` in the place of the model that is registered, if there is one."""
        if self.model is not None:
            self.unregister(self.model)
        self.model = model
        self._register_for(plugin, model)

    def register_extension(self, plugin: Plugin, extension: object) -> None:
        """Let an extension join in."""
        self._register_for(plugin, extension)

    def owners(self, hook: str) -> list[Plugin]:
        """Return the plugins that answer or wrap a hook, the model's first; none is the core."""
        implementations = getattr(self.hook, hook).get_hookimpls()
        owners = [self._owner(implementation.plugin) for implementation in implementations]
        return sorted(filter(None, owners), key=lambda plugin: (plugin.is_extension, plugin.name))

    def culprit(self, hook: str, error: BaseException) -> Plugin | None:
        """Return the plugin whose code raised an error of a hook; None if it was the core's."""
        plugin_of = {
            getattr(implementation.function, "__code__", None): implementation.plugin
            for implementation in getattr(self.hook, hook).get_hookimpls()
        }
        entered = [
            plugin_of[frame.f_code]
            for frame, _ in walk_tb(error.__traceback__)
            if frame.f_code in plugin_of
        ]
        if entered:
            return self._owner(entered[-1])
        return next(iter(self.owners(hook)), None)

    def parse_hookimpl_opts(self, plugin: object, name: str) -> HookimplOpts | None:
        """Tell whether an attribute is a hook; called by `register` for each of them."""
        if not is_method(inspect.getattr_static(plugin, name, None)):
            return None
        options = super().parse_hookimpl_opts(plugin, name)
        if options is None and plugin is self.model and name in SEED_HOOKS:
            return {
                "wrapper": False,
                "hookwrapper": False,
                "optionalhook": False,
                "tryfirst": False,
                "trylast": False,
                "specname": None,
            }
        return options

    def _register_for(self, plugin: Plugin, instance: object) -> None:
        self._owners.append((instance, plugin))
        self.register(instance, name=str(plugin))

    def _owner(self, instance: object) -> Plugin | None:
        return next((plugin for owned, plugin in self._owners if owned is instance), None)

    def _name(self, instance: object) -> str:
        owner = self._owner(instance)
        return "core" if owner is None else owner.name


@contextmanager
def blaming(plugin: Plugin, what: str) -> Iterator[None]:
    """Turn what the block raises into a `PluginFailure` that names the plugin and `what` it does.

    Errors of fastlabel's own pass.
    """
    try:
        yield
    except FastlabelError:
        raise
    except Exception as error:
        raise PluginFailure(f"{plugin} failed in {what}: {describe_cause(error)}") from error


def is_method(attribute: object) -> bool:
    """Tell a method from other descriptors, such as properties, which are cached or not."""
    if isinstance(attribute, staticmethod | classmethod):
        return True
    return inspect.isroutine(attribute) and callable(attribute)
