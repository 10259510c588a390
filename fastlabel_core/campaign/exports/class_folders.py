"""A folder's name for each class, whatever its label is.

Most labels are their folder's name. What can't be in one, on Linux, macOS or Windows, is written as
in a URL: ``%`` and the two hexadecimal digits of each of its bytes, so that
`urllib.parse.unquote` gives the label back.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from fastlabel_core.errors import UsageError

# In any place, in the first and in the last; `%` marks what was replaced.
UNSAFE = re.compile(r'[%/\\:*?"<>|\x00-\x1f\x7f]|\A[. ]|[. ]\Z')
# https://learn.microsoft.com/windows/win32/fileio/naming-a-file
RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\.|\Z)", re.IGNORECASE)
MOST_BYTES = 255


def class_folders(classes: Iterable[str], taken: Iterable[str] = ()) -> dict[str, str]:
    """Return the name of the folder of each class.

    Where a name is taken, also on a disk that ignores case, the later in the order of `classes` has
    every character written as its bytes.

    Parameters
    ----------
    classes : iterable of str
        The labels, each once and none empty.
    taken : iterable of str, optional
        Names that no folder may have.

    Raises
    ------
    UsageError
        If a name becomes too long.
    """
    folders: dict[str, str] = {}
    compared = set(map(_as_disks_compare, taken))
    for label in classes:
        name = _safe_name(label)
        if _as_disks_compare(name) in compared:
            name = _as_bytes(label)
        if len(name.encode()) > MOST_BYTES:
            raise UsageError(
                f"the label {label[:40]!r}... is too long for the name of a folder, which has at "
                f"most {MOST_BYTES} bytes; export in another format"
            )
        compared.add(_as_disks_compare(name))
        folders[label] = name
    return folders


def _safe_name(label: str) -> str:
    name = UNSAFE.sub(lambda unsafe: _as_bytes(unsafe[0]), label)
    return _as_bytes(name[0]) + name[1:] if RESERVED.match(name) else name


def _as_bytes(text: str) -> str:
    return "".join(f"%{byte:02X}" for byte in text.encode())


def _as_disks_compare(name: str) -> str:
    return unicodedata.normalize("NFC", name.casefold())
