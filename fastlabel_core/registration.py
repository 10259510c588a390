"""Importing a plugin and checking, before anything is called, that it keeps the protocol."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fastlabel_core.declarations import wrong_declarations
from fastlabel_core.errors import (
    PluginImportError,
    PluginProtocolError,
    describe_cause,
    did_you_mean,
)
from fastlabel_core.hook_manager import SEED_HOOKS, is_method
from fastlabel_core.hookspecs import ExtensionHooks, ModelHooks

if TYPE_CHECKING:
    from fastlabel_core.plugins import Plugin

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


def takes_options(model_class: type[Any]) -> bool:
    """Tell whether a model class declares options, or one of its hooks takes any."""
    methods = _hook_methods(model_class, unmarked=SEED_HOOKS)
    taken = {parameter.name for method in methods for parameter in method.parameters}
    return hasattr(model_class, "Options") or "options" in taken


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
            *wrong_declarations(model),
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
        if not is_method(attribute):
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
