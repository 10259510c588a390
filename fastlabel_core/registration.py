"""Importing a plugin and checking, before anything is called, that it keeps the protocol."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from traceback import walk_tb
from typing import TYPE_CHECKING, Any

import pluggy

from fastlabel_core.errors import (
    FastlabelError,
    PluginFailure,
    PluginImportError,
    PluginProtocolError,
    describe_cause,
    did_you_mean,
)
from fastlabel_core.hookspecs import ExtensionHooks, ModelHooks

if TYPE_CHECKING:
    from pluggy import HookimplOpts

    from fastlabel_core.plugins import Plugin

SEED_HOOKS = frozenset(
    {"split_train_val", "load_model", "train_model", "query_hard_example", "save_model"}
)
REQUIRED_HOOKS = ("load_model", "train_model", "save_model")
MODEL_HOOKS = (*sorted(SEED_HOOKS), "predict")
POSITIONAL = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)


@dataclass(frozen=True, slots=True)
class HookMethod:
    """A method of a plugin that answers a hook, or means to.

    Parameters
    ----------
    name : str
        The hook's name.
    parameters : tuple of Parameter
        What it takes, the instance or class left aside.
    is_wrapper, is_generator : bool
        Whether it is marked as a wrapper, and whether it yields as one must.
    """

    name: str
    parameters: tuple[inspect.Parameter, ...]
    is_wrapper: bool
    is_generator: bool


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
        if not _is_method(inspect.getattr_static(plugin, name, None)):
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


def import_plugin(plugin: Plugin) -> Any:
    """Import what the plugin's entry point names.

    Raises
    ------
    PluginImportError
        If that fails, whatever it raises.
    """
    try:
        return plugin.entry_point.load()
    except (Exception, SystemExit) as error:
        raise PluginImportError(
            f"{plugin} could not be imported: {describe_cause(error)}"
        ) from error


def import_model_class(plugin: Plugin) -> type[Any]:
    """Import a model plugin's class and check it against the protocol.

    Raises
    ------
    PluginImportError
        If it can't be imported.
    PluginProtocolError
        If it isn't a class, or its hooks are unknown, missing or of a wrong signature.
    """
    model_class = import_plugin(plugin)
    if not inspect.isclass(model_class):
        raise PluginProtocolError(
            f"{plugin}: its entry point {plugin.entry_point.value!r} is not a class; "
            "name the model's class there"
        )
    check_model(plugin, model_class)
    return model_class


def create_instance(plugin: Plugin, factory: Callable[[], Any]) -> Any:
    """Make the plugin's instance by calling its class without arguments.

    Raises
    ------
    PluginImportError
        If that fails, whatever it raises.
    """
    try:
        return factory()
    except Exception as error:
        raise PluginImportError(
            f"{plugin}: calling its class without arguments failed: {describe_cause(error)}"
        ) from error


def check_model(plugin: Plugin, model: object) -> None:
    """Check a model class, or an instance, against the protocol.

    Raises
    ------
    PluginProtocolError
        Saying everything that is wrong with it, each with the remedy.
    """
    methods = _hook_methods(model, unmarked=SEED_HOOKS)
    foreign = [
        f"{method.name} is a hook of extensions; give it to a class or module that the entry-point "
        "group 'fastlabel.extensions' names"
        for method in methods
        if method.name in vars(ExtensionHooks)
    ]
    wrappers = [
        f"{method.name} is marked as a wrapper; a model answers: @hookimpl"
        for method in methods
        if method.name in MODEL_HOOKS and method.is_wrapper
    ]
    _refuse(
        plugin,
        [
            *_wrong_hooks(methods),
            *foreign,
            *wrappers,
            *_missing_hooks(methods, model),
            *_wrong_columns(model),
        ],
    )


def check_extension(plugin: Plugin, extension: object) -> None:
    """Check an extension against the protocol.

    Raises
    ------
    PluginProtocolError
        Saying everything that is wrong with it, each with the remedy.
    """
    methods = _hook_methods(extension, unmarked=frozenset())
    answers = [
        f"{method.name} answers in the model's place; wrap it: @hookimpl(wrapper=True)"
        for method in methods
        if method.name in MODEL_HOOKS and not method.is_wrapper
    ]
    wrappers = [
        f"{method.name} adds to the core and can't be wrapped; mark it: @hookimpl"
        for method in methods
        if method.name.startswith("add_") and method.is_wrapper
    ]
    nothing = [] if methods else ["it implements no hook; mark those that it has: @hookimpl"]
    _refuse(plugin, [*_wrong_hooks(methods), *answers, *wrappers, *nothing])


def _hook_methods(plugin: object, unmarked: frozenset[str]) -> list[HookMethod]:
    """List the methods marked as hooks, and those that count as hooks by their names."""
    methods = []
    for name in sorted(dir(plugin)):
        attribute = inspect.getattr_static(plugin, name, None)
        if not _is_method(attribute):
            continue
        function = getattr(attribute, "__func__", attribute)
        mark = getattr(function, "fastlabel_impl", None)
        if mark is None and name not in unmarked:
            continue
        mark = mark or {}
        methods.append(
            HookMethod(
                name=mark.get("specname") or name,
                parameters=_given_parameters(plugin, name, attribute),
                is_wrapper=bool(mark.get("wrapper") or mark.get("hookwrapper")),
                is_generator=inspect.isgeneratorfunction(function),
            )
        )
    return methods


def _is_method(attribute: object) -> bool:
    """Tell a method from other descriptors, such as properties, which are cached or not."""
    if isinstance(attribute, staticmethod | classmethod):
        return True
    return inspect.isroutine(attribute) and callable(attribute)


def _given_parameters(plugin: object, name: str, attribute: Any) -> tuple[inspect.Parameter, ...]:
    """Return what a method takes when it is called: not the instance or class it is bound to."""
    is_bound = not isinstance(attribute, staticmethod) and (
        inspect.isclass(plugin) or name not in getattr(plugin, "__dict__", {})
    )
    function = attribute.__func__ if isinstance(attribute, classmethod) else attribute
    parameters = tuple(inspect.signature(function).parameters.values())
    return parameters[1:] if is_bound else parameters


def _wrong_hooks(methods: Iterable[HookMethod]) -> list[str]:
    """Say which hooks have a name or a signature that the protocol doesn't know."""
    problems = []
    specifications = _specifications()
    for method in methods:
        if method.name not in specifications:
            guess = did_you_mean(method.name, specifications)
            problems.append(f"there is no hook {method.name!r}.{guess}")
            continue
        known = specifications[method.name]
        taken = method.parameters
        unknown = [parameter.name for parameter in taken if parameter.name not in known]
        defaulted = [parameter.name for parameter in taken if _has_default(parameter)]
        by_keyword = [
            parameter.name
            for parameter in taken
            if parameter.name in known and parameter.kind not in POSITIONAL
        ]
        if unknown:
            problems.append(
                f"{method.name} takes {', '.join(unknown)}, which the hook does not give; "
                f"it gives: {', '.join(known) or 'nothing'}"
            )
        if defaulted:
            problems.append(
                f"{method.name} gives {', '.join(defaulted)} a default value, which would hide "
                "the caller's; remove the default"
            )
        if by_keyword:
            problems.append(
                f"{method.name} takes {', '.join(by_keyword)} by keyword only, but hooks are "
                "called by position; remove the *"
            )
        if method.is_wrapper and not method.is_generator:
            problems.append(f"{method.name} is marked as a wrapper, but does not yield")
    return problems


