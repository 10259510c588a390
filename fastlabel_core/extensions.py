"""The installed extensions, and what they add to the core."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Collection
from typing import TYPE_CHECKING

from fastlabel_core.errors import PluginImportError, PluginProtocolError
from fastlabel_core.plugins import Plugin, choose_extensions
from fastlabel_core.registration import (
    HookManager,
    check_extension,
    create_instance,
    import_plugin,
)

if TYPE_CHECKING:
    import click

    from fastlabel_core.events import Listener
    from fastlabel_core.query import Strategy
    from fastlabel_core.repository import Repository


class Extensions:
    """Extensions, imported and checked.

    Parameters
    ----------
    loaded : collection of (Plugin, object)
        Each with what its entry point names: a module, or an instance of a class.
    """

    def __init__(self, loaded: Collection[tuple[Plugin, object]]) -> None:
        self._loaded = tuple(loaded)
        self._hooks = self.new_hooks().hook

    @property
    def names(self) -> list[str]:
        """Their names with the versions of their distributions."""
        return [f"{plugin.name} {plugin.version}" for plugin, _ in self._loaded]

    def new_hooks(self) -> HookManager:
        """Return a hook manager of its own on which they are registered."""
        hooks = HookManager()
        # pluggy calls the last registered first; the first by name shall be the outermost.
        for plugin, extension in reversed(self._loaded):
            hooks.register(extension, name=f"extension {plugin.name}")
        return hooks

    def strategies(self) -> list[Strategy]:
        """Return the core's strategies and those that they add."""
        from fastlabel_core.query import STRATEGIES

        return [*STRATEGIES, *(one for some in self._hooks.add_strategies() for one in some)]

    def commands(self) -> list[click.Command]:
        """Return the commands that they add."""
        return [command for commands in self._hooks.add_commands() for command in commands]

    def repositories(self) -> dict[str, Callable[[str], Repository]]:
        """Return how to open the repositories that they add, by URI scheme."""
        schemes: dict[str, Callable[[str], Repository]] = {}
        for added in self._hooks.add_repositories():
            schemes.update(added)
        return schemes

    def listeners(self) -> list[Listener]:
        """Return the listeners that they add."""
        return [listener for listeners in self._hooks.add_listeners() for listener in listeners]


def load_extensions(disabled: Collection[str]) -> Extensions:
    """Import the installed extensions, less those that are switched off.

    Parameters
    ----------
    disabled : collection of str
        Names to leave out, besides those in ``FASTLABEL_DISABLE``.

    Raises
    ------
    UsageError, Failure
        If one can't be chosen, imported or registered; the message says how to switch it off.
    """
    return Extensions([(plugin, _load(plugin)) for plugin in choose_extensions(disabled)])


def _load(plugin: Plugin) -> object:
    try:
        extension = import_plugin(plugin)
        check_extension(plugin, extension)
        return create_instance(plugin, extension) if inspect.isclass(extension) else extension
    except (PluginImportError, PluginProtocolError) as error:
        error.add_note(f"Without this extension: --disable {plugin.name}")
        raise
