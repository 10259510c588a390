"""Opening what the column ``path`` names."""

from __future__ import annotations

import re
import weakref
from pathlib import Path
from typing import IO, cast

URI = r"[A-Za-z][A-Za-z0-9+.:-]*://"


def open_input(path: str) -> IO[bytes]:
    """Open a sample's input for reading bytes.

    Parameters
    ----------
    path : str
        A value of the column ``path`` as hooks get it: a file's absolute path, or a URI that fsspec
        opens, such as ``s3://bucket/cat.jpg`` or ``zip://cat.jpg::/data/more.zip``.

    Raises
    ------
    OSError
        If there is no such file, or it can't be opened, whatever fsspec makes of that.
    """
    if not re.match(URI, path):
        return Path(path).open("rb")
    import fsspec

    try:
        opened = fsspec.open(path, "rb")
        file = cast("IO[bytes]", opened.open())
    except OSError:
        raise
    except Exception as error:
        raise OSError(f"{path} can't be opened: {error}") from error
    # Were `opened` forgotten before the file, it would close the archive that the file is in.
    weakref.finalize(file, opened.close)
    return file
