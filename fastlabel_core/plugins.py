"""Finding and choosing plugins, from the metadata of what is installed.

Nothing here imports a plugin, so listing them is quick and a broken one harms nobody.
"""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass, field
from importlib.metadata import Distribution, EntryPoint, entry_points
from itertools import groupby
from typing import TYPE_CHECKING

from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from fastlabel_core import __version__
from fastlabel_core.errors import (
    PluginClashError,
    PluginIncompatibleError,
    PluginNotFoundError,
    did_you_mean,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

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
        The versions of fastlabel-core that it requires, such as ``"<0.2,>=0.1"``; empty for any.
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
        return f"{self.kind} {self.name!r} ({self.distribution} {self.version})"

    @property
    def kind(self) -> str:
        """What messages call it: a plugin, which is a kind of model, or an extension."""
        return "extension" if self.is_extension else "plugin"

    @property
    def is_extension(self) -> bool:
        """Whether it joins in with every model."""
        return self.entry_point.group == EXTENSIONS

    @property
    def is_compatible(self) -> bool:
        """Whether this version of fastlabel-core lies in the range that the plugin requires."""
        return SpecifierSet(self.core_range).contains(__version__, prereleases=True)


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
    refuse_incompatible(named[0])
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
        If `disabled` names an extension that isn't installed. The variable may: it holds for many
        environments.
    PluginClashError
        If two distributions provide one that is left in.
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
    return chosen


def refuse_clashes(plugins: Iterable[Plugin]) -> None:
    """Raise `PluginClashError` if two of `plugins`, sorted by name, share a name."""
    for name, group in groupby(plugins, key=lambda plugin: plugin.name):
        named = list(group)
        if len(named) > 1:
            providers = " and ".join(f"{one.distribution} {one.version}" for one in named)
            raise PluginClashError(
                f"{named[0].kind} {name!r} is provided by {providers}; uninstall one"
            )


def refuse_incompatible(plugin: Plugin) -> None:
    """Raise `PluginIncompatibleError` if a plugin requires another core than this one."""
    if not plugin.is_compatible:
        raise PluginIncompatibleError(
            f"{plugin} needs fastlabel-core {plugin.core_range}, have {__version__}; "
            f"try: pip install --upgrade {plugin.distribution} fastlabel-core"
        )


def _describe(entry_point: EntryPoint) -> Plugin:
    distribution = entry_point.dist
    if distribution is None:
        raise PluginNotFoundError(f"entry point {entry_point.name!r} belongs to no distribution")
    return Plugin(
        name=entry_point.name,
        distribution=_metadata_of(distribution, "Name"),
        version=_metadata_of(distribution, "Version"),
        summary=_metadata_of(distribution, "Summary"),
        core_range=_core_range(distribution),
        entry_point=entry_point,
    )


def _metadata_of(distribution: Distribution, key: str) -> str:
    """Return a field of the metadata; empty if it, or the whole file, is missing."""
    return str((distribution.metadata.get_all(key) or [""])[0])


def _core_range(distribution: Distribution) -> str:
    specifiers = (
        str(requirement.specifier)
        for requirement in _requirements(distribution)
        if canonicalize_name(requirement.name) == "fastlabel-core"
        and (requirement.marker is None or requirement.marker.evaluate({"extra": ""}))
    )
    return str(SpecifierSet(",".join(specifiers)))


def _requirements(distribution: Distribution) -> Iterator[Requirement]:
    """Yield what a distribution requires, less the lines that are written in no known way."""
    for line in distribution.requires or ():
        with suppress(InvalidRequirement):
            yield Requirement(line)


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
