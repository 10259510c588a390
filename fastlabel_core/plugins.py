"""Finding and choosing plugins, from the metadata of what is installed.

Nothing here imports a plugin, so listing them is quick and a broken one harms nobody.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from importlib.metadata import EntryPoint, entry_points
from itertools import groupby
from typing import TYPE_CHECKING

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from fastlabel_core import __version__
from fastlabel_core.errors import (
    PluginClashError,
    PluginIncompatibleError,
    PluginNotFoundError,
    did_you_mean,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

MODELS = "fastlabel.models"
EXTENSIONS = "fastlabel.extensions"
DISABLE_VARIABLE = "FASTLABEL_DISABLE"

OUR_MODELS = {"resnet": "fastlabel-resnet", "text": "fastlabel-text"}


@dataclass(frozen=True, slots=True)
class Plugin:
    """A plugin as its distribution's metadata describe it.

    Parameters
    ----------
    name : str
        The name of its entry point, by which users call it.
    distribution, version, summary : str
        What pip knows of the distribution that holds it.
    core_range : str
        The versions of fastlabel-core that it requires, such as ``">=0.1,<0.2"``; empty for any.
    entry_point : EntryPoint
        What to import.
    """

    name: str
    distribution: str
    version: str
    summary: str
    core_range: str
    entry_point: EntryPoint = field(repr=False)

    def __str__(self) -> str:
        return f"plugin {self.name!r} ({self.distribution} {self.version})"

    @property
    def is_compatible(self) -> bool:
        """Whether this version of fastlabel-core lies in the range that the plugin requires."""
        requirement = Requirement(f"fastlabel-core{self.core_range}")
        return requirement.specifier.contains(__version__, prereleases=True)


def find_plugins(group: str) -> tuple[Plugin, ...]:
    """Return the installed plugins of an entry-point group, sorted by name and distribution."""
    found = (_describe(entry_point) for entry_point in entry_points(group=group))
    return tuple(sorted(found, key=lambda plugin: (plugin.name, plugin.distribution)))


def choose_model(name: str) -> Plugin:
    """Return the installed model plugin of this name.

    Raises
    ------
    PluginNotFoundError
        If none has the name.
    PluginClashError
        If two distributions provide it.
    PluginIncompatibleError
        If it requires another version of fastlabel-core.
    """
    installed = find_plugins(MODELS)
    named = [plugin for plugin in installed if plugin.name == name]
    if not named:
        raise PluginNotFoundError(_not_found(name, installed))
    refuse_clashes(named)
    refuse_incompatible(named)
    return named[0]


def choose_extensions(disabled: Collection[str]) -> tuple[Plugin, ...]:
    """Return the installed extensions, sorted by name, less those that are switched off.

    Parameters
    ----------
    disabled : collection of str
        Names to leave out, besides those in the environment variable ``FASTLABEL_DISABLE``
        (separated by commas).

    Raises
    ------
    PluginNotFoundError
        If `disabled` names an extension that isn't installed.
    PluginClashError, PluginIncompatibleError
        As for `choose_model`.
    """
    installed = find_plugins(EXTENSIONS)
    names = {plugin.name for plugin in installed}
    for name in disabled:
        if name not in names:
            raise PluginNotFoundError(
                f"no extension named {name!r} to disable; installed: {_listed(installed)}."
                + did_you_mean(name, names)
            )
    off = {*disabled, *os.environ.get(DISABLE_VARIABLE, "").replace(" ", "").split(",")}
    chosen = tuple(plugin for plugin in installed if plugin.name not in off)
    refuse_clashes(chosen)
    refuse_incompatible(chosen)
    return chosen


def refuse_clashes(plugins: Iterable[Plugin]) -> None:
    """Raise `PluginClashError` if two of `plugins`, sorted by name, share a name."""
    for name, group in groupby(plugins, key=lambda plugin: plugin.name):
        providers = [f"{plugin.distribution} {plugin.version}" for plugin in group]
        if len(providers) > 1:
            raise PluginClashError(
                f"plugin {name!r} is provided by {' and '.join(providers)}; uninstall one"
            )


def refuse_incompatible(plugins: Iterable[Plugin]) -> None:
    """Raise `PluginIncompatibleError` if one of `plugins` requires another core than this one."""
    for plugin in plugins:
        if not plugin.is_compatible:
            raise PluginIncompatibleError(
                f"{plugin} needs fastlabel-core {plugin.core_range}, have {__version__}; "
                f"try: pip install --upgrade {plugin.distribution} fastlabel-core"
            )


def _describe(entry_point: EntryPoint) -> Plugin:
    distribution = entry_point.dist
    if distribution is None:
        raise PluginNotFoundError(f"entry point {entry_point.name!r} belongs to no distribution")
    requirements = [Requirement(line) for line in distribution.requires or ()]
    core_range = ",".join(
        str(requirement.specifier)
        for requirement in requirements
        if canonicalize_name(requirement.name) == "fastlabel-core" and not requirement.marker
    )
    return Plugin(
        name=entry_point.name,
        distribution=distribution.name,
        version=distribution.version,
        summary=distribution.metadata["Summary"] or "",
        core_range=core_range,
        entry_point=entry_point,
    )


def _not_found(name: str, installed: tuple[Plugin, ...]) -> str:
    if name in OUR_MODELS:
        return f"no model plugin named {name!r} is installed; try: pip install {OUR_MODELS[name]}"
    return f"no model plugin named {name!r}; installed: {_listed(installed)}." + did_you_mean(
        name, [plugin.name for plugin in installed]
    )


def _listed(plugins: tuple[Plugin, ...]) -> str:
    return (
        ", ".join(f"{plugin.name} ({plugin.distribution} {plugin.version})" for plugin in plugins)
        or "none"
    )
