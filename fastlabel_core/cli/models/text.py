"""How facts about models look on the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastlabel_core.repository.lookup import lacks_folder

if TYPE_CHECKING:
    from fastlabel_core.repository import Repository


def shorten(text: str, length: int = 60) -> str:
    """Return `text`, cut where it is longer than `length`."""
    return text if len(text) <= length else f"{text[: length - 3]}..."


def spell_no_models(repository: Repository) -> str:
    """Say that a repository holds no model, and where it isn't even there."""
    why = ": there is no such folder" if lacks_folder(repository) else ""
    return f"no models in the repository {repository.location}{why}"


def spell_size(size: int) -> str:
    """Write a number of bytes as a person reads it, such as ``43.1 MB``."""
    if size < 1000:
        return f"{size} B"
    amount = float(size)
    for unit in ("kB", "MB", "GB"):
        amount /= 1000
        if amount < 999.95:
            return f"{amount:.1f} {unit}"
    return f"{amount / 1000:.1f} TB"
