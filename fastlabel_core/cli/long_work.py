"""Work that takes long: it shows progress, can be stopped, and leaves details where it fails."""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fastlabel_core.errors import Failure

if TYPE_CHECKING:
    from fastlabel_core.events import Listener

TRACEBACK = "traceback.txt"

verbose_option = click.option(
    "-v", "--verbose", is_flag=True, help="Show the traceback when something fails."
)


@contextmanager
def long_work(work_dir: Path, *, verbose: bool) -> Iterator[Listener]:
    """Yield the terminal's listener, for work that the same command takes up if it is stopped.

    Parameters
    ----------
    work_dir : Path
        Where the traceback is left if the work fails.
    verbose : bool
        Print the traceback instead.
    """
    from fastlabel_core.cli import STOPPED
    from fastlabel_core.cli.terminal import terminal_listener

    try:
        with keeping_traceback(work_dir, verbose=verbose), terminal_listener() as listener:
            yield listener
    except KeyboardInterrupt:
        click.echo("\nStopped. The same command again goes on from here.", err=True)
        click.get_current_context().exit(STOPPED)


@contextmanager
def keeping_traceback(work_dir: Path, *, verbose: bool) -> Iterator[None]:
    """Keep the traceback of what fails in the block in a file that the error names, or print it.

    What the caller can mend needs none.
    """
    try:
        yield
    except (Failure, OSError, MemoryError) as error:
        if verbose:
            traceback.print_exception(error)
        else:
            error.add_note(f"details: {_write_traceback(error, work_dir)}")
        raise


def _write_traceback(error: Exception, work_dir: Path) -> str:
    """Write the traceback; return the file's path, or what shows it if that fails too."""
    path = work_dir / TRACEBACK
    try:
        work_dir.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(traceback.format_exception(error)), encoding="utf-8")
    except OSError:
        return "the same command with --verbose"
    return str(path)
