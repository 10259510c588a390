"""Opening a repository by its location."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from fastlabel_core.errors import UsageError, did_you_mean
from fastlabel_core.repository.local import LocalRepository

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from fastlabel_core.repository.interface import Repository

_URI = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://")


def has_scheme(location: str | Path) -> bool:
    """Tell whether a location is a URI, which an extension opens, and not a folder."""
    return isinstance(location, str) and _URI.match(location) is not None


def open_repository(
    location: str | Path, schemes: Mapping[str, Callable[[str], Repository]]
) -> Repository:
    """Open the repository at `location`.

    Parameters
    ----------
    location : str or Path
        A folder, which need not exist yet, or a URI such as ``s3://bucket/models``.
    schemes : mapping
        URI scheme, in lower case, to the function that opens a repository by its URI.

    Raises
    ------
    UsageError
        If `location` is a file, empty, or a URI that no extension opens.
    """
    uri = _URI.match(str(location)) if has_scheme(location) else None
    if uri is None:
        return _open_folder(location)
    scheme = uri.group(1).lower()
    if scheme not in schemes:
        raise UsageError(
            f"no installed extension opens the repository {location}; schemes that one opens: "
            f"{', '.join(sorted(schemes)) or 'none'}.{did_you_mean(scheme, schemes)} Install an "
            f"extension for {scheme}://, or give a folder."
        )
    return schemes[scheme](str(location))


def _open_folder(location: str | Path) -> LocalRepository:
    if location == "":
        raise UsageError("the model repository has no location. Give a folder.")
    if Path(location).exists() and not Path(location).is_dir():
        raise UsageError(f"the model repository {location} is a file. Give a folder.")
    return LocalRepository(location)
