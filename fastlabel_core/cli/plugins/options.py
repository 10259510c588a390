"""The options of a model plugin, described for a list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastlabel_core.cli.option_table import describe_options

if TYPE_CHECKING:
    from fastlabel_core.plugins import Plugin


def plugin_options(plugin: Plugin) -> list[dict[str, Any]]:
    """Import a model plugin and describe each of its options; no row if it declares none.

    Raises
    ------
    PluginImportError, PluginProtocolError
        If the plugin can't be imported, or doesn't keep the protocol.
    """
    from fastlabel_core.options import declared_options
    from fastlabel_core.registration import import_model_class

    declared = declared_options(plugin, import_model_class(plugin))
    return [] if declared is None else describe_options(declared)
