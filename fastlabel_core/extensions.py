"""The installed extensions, and what they add to the core."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from fastlabel_core.errors import FastlabelError, PluginClashError, PluginResultError
from fastlabel_core.hook_manager import HookManager, blaming
from fastlabel_core.plugins import (
    DISABLE_VARIABLE,
    Plugin,
    choose_extensions,
    refuse_incompatible,
)
from fastlabel_core.registration import check_extension, create_instance, import_plugin

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

        added = self._added("add_strategies", Strategy)
        for plugin, strategy in added:
            _refuse_wrong_options(plugin, strategy)
        names = [(plugin, name) for plugin, strategy in added for name in _names(strategy)]
        _refuse_taken("strategy", names, [name for core in STRATEGIES for name in _names(core)])
        return [*STRATEGIES, *(_blamed_strategy(plugin, strategy) for plugin, strategy in added)]

    def commands(self, core: Collection[str]) -> dict[str, click.Command]:
        """Return the commands that they add to the core's, by name."""
        import click

        added = self._added("add_commands", click.Command)
        names = [(plugin, command.name or "") for plugin, command in added]
        _refuse_taken("command", names, core)
        return {command.name or "": command for _, command in added}

    def repositories(self) -> dict[str, Callable[[str], Repository]]:
        """Return how to open the repositories that they add, by URI scheme in lower case."""
        added = [
            (plugin, scheme, opener)
            for plugin, schemes in self._answers("add_repositories", Mapping)
            for scheme, opener in schemes.items()
        ]
        for plugin, _, opener in added:
            with _with_remedy(plugin):
                _require(plugin, "add_repositories", opener, Callable)
        _refuse_taken("URI scheme", [(plugin, scheme) for plugin, scheme, _ in added], ())
        return {
            scheme.lower(): blaming(plugin, f"opening {scheme}://")(opener)
            for plugin, scheme, opener in added
        }

    def listeners(self) -> list[Listener]:
        """Return the listeners that they add."""
        return [
            blaming(plugin, "its listener")(listener)
            for plugin, listener in self._added("add_listeners", Callable)
        ]

    def _added(self, hook: str, kind: Any) -> list[tuple[Plugin, Any]]:
        """Return what each extension adds by a hook that returns an iterable of one kind."""
        added = [(plugin, one) for plugin, some in self._answers(hook, Iterable) for one in some]
        for plugin, one in added:
            with _with_remedy(plugin):
                _require(plugin, hook, one, kind)
        return added

    def _answers(self, hook: str, kind: Any) -> list[tuple[Plugin, Any]]:
        """Return what each extension answers to a hook; those that don't answer are left out."""
        answers = []
        for plugin, extension in self._loaded:
            hooks = HookManager()
            hooks.register_extension(plugin, extension)
            with _with_remedy(plugin), blaming(plugin, hook):
                for answer in getattr(hooks.hook, hook)():
                    _require(plugin, hook, answer, kind)
                    # A generator runs here, and not where nobody knows whose it is.
                    answers.append((plugin, answer if kind is Mapping else list(answer)))
        return answers


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
        error.add_note(
            f"without this extension: set {DISABLE_VARIABLE}={plugin.name} in the environment, or "
            f"give a round --disable {plugin.name}"
        )
        raise


def _names(strategy: Strategy) -> tuple[str, ...]:
    return (strategy.name, *strategy.aliases)


def _refuse_wrong_options(plugin: Plugin, strategy: Strategy) -> None:
    """Raise `PluginResultError` if a strategy's options lack those that such a strategy has."""
    from fastlabel_core.query import DropoutOptions, Need, StrategyOptions

    base = DropoutOptions if Need.DROPOUT in strategy.needs else StrategyOptions
    if not (inspect.isclass(strategy.options) and issubclass(strategy.options, base)):
        with _with_remedy(plugin):
            raise PluginResultError(
                f"{plugin}: the options of its strategy {strategy.name!r} are "
                f"{strategy.options!r}; derive them from fastlabel_core.{base.__name__}"
            )


def _blamed_strategy(plugin: Plugin, strategy: Strategy) -> Strategy:
    blame = blaming(plugin, f"strategy {strategy.name!r}")
    return replace(strategy, select=blame(strategy.select))


def _require(plugin: Plugin, hook: str, answer: object, wanted: Any) -> None:
    if not isinstance(answer, wanted):
        raise PluginResultError(f"{plugin}: {hook} returned {answer!r}, no {wanted.__name__}")


def _refuse_taken(kind: str, added: Iterable[tuple[Plugin, str]], core: Iterable[str]) -> None:
    """Raise `PluginClashError` if two things have one name, case aside."""
    owners: dict[str, object] = {name.casefold(): "fastlabel-core" for name in core}
    for plugin, name in added:
        owner = owners.get(name.casefold())
        if owner is not None:
            with _with_remedy(plugin):
                raise PluginClashError(f"{plugin} adds the {kind} {name!r}, which {owner} has")
        owners[name.casefold()] = plugin
