"""A plugin's options: what it declares, held against what the caller gave."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ValidationError

from fastlabel_core.errors import OptionError, PluginProtocolError, did_you_mean

if TYPE_CHECKING:
    from fastlabel_core.plugins import Plugin

SEED_OPTION = "random_seed"


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
        raise PluginProtocolError(f"{plugin}: its Options is not a pydantic model; derive it so")
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
    """
    if declared is None:
        return dict(given)
    _refuse_unknown(plugin, declared, given)
    seed = {SEED_OPTION: random_seed} if SEED_OPTION in declared.model_fields else {}
    try:
        return declared.model_validate({**seed, **given})
    except ValidationError as error:
        problems = (
            f"option {'.'.join(map(str, problem['loc']))}={problem['input']!r}: {problem['msg']}"
            for problem in error.errors()
        )
        raise OptionError(f"{plugin}: " + "\n  ".join(problems)) from error


def plain_options(options: BaseModel | dict[str, Any]) -> dict[str, Any]:
    """Return options as JSON values, for metadata and the report."""
    if isinstance(options, BaseModel):
        return options.model_dump(mode="json")
    return dict(options)


def _refuse_unknown(plugin: Plugin, declared: type[BaseModel], given: Mapping[str, Any]) -> None:
    names = _option_names(declared)
    for name in given:
        if name not in names:
            raise OptionError(
                f"{plugin} has no option {name!r}.{did_you_mean(name, names)}\n"
                f"  fastlabel plugins {plugin.name} lists its options"
            )


def _option_names(declared: type[BaseModel]) -> list[str]:
    aliases = [field.alias for field in declared.model_fields.values() if field.alias]
    return [*declared.model_fields, *aliases]
