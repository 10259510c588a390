"""Which names models, aliases and files may have, so that every file system takes them alike."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from fastlabel_core.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_ALIAS = re.compile(r"[A-Za-z][A-Za-z0-9._-]{0,99}")
_VERSION = re.compile(r"[1-9][0-9]{0,8}")
_FORBIDDEN = re.compile(r'[<>:"|?*\\\x00-\x1f\x7f\ud800-\udfff]')
_WINDOWS_DEVICE = re.compile(r"con|prn|aux|nul|(com|lpt)[0-9¹²³]|conin\$|conout\$", re.IGNORECASE)


def is_plain_path(path: str) -> bool:
    """Tell whether `path` is relative, stays below its folder and is legal on every system."""
    return all(_is_plain_segment(segment) for segment in path.split("/"))


def _is_plain_segment(segment: str) -> bool:
    return (
        segment != ""
        and not segment.endswith((".", " "))
        and not _FORBIDDEN.search(segment)
        and not _WINDOWS_DEVICE.fullmatch(segment.split(".")[0].rstrip(" "))
    )


def is_model_name(name: str) -> bool:
    """Tell whether a model may have this name."""
    return _NAME.fullmatch(name) is not None and _is_plain_segment(name)


def is_alias(alias: str) -> bool:
    """Tell whether an alias may have this name, which can't be taken for a version."""
    return _ALIAS.fullmatch(alias) is not None and _is_plain_segment(alias)


def is_version(text: str) -> bool:
    """Tell whether `text` is a version as it is written: a whole number from 1, without zeros."""
    return _VERSION.fullmatch(text) is not None


def find_other_case(name: str, taken: Iterable[str]) -> str | None:
    """Return the first that differs from `name` in nothing but case; None if none does."""
    return next(
        (other for other in taken if other != name and other.casefold() == name.casefold()), None
    )


def check_model_name(name: str) -> None:
    """Refuse what can't be the name of a model.

    Raises
    ------
    UsageError
        With the rule.
    """
    if not is_model_name(name):
        raise UsageError(
            f"{name!r} can't be the name of a model: a name has up to 100 letters a-z, digits, "
            "'.', '_' and '-', begins with a letter or digit, doesn't end with '.', and is not "
            "one that Windows reserves, such as 'con'."
        )


def check_alias(alias: str) -> None:
    """Refuse what can't be an alias.

    Raises
    ------
    UsageError
        With the rule.
    """
    if not is_alias(alias):
        raise UsageError(
            f"{alias!r} can't be an alias: an alias has up to 100 letters a-z, digits, '.', '_' "
            "and '-', begins with a letter, doesn't end with '.', and is not one that Windows "
            "reserves, such as 'con'."
        )
