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
from fastlabel_core.errors import FastlabelError
from fastlabel_core.extensions import load_extensions

COMMANDS = ("demo", "models", "plugins", "run", "score")

STOPPED = 130


class LazyGroup(click.Group):
    """The core's commands, and those that extensions add."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Return the names of all commands, sorted."""
        return sorted({*COMMANDS, *_added_commands()})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import and return a command."""
        if cmd_name in COMMANDS:
            command: click.Command = importlib.import_module(f"{__name__}.{cmd_name}").command
            return command
        return _added_commands().get(cmd_name)


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
        0; 1 if the machine or a plugin failed, 2 if the caller can mend it, 130 if it was stopped.
    """
    try:
        command(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("\nStopped. The same command again goes on from here.", err=True)
        return STOPPED
    except FastlabelError as error:
        _say(str(error), error)
        return error.exit_status
    except OSError as error:
        _say(f"the machine failed: {type(error).__name__}: {error}", error)
        return 1
    return 0


def _say(message: str, error: BaseException) -> None:
    click.echo(f"error: {message}", err=True)
    for note in getattr(error, "__notes__", ()):
        click.echo(f"  {note}", err=True)


def _added_commands() -> dict[str, click.Command]:
    commands = load_extensions(()).commands()
    return {command.name: command for command in commands if command.name is not None}
