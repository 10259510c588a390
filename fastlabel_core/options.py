"""Options of a plugin or a strategy: what it declares, held against what the caller gave."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import AliasChoices, BaseModel, ValidationError
from pydantic_core import to_jsonable_python

from fastlabel_core.errors import OptionError, PluginProtocolError, did_you_mean
from fastlabel_core.hook_manager import blaming

if TYPE_CHECKING:
    from fastlabel_core.plugins import Plugin
    from fastlabel_core.query import Strategy, StrategyOptions

SEED_OPTION = "random_seed"

Declared = TypeVar("Declared", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class _Owner:
    """Whose options they are, for the messages: its name, what lists them, what gives one."""

    name: str
    listing: str
    flag: str


def declared_options(plugin: Plugin, model_class: type[Any]) -> type[BaseModel] | None:
    """Return the `Options` that a model class declares, or None if it takes any dict.

    Raises
    ------
    PluginProtocolError
        If `Options` isn't a pydantic model.
    """
    declared = getattr(model_class, "Options", None)
    if declared is None:
        return None
    if not (isinstance(declared, type) and issubclass(declared, BaseModel)):
        raise PluginProtocolError(
            f"{plugin}: its Options is not a pydantic model; derive it from pydantic.BaseModel"
        )
    return declared


def complete_options(
    plugin: Plugin, declared: type[BaseModel] | None, given: Mapping[str, Any], random_seed: int
) -> BaseModel | dict[str, Any]:
    """Validate what the caller gave and fill in the rest.

    Parameters
    ----------
    plugin : Plugin
        Whose options they are; for the messages.
    declared : type of BaseModel or None
        The class's `Options`.
    given : mapping
        What the caller gave.
    random_seed : int
        The round's seed, for an option ``random_seed`` that the caller didn't give.

    Returns
    -------
    BaseModel or dict
        An instance of `declared`; without it a copy of `given`.

    Raises
    ------
    OptionError
        For an unknown option, with the nearest name, or a value that can't be.
    PluginFailure
        If a validator fails in another way.
    """
    if declared is None:
        return dict(given)
    owner = _Owner(str(plugin), f"fastlabel plugins {plugin.name}", "--option")
    _refuse_unknown(owner, declared, given)
    seed = {SEED_OPTION: random_seed} if SEED_OPTION in option_names(declared) else {}
    with blaming(plugin, "its Options"):
        return _validate(owner, declared, {**seed, **given})


def complete_strategy_options(strategy: Strategy, given: Mapping[str, Any]) -> StrategyOptions:
    """Validate what the caller gave for a strategy and fill in the rest.

    Raises
    ------
    OptionError
        For an unknown option, with the nearest name, or a value that can't be.
    """
    name = strategy.name
    owner = _Owner(f"strategy {name!r}", f"fastlabel strategies {name}", "--strategy-option")
    _refuse_unknown(owner, strategy.options, given)
    return _validate(owner, strategy.options, given)


def plain_options(options: BaseModel | dict[str, Any]) -> dict[str, Any]:
    """Return options as JSON values, for metadata and the report."""
    plain: dict[str, Any] = to_jsonable_python(options, by_alias=False, fallback=str)
    return plain


def option_names(declared: type[BaseModel]) -> dict[str, str]:
    """Return the names by which options can be given, each with the name of its field."""
    config = declared.model_config
    is_named = config.get("populate_by_name") or config.get("validate_by_name")
    names = {}
    for field_name, field in declared.model_fields.items():
        alias = field.validation_alias
        aliases = alias.choices if isinstance(alias, AliasChoices) else [alias]
        for name in aliases:
            if isinstance(name, str):
                names[name] = field_name
        if alias is None or is_named:
            names[field_name] = field_name
    return names


def _validate(owner: _Owner, declared: type[Declared], values: Mapping[str, Any]) -> Declared:
    try:
        return declared.model_validate(values)
    except ValidationError as error:
        problems = "\n  ".join(_describe(problem, owner.flag) for problem in error.errors())
        raise OptionError(f"{owner.name}: {problems}") from error


def _describe(problem: Mapping[str, Any], flag: str) -> str:
    """Say what is wrong with an option; a rule between several options names them itself."""
    if not problem["loc"]:
        return str(problem["msg"])
    name = ".".join(map(str, problem["loc"]))
    if problem["type"] == "missing":
        return f"option {name} is required: {flag} {name}=VALUE"
    return f"option {name}={problem['input']!r}: {problem['msg']}"


def _refuse_unknown(owner: _Owner, declared: type[BaseModel], given: Mapping[str, Any]) -> None:
    names = option_names(declared)
    for name in given:
        if name not in names:
            raise OptionError(
                f"{owner.name} has no option {name!r}.{did_you_mean(str(name), names)}\n"
                f"  {owner.listing} lists its options"
            )
