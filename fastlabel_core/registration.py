"""Importing a plugin and checking, before anything is called, that it keeps the protocol."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pluggy

from fastlabel_core.errors import PluginImportError, PluginProtocolError, did_you_mean
from fastlabel_core.hookspecs import ExtensionHooks, ModelHooks

if TYPE_CHECKING:
    from pluggy import HookimplOpts

    from fastlabel_core.plugins import Plugin

SEED_HOOKS = frozenset(
    {"split_train_val", "load_model", "train_model", "query_hard_example", "save_model"}
)
REQUIRED_HOOKS = ("load_model", "train_model", "save_model")
MODEL_HOOKS = (*sorted(SEED_HOOKS), "predict")


@dataclass(frozen=True, slots=True)
class HookMethod:
    """A method of a plugin that answers a hook, or means to."""

    name: str
    function: Callable[..., Any]
    is_wrapper: bool


class HookManager(pluggy.PluginManager):
    """A plugin manager that takes a model's methods with the seed's names as hooks, marked or not.

    It also leaves properties alone, which pluggy before 1.7 evaluates while it registers.
    """

    def __init__(self) -> None:
        super().__init__("fastlabel")
        self.add_hookspecs(ModelHooks)
        self.add_hookspecs(ExtensionHooks)
        self.model: object | None = None

    def register_model(self, model: object, name: str) -> None:
        """Put `model` in the place of the model that is registered, if there is one."""
        if self.model is not None:
            self.unregister(self.model)
        self.model = model
        self.register(model, name=name)

    def parse_hookimpl_opts(self, plugin: object, name: str) -> HookimplOpts | None:
        """Tell whether an attribute is a hook; called by `register` for each of them."""
        if isinstance(inspect.getattr_static(plugin, name), property):
            return None
        options = super().parse_hookimpl_opts(plugin, name)
        if options is None and plugin is self.model and _is_unmarked_hook(plugin, name):
            return {
                "wrapper": False,
                "hookwrapper": False,
                "optionalhook": False,
                "tryfirst": False,
                "trylast": False,
                "specname": None,
            }
        return options


def import_plugin(plugin: Plugin) -> Any:
    """Import what the plugin's entry point names.

    Raises
    ------
    PluginImportError
        If that fails, whatever it raises.
    """
    try:
        return plugin.entry_point.load()
    except Exception as error:
        raise PluginImportError(
            f"{plugin} could not be imported: {type(error).__name__}: {error}"
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
            f"{plugin}: its class can't be made without arguments: {type(error).__name__}: {error}"
        ) from error


def check_model(plugin: Plugin, model: object) -> None:
    """Check a model class, or an instance, against the protocol.

    Raises
    ------
    PluginProtocolError
        Saying everything that is wrong with it, each with the remedy.
    """
    methods = _hook_methods(model, unmarked=SEED_HOOKS)
    _refuse(plugin, [*_wrong_hooks(methods), *_missing_hooks(methods, model)])


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
    _refuse(plugin, [*_wrong_hooks(methods), *answers])


def _hook_methods(plugin: object, unmarked: frozenset[str]) -> list[HookMethod]:
    """List the methods marked as hooks, and those that count as hooks by their names."""
    methods = []
    for name in sorted(dir(plugin)):
        function = inspect.getattr_static(plugin, name)
        if isinstance(function, staticmethod | classmethod):
            function = function.__func__
        if not inspect.isroutine(function):
            continue
        mark = getattr(function, "fastlabel_impl", None)
        if mark is None and name not in unmarked:
            continue
        mark = mark or {}
        is_wrapper = bool(mark.get("wrapper") or mark.get("hookwrapper"))
        methods.append(HookMethod(mark.get("specname") or name, function, is_wrapper))
    return methods


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
        parameters = list(inspect.signature(method.function).parameters.values())
        named = [parameter for parameter in parameters if parameter.name != "self"]
        unknown = [parameter.name for parameter in named if parameter.name not in known]
        defaulted = [parameter.name for parameter in named if _has_default(parameter)]
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
    return problems


def _missing_hooks(methods: Iterable[HookMethod], model: object) -> list[str]:
    """Say which hooks a model must have and hasn't."""
    present = {method.name for method in methods}
    missing = [name for name in REQUIRED_HOOKS if name not in present]
    problems = []
    if missing:
        attributes = [name for name in dir(model) if not name.startswith("_")]
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


def _is_unmarked_hook(plugin: object, name: str) -> bool:
    return name in SEED_HOOKS and inspect.isroutine(getattr(plugin, name))
