"""The command line: ``fastlabel`` and its commands, a module for each.

A command's module is imported when the command is named or listed, and imports what it needs when
it runs, so that none waits for another's libraries.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable

import click

from fastlabel_core import __version__
from fastlabel_core.errors import FastlabelError, did_you_mean
from fastlabel_core.extensions import load_extensions

COMMANDS = ("campaign", "demo", "models", "plugins", "run", "score", "simulate", "strategies")

STOPPED = 130


class LazyGroup(click.Group):
    """The core's commands, and those that extensions add."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Return the names of all commands, sorted; if an extension is broken, the core's."""
        try:
            return sorted({*COMMANDS, *_added_commands()})
        except FastlabelError as error:
            _say("warning", error)
            return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import and return a command."""
        if cmd_name in COMMANDS:
            command: click.Command = importlib.import_module(f"{__name__}.{cmd_name}").command
            return command
        return _added_commands().get(cmd_name)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that is called, or name the nearest."""
        name = args[0]
        if not name.startswith("-") and self.get_command(ctx, name) is None:
            ctx.fail(f"no command {name!r}.{did_you_mean(name, self.list_commands(ctx))}")
        return super().resolve_command(ctx, args)


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="fastlabel")
def fastlabel() -> None:
    """Label a data set in rounds.

    From a few hundred labels, fastlabel trains a model, labels the rest, and asks a person only
    about the hard examples.
    """


def main() -> None:
    """Run ``fastlabel`` and end with its exit status."""
    sys.exit(run_command(fastlabel))


def run_command(command: Callable[..., object]) -> int:
    """Run a click command; turn what it raises into a message and an exit status.

    Returns
    -------
    int
        0; 1 if the machine or a plugin failed, 2 if the caller can mend it, 130 if it was stopped;
        else what the command gives to click's `Context.exit`.
    """
    try:
        status = command(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("\nStopped.", err=True)
        return STOPPED
    except FastlabelError as error:
        _say("error", error)
        return error.exit_status
    except (OSError, MemoryError) as error:
        _say(f"error: the machine failed: {type(error).__name__}", error)
        return 1
    return status if isinstance(status, int) else 0


def _say(what: str, error: BaseException) -> None:
    click.echo(f"{what}: {error}", err=True)
    for note in getattr(error, "__notes__", ()):
        click.echo(f"  {note}", err=True)


def _added_commands() -> dict[str, click.Command]:
    return load_extensions(()).commands(COMMANDS)
