"""Finding pickles in files, by what they hold, not by what they are called."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import pickletools
import warnings
import zipfile
import zlib
from collections.abc import Callable, Mapping
from contextlib import suppress
from types import MappingProxyType

DECOMPRESSORS: Mapping[str, tuple[bytes, Callable[[bytes], bytes]]] = MappingProxyType(
    {
        "gzip": (b"\x1f\x8b", gzip.decompress),
        "bzip2": (b"BZh", bz2.decompress),
        "xz": (b"\xfd7zXZ\x00", lzma.decompress),
        "lzma": (b"\x5d\x00", lzma.decompress),
        "zlib": (b"\x78", zlib.decompress),
    }
)
DAMAGE = (
    OSError,
    EOFError,
    RuntimeError,
    ValueError,
    lzma.LZMAError,
    zipfile.BadZipFile,
    zlib.error,
)
NUMPY = b"\x93NUMPY"
ZIP = b"PK\x03\x04"
MARKS = tuple(b"\x80" + bytes([protocol]) for protocol in (2, 3, 4, 5))
ENOUGH_OPCODES = 4


def find_pickle(content: bytes) -> str | None:
    """Say which pickle the bytes of a file are or hold, or return None.

    Looked into are zip archives (of torch, NumPy, skops), NumPy's arrays of objects, and what is
    compressed by gzip, bzip2, xz, lzma or zlib, as joblib does.
    """
    if _is_pickle(content):
        return "a pickle"
    if content.startswith(NUMPY) and b"'|O'" in content[10:].partition(b"\n")[0]:
        return "an array of pickled objects"
    if content.startswith(ZIP):
        return _find_in_archive(content)
    for name, (magic, decompress) in DECOMPRESSORS.items():
        if content.startswith(magic):
            try:
                inner = find_pickle(decompress(content))
            except DAMAGE:
                continue
            return inner and f"{inner} compressed by {name}"
    return None


def _find_in_archive(content: bytes) -> str | None:
    """Look into the members of a zip archive; what can't be unpacked can't be unpickled either."""
    with suppress(*DAMAGE), zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            with suppress(*DAMAGE):
                inner = find_pickle(archive.read(name))
                if inner:
                    return f"an archive whose {name} is {inner}"
    return None


def _is_pickle(content: bytes) -> bool:
    """Tell whether the bytes begin a program of the pickle machine.

    From protocol 2 on it begins with a mark, and other bytes may stand in it and after it, such as
    the arrays of joblib. An older one is text, and is told from other text by running to its last
    byte.
    """
    if content.startswith(MARKS):
        return not _is_safetensors(content) and _begins_program(content)
    # Warnings are of the escape sequences in strings of what is no pickle.
    with warnings.catch_warnings(action="ignore"):
        return 2 < len(content) == _length_of_program(content)


def _is_safetensors(content: bytes) -> bool:
    """Tell whether the first bytes, which may look like a pickle's mark, tell a header's length."""
    length = int.from_bytes(content[:8], "little")
    return content[8:9] == b"{" and content[7 + length : 8 + length] in (b"}", b" ")


def _begins_program(content: bytes) -> bool:
    """Tell whether the first opcodes make a program: so many of them, or as many as it has."""
    count = 0
    try:
        for count, (opcode, _, _) in enumerate(pickletools.genops(content), start=1):
            if count == ENOUGH_OPCODES or opcode.name == "STOP":
                return count > 2
    except (ValueError, IndexError):
        pass
    return False


def _length_of_program(content: bytes) -> int:
    """Return after how many bytes the program stops; 0 if they are none that would run."""
    try:
        pickletools.dis(content, io.StringIO())
    except (ValueError, IndexError):
        return 0
    return 1 + max(position or 0 for _, _, position in pickletools.genops(content))