def _missing_hooks(methods: Iterable[HookMethod], model: object) -> list[str]:
    """Say which hooks a model must have and hasn't."""
    present = {method.name for method in methods}
    missing = [name for name in REQUIRED_HOOKS if name not in present]
    problems = []
    if missing:
        attributes = [
            name for name in dir(model) if not name.startswith("_") and name not in present
        ]
        guesses = "".join(did_you_mean(name, attributes) for name in missing)
        problems.append(f"it does not implement: {', '.join(missing)}.{guesses}")
    if not present & {"predict", "query_hard_example"}:
        if hasattr(model, "predict"):
            problems.append("its method predict is not marked as a hook; mark it: @hookimpl")
        else:
            problems.append("it does not implement: predict (or else query_hard_example)")
    return problems


def _wrong_columns(model: object) -> list[str]:
    """Say whether `input_columns`, where it is declared, is anything but a series of names."""
    columns = getattr(model, "input_columns", ("path",))
    is_series = isinstance(columns, tuple | list) and len(columns) > 0
    if is_series and all(isinstance(name, str) for name in columns):
        return []
    return [f"its input_columns is {columns!r}; give a tuple of names, such as ('path',)"]


def _refuse(plugin: Plugin, problems: list[str]) -> None:
    if problems:
        raise PluginProtocolError(f"{plugin} does not keep the protocol: " + "\n  ".join(problems))


def _specifications() -> dict[str, list[str]]:
    """Return the names of all hooks with the names of the arguments that they give."""
    return {
        name: [parameter for parameter in inspect.signature(hook).parameters if parameter != "self"]
        for specification in (ModelHooks, ExtensionHooks)
        for name, hook in vars(specification).items()
        if not name.startswith("_")
    }


def _has_default(parameter: inspect.Parameter) -> bool:
    return parameter.default is not inspect.Parameter.empty
