"""Keeping other processes away while one works."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from fastlabel_core.errors import LockedError


@contextmanager
def file_lock(path: Path, refusal: str) -> Iterator[None]:
    """Hold the lock of a file inside the block; it goes with the process, however that ends.

    Parameters
    ----------
    path : Path
        An empty file, made unless it is there, and left.
    refusal : str
        What to tell one who comes second, the remedy with it.

    Raises
    ------
    LockedError
        If another holds it.
    """
    lock = FileLock(path, timeout=0)
    try:
        lock.acquire()
    except Timeout:
        raise LockedError(refusal) from None
    try:
        yield
    finally:
        lock.release()
