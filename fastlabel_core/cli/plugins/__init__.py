"""``fastlabel plugins``: look into what is installed, begin a plugin, and check one."""

from __future__ import annotations

import click

from fastlabel_core.cli.plugins.check import check_plugin
from fastlabel_core.cli.plugins.listing import list_plugins
from fastlabel_core.cli.plugins.new import new_plugin


class PluginsGroup(click.Group):
    """A group that takes what is none of its commands for arguments of ``list``."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the arguments."""
        if not args or args[0] not in {*self.commands, *ctx.help_option_names}:
            args = ["list", *args]
        return super().parse_args(ctx, args)


@click.group(
    "plugins",
    cls=PluginsGroup,
    subcommand_metavar="[NAME] | COMMAND [ARGS]...",
    short_help="List plugins, begin one, check one.",
)
def command() -> None:
    """List the installed plugins, begin a plugin of your own, and check one.

    \b
        fastlabel plugins               what is installed
        fastlabel plugins resnet        the options of a model plugin
        fastlabel plugins new forest    begin a model plugin
        fastlabel plugins check forest  hold it to its promises

    The first two are short for `fastlabel plugins list`.
    """  # noqa: D301


for subcommand in (list_plugins, new_plugin, check_plugin):
    command.add_command(subcommand)
