"""The installed extensions, and what they add to the core."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from fastlabel_core.errors import FastlabelError, PluginClashError, PluginResultError
from fastlabel_core.plugins import (
    DISABLE_VARIABLE,
    Plugin,
    choose_extensions,
    refuse_incompatible,
)
from fastlabel_core.registration import (
    HookManager,
    blaming,
    check_extension,
    create_instance,
    import_plugin,
)

if TYPE_CHECKING:
    import click

    from fastlabel_core.events import Listener
    from fastlabel_core.query import Strategy
    from fastlabel_core.repository import Repository

Added = TypeVar("Added")


class Extensions:
    """Extensions, imported and checked.

    Parameters
    ----------
    loaded : collection of (Plugin, object)
        Each with what its entry point names: a module, or an instance of a class.
    """

    def __init__(self, loaded: Collection[tuple[Plugin, object]]) -> None:
        self._loaded = tuple(loaded)

    @property
    def names(self) -> list[str]:
        """Their names with the versions of their distributions."""
        return [f"{plugin.name} {plugin.version}" for plugin, _ in self._loaded]

    def new_hooks(self) -> HookManager:
        """Return a hook manager of its own on which they are registered."""
        hooks = HookManager()
        # pluggy calls the last registered first; the first by name shall be the outermost.
        for plugin, extension in reversed(self._loaded):
            hooks.register_extension(plugin, extension)
        return hooks

    def strategies(self) -> list[Strategy]:
        """Return the core's strategies and those that they add."""
        from fastlabel_core.query import STRATEGIES, Strategy

        added = [
            (plugin, strategy.name.casefold(), _blamed_strategy(plugin, strategy))
            for plugin, strategy in self._added("add_strategies", Strategy)
        ]
        core = [strategy.name.casefold() for strategy in STRATEGIES]
        return [*STRATEGIES, *_one_each("strategy", added, core).values()]

    def commands(self, core: Collection[str]) -> dict[str, click.Command]:
        """Return the commands that they add to the core's, by name."""
        import click

        added = [
            (plugin, command.name or "", command)
            for plugin, command in self._added("add_commands", click.Command)
        ]
        return _one_each("command", added, core)

    def repositories(self) -> dict[str, Callable[[str], Repository]]:
        """Return how to open the repositories that they add, by URI scheme in lower case."""
        added = [
            (plugin, scheme.lower(), blaming(plugin, f"opening {scheme}://")(opener))
            for plugin, schemes in self._answers("add_repositories", Mapping)
            for scheme, opener in schemes.items()
        ]
        return _one_each("URI scheme", added, ())

    def listeners(self) -> list[Listener]:
        """Return the listeners that they add."""
        return [
            blaming(plugin, "its listener")(listener)
            for plugin, listener in self._added("add_listeners", Callable)
        ]

    def _added(self, hook: str, kind: Any) -> Iterator[tuple[Plugin, Any]]:
        """Yield what each extension adds by a hook that returns an iterable."""
        for plugin, answer in self._answers(hook, Iterable):
            for added in answer:
                if not isinstance(added, kind):
                    raise PluginResultError(f"{plugin}: {hook} returned {added!r} among others")
                yield plugin, added

    def _answers(self, hook: str, kind: Any) -> Iterator[tuple[Plugin, Any]]:
        """Yield what each extension answers to a hook; those that don't are left out."""
        for plugin, extension in self._loaded:
            hooks = HookManager()
            hooks.register_extension(plugin, extension)
            with _with_remedy(plugin):
                with blaming(plugin, hook):
                    answers = getattr(hooks.hook, hook)()
                for answer in answers:
                    if not isinstance(answer, kind):
                        raise PluginResultError(f"{plugin}: {hook} returned {answer!r}")
            yield from ((plugin, answer) for answer in answers)


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
    with _with_remedy(plugin):
        refuse_incompatible(plugin)
        extension = import_plugin(plugin)
        check_extension(plugin, extension)
        return create_instance(plugin, extension) if inspect.isclass(extension) else extension


@contextmanager
def _with_remedy(plugin: Plugin) -> Iterator[None]:
    """Let an error say how to go on without the extension."""
    try:
        yield
    except FastlabelError as error:
        error.add_note(_remedy(plugin))
        raise


def _remedy(plugin: Plugin) -> str:
    return (
        f"without this extension: --disable {plugin.name}, or the environment variable "
        f"{DISABLE_VARIABLE}={plugin.name}"
    )


def _blamed_strategy(plugin: Plugin, strategy: Strategy) -> Strategy:
    blame = blaming(plugin, f"strategy {strategy.name!r}")
    return replace(strategy, select=blame(strategy.select))


def _one_each(
    kind: str, added: Iterable[tuple[Plugin, str, Added]], core: Collection[str]
) -> dict[str, Added]:
    """Return what is added by name, if no name stands for two things."""
    owners: dict[str, object] = dict.fromkeys(core, "fastlabel-core")
    by_name: dict[str, Added] = {}
    for plugin, name, one in added:
        if name in owners:
            error = PluginClashError(f"{plugin} adds the {kind} {name!r}, which {owners[name]} has")
            error.add_note(_remedy(plugin))
            raise error
        owners[name] = plugin
        by_name[name] = one
    return by_name
