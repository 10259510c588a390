"""The commands of a console listing, one by one."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass

from .listings import Listing, ListingError


@dataclass(frozen=True, slots=True)
class Command:
    """A command, and the line of the page that it begins on."""

    line: int
    text: str


def split_commands(page: str, listing: Listing) -> list[Command]:
    """Split a console listing where bash says that a command is complete.

    One by one, because ``set -e`` lets ``fails && never_runs`` pass where other commands follow.

    Parameters
    ----------
    page : str
        The page's name, for errors.
    listing : Listing
        Its commands.

    Returns
    -------
    list of Command
        In their order.

    Raises
    ------
    ListingError
        If the last one isn't complete.
    """
    commands = []
    begun: list[str] = []
    complaint = ""
    for line, text in enumerate(listing.content.splitlines(), start=listing.line + 1):
        begun.append(text)
        complaint = _complain("\n".join(begun))
        if not complaint:
            commands.append(Command(line - len(begun) + 1, "\n".join(begun)))
            begun = []
    if begun:
        raise ListingError(f"{page}:{listing.line}: the last command isn't complete: {complaint}")
    return [command for command in commands if command.text.strip()]


def _complain(text: str) -> str:
    """Return why bash can't run `text` as it is; empty if it can."""
    if text.endswith("\\"):
        return "a line must follow the backslash"
    # An open here-document is a warning, with exit status 0.
    return subprocess.run(
        ["bash", "-n", "-c", text], capture_output=True, text=True, check=False
    ).stderr.strip()
