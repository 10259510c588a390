"""A page as its reader follows it: top to bottom, in one folder and one environment."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath
from subprocess import Popen

from .bash import open_bash, run_command
from .commands import Command, split_commands
from .listings import Listing
from .output import matches

_SECONDS = 600.0
_TAIL = 60


class PageError(Exception):
    """A listing of a page doesn't do what the page says."""


def run_page(
    page: str,
    listings: Sequence[Listing],
    folder: Path,
    environment: Mapping[str, str],
    scripts: Path,
    *,
    instead: Mapping[str, str],
    seconds: float = _SECONDS,
) -> None:
    """Follow a page.

    Parameters
    ----------
    page : str
        The page's name, for errors.
    listings : sequence of Listing
        What it tells its reader to do.
    folder : Path
        Where its reader begins.
    environment : mapping
        All that its reader has of an environment.
    scripts : Path
        An empty folder, for the listings and what they print.
    instead : mapping
        Commands that are too much here, and what to run in their place.
    seconds : float
        How long each command may take.

    Raises
    ------
    PageError
        If a command fails, takes too long, or prints anything but what the page shows.
    ListingError
        If the commands of a listing aren't complete.
    """
    with open_bash(folder, environment) as bash:
        for listing in listings:
            commands = [
                Command(command.line, instead.get(command.text, command.text))
                for command in _commands(page, listing, scripts)
            ]
            output = scripts / f"{listing.line}.output"
            output.touch()
            for command in commands:
                _run(page, command, bash, scripts, output, seconds)
            _check_output(page, listing, output)


def _commands(page: str, listing: Listing, scripts: Path) -> list[Command]:
    if listing.title is not None:
        return [_writing_command(listing, listing.title, scripts / f"{listing.line}.file")]
    if listing.language == "python":
        return [_python_command(listing, scripts / f"{listing.line}.py")]
    return split_commands(page, listing)


def _writing_command(listing: Listing, title: str, source: Path) -> Command:
    source.write_text(listing.content, encoding="utf-8")
    parent = shlex.quote(str(PurePosixPath(title).parent))
    return Command(
        listing.line,
        f"mkdir -p -- {parent} && cp -- {shlex.quote(str(source))} {shlex.quote(title)}",
    )


def _python_command(listing: Listing, script: Path) -> Command:
    script.write_text(_at_line(listing.line + 1, listing.content), encoding="utf-8")
    # From standard input, so that modules are looked for in the current folder, as a reader's are.
    return Command(listing.line, f"python < {shlex.quote(str(script))}")


def _run(
    page: str, command: Command, bash: Popen[str], scripts: Path, output: Path, seconds: float
) -> None:
    script = scripts / f"{command.line}.sh"
    script.write_text(_at_line(command.line, command.text), encoding="utf-8")
    failure = run_command(bash, script, output, seconds)
    if failure is not None:
        raise PageError(f"{page}:{command.line}: {command.text}\n{failure}\n{_tail(output)}")


def _at_line(line: int, text: str) -> str:
    """Put `text` on its line of the page, so that bash and Python name that one in errors."""
    return "\n" * (line - 1) + text


def _check_output(page: str, listing: Listing, output: Path) -> None:
    shown = listing.output
    if shown is not None and not matches(shown.content, _printed(output)):
        raise PageError(
            f"{page}:{shown.line}: the page shows\n{shown.content}but this was printed:\n"
            f"{_tail(output)}"
        )


def _tail(output: Path) -> str:
    lines = _printed(output).splitlines()
    left_out = [f"({len(lines) - _TAIL} lines before)"] if len(lines) > _TAIL else []
    return "\n".join(left_out + lines[-_TAIL:])


def _printed(output: Path) -> str:
    return output.read_text(encoding="utf-8", errors="replace")
