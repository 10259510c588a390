"""Opening what the column ``path`` names."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer
    from fsspec.core import OpenFile

URI = r"[A-Za-z][A-Za-z0-9+.:-]*://"


def is_uri(path: str) -> bool:
    """Tell whether a value of the column ``path`` is a URI, and not a file's path."""
    return re.match(URI, path) is not None


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
        If there is no such file, or it can't be opened, whatever fsspec makes of that. Reading from
        it raises no other error either, such as one of the archive that the file is in.
    """
    if not is_uri(path):
        return Path(path).open("rb")
    import fsspec

    with _as_os_errors(path, "opened"):
        return io.BufferedReader(_StoredFile(path, fsspec.open(path, "rb")))


class _StoredFile(io.RawIOBase):
    """A file that fsspec opens; whatever fails in it is an `OSError`."""

    def __init__(self, path: str, opened: OpenFile) -> None:
        self._path = path
        # Were it forgotten before the file, it would close the archive that the file is in.
        self._opened = opened
        self._file = opened.open()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        with _as_os_errors(self._path, "read"), memoryview(buffer).cast("B") as bytes_wanted:
            content = self._file.read(len(bytes_wanted))
            bytes_wanted[: len(content)] = content
            return len(content)

    def seekable(self) -> bool:
        return bool(self._file.seekable())

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        with _as_os_errors(self._path, "read"):
            return int(self._file.seek(offset, whence))

    def tell(self) -> int:
        return int(self._file.tell())

    def close(self) -> None:
        if not self.closed:
            self._opened.close()
        super().close()


@contextmanager
def _as_os_errors(path: str, done: str) -> Iterator[None]:
    """Raise `OSError` for whatever a store raises: each has errors of its own."""
    try:
        yield
    except OSError:
        raise
    except Exception as error:
        raise OSError(f"{path} can't be {done}: {error}") from error
