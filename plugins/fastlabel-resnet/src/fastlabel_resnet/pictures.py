"""Reading pictures: from what the column ``path`` names to a square of pixels."""

from __future__ import annotations

import struct
import zlib
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from itertools import islice
from typing import IO, TypeAlias

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps, UnidentifiedImageError

from fastlabel_core import open_input
from fastlabel_resnet.colours import as_rgb

Pixels: TypeAlias = NDArray[np.uint8]

# What Pillow's readers raise on damaged files, as fuzzing shows.
_DAMAGE = (
    ArithmeticError,
    AttributeError,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
)

# A JPEG decoded at half or a quarter of its size, but at least at this multiple of what is wanted,
# scales to the same picture but for rounding.
_DRAFT_FACTOR = 2

_READ_AHEAD = 4


class UnreadablePictureError(Exception):
    """A sample's picture can't be read; the message is the reason, in a few words."""


def read_picture(path: str, side: int) -> Pixels:
    """Return the picture at `path` as a viewer shows it, in RGB, scaled to a square.

    The whole picture is kept, squeezed where it isn't square: what tells the class may well stand
    at its edge. Of a moving picture, it is the first frame.

    Raises
    ------
    UnreadablePictureError
        If there is no such file, or no whole picture in it.
    """
    with _open(path) as file, _reasons(), Image.open(file) as picture:
        picture.draft(None, (_DRAFT_FACTOR * side, _DRAFT_FACTOR * side))
        upright = ImageOps.exif_transpose(picture)
        square = as_rgb(upright).resize((side, side), Image.Resampling.BICUBIC)
    return np.asarray(square)


def longest_side(path: str) -> int:
    """Return the length of the longer side of the picture at `path`, without decoding it.

    Raises
    ------
    UnreadablePictureError
        As `read_picture` does, save for damage beyond the file's first bytes.
    """
    with _open(path) as file, _reasons(), Image.open(file) as picture:
        return max(picture.size)


def _open(path: str) -> IO[bytes]:
    try:
        return open_input(path)
    except FileNotFoundError as error:
        raise UnreadablePictureError("no such file") from error
    except OSError as error:
        raise UnreadablePictureError(error.strerror or "can't be opened") from error
    except ValueError as error:
        raise UnreadablePictureError("not a path") from error


@contextmanager
def _reasons() -> Iterator[None]:
    """Turn what Pillow raises inside the block into a reason in a few words."""
    try:
        yield
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise UnreadablePictureError("too many pixels") from error
    except UnidentifiedImageError as error:
        raise UnreadablePictureError("not a picture") from error
    except _DAMAGE as error:
        raise UnreadablePictureError("damaged or truncated picture") from error


def read_ahead(
    paths: Sequence[str], side: int, workers: int
) -> Iterator[Pixels | UnreadablePictureError]:
    """Yield every picture of `paths` in order, or why it can't be read.

    Pillow lets other threads run while it decodes, so threads serve as well as processes, and leave
    nothing behind when this one is killed.
    """
    read = partial(_picture_or_reason, side=side)
    if workers == 0:
        yield from map(read, paths)
        return
    with ThreadPoolExecutor(workers, thread_name_prefix="pictures") as threads:
        remaining = iter(paths)
        running: deque[Future[Pixels | UnreadablePictureError]] = deque(
            threads.submit(read, path) for path in islice(remaining, _READ_AHEAD * workers)
        )
        while running:
            yield running.popleft().result()
            running.extend(threads.submit(read, path) for path in islice(remaining, 1))


def _picture_or_reason(path: str, side: int) -> Pixels | UnreadablePictureError:
    try:
        return read_picture(path, side)
    except UnreadablePictureError as error:
        return error
