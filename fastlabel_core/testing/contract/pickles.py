"""Finding pickles in files, by what they hold, not by what they are called."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import pickletools
import zipfile
import zlib
from collections.abc import Callable, Mapping
from types import MappingProxyType

DECOMPRESSORS: Mapping[str, tuple[bytes, Callable[[bytes], bytes]]] = MappingProxyType(
    {
        "gzip": (b"\x1f\x8b", gzip.decompress),
        "bzip2": (b"BZh", bz2.decompress),
        "xz": (b"\xfd7zXZ\x00", lzma.decompress),
        "zlib": (b"\x78", zlib.decompress),
    }
)
NUMPY = b"\x93NUMPY"
ZIP = b"PK\x03\x04"
NEWEST_PROTOCOL = b"\x05"
ENOUGH_OPCODES = 3


def find_pickle(content: bytes) -> str | None:
    """Say which pickle the bytes of a file are or hold, or return None.

    Looked into are zip archives (of torch, NumPy, skops), NumPy's arrays of objects, and what is
    compressed by gzip, bzip2, xz or zlib, as joblib does.
    """
    if _is_pickle(content):
        return "a pickle"
    if content.startswith(NUMPY) and b"'|O'" in content[:512]:
        return "an array of pickled objects"
    if content.startswith(ZIP):
        return _find_in_archive(content)
    for name, (magic, decompress) in DECOMPRESSORS.items():
        if content.startswith(magic):
            try:
                inner = find_pickle(decompress(content))
            except (OSError, EOFError, lzma.LZMAError, zlib.error):
                continue
            return inner and f"{inner} compressed by {name}"
    return None


def _find_in_archive(content: bytes) -> str | None:
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except zipfile.BadZipFile:
        return None
    with archive:
        for name in archive.namelist():
            inner = find_pickle(archive.read(name))
            if inner:
                return f"an archive whose {name} is {inner}"
    return None


def _is_pickle(content: bytes) -> bool:
    """Tell whether the bytes begin a program of the pickle machine.

    From protocol 2 on it begins with a mark, and other bytes may follow it, such as the arrays of
    joblib. An older one is text, and is told from other text by running to its last byte.
    """
    if content[:1] == b"\x80" and content[1:2] <= NEWEST_PROTOCOL:
        return _opcodes(content) > ENOUGH_OPCODES
    return 2 < len(content) == _length_of_program(content)


def _opcodes(content: bytes) -> int:
    """Count the opcodes that the bytes begin with, and stop when there are enough."""
    count = 0
    try:
        for count, _ in enumerate(pickletools.genops(content), start=1):
            if count > ENOUGH_OPCODES:
                break
    except (ValueError, IndexError):
        pass
    return count


def _length_of_program(content: bytes) -> int:
    """Return after how many bytes the program stops; 0 if they are none that would run."""
    try:
        pickletools.dis(content, io.StringIO())
    except (ValueError, IndexError):
        return 0
    return 1 + max(position or 0 for _, _, position in pickletools.genops(content))
