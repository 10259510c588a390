"""Pictures small enough to stand in the report itself."""

from __future__ import annotations

import io
import mimetypes
import struct
import warnings
import zlib
from base64 import b64encode
from importlib.util import find_spec
from typing import TYPE_CHECKING

import numpy as np

from fastlabel_core.inputs import open_input

if TYPE_CHECKING:
    from PIL.Image import Image

LONGEST_SIDE = 160
JPEG_QUALITY = 85
# Without Pillow, which makes pictures smaller.
MOST_BYTES = 64 * 2**10
# What every browser shows, and that can hold no script.
SHOWN_TYPES = ("image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp")

# What Pillow's readers raise on damaged files.
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


class UnshownPictureError(Exception):
    """A picture can't be shown; the message is the reason, in a few words."""


def picture_uri(path: str) -> str:
    """Return a picture as a ``data:`` URI.

    With Pillow it is at most 160 pixels wide and high, as a viewer shows it; without, it is the
    file as it is.

    Parameters
    ----------
    path : str
        A file's absolute path, or a URI that fsspec opens.

    Raises
    ------
    UnshownPictureError
        If there is no such file, or no picture in it; without Pillow, if it has more than 64 KiB.
    """
    content = _read(path)
    if find_spec("PIL") is None:
        return _as_it_is(path, content)
    return _thumbnail(content)


def _read(path: str) -> bytes:
    try:
        with open_input(path) as file:
            return file.read()
    except FileNotFoundError as error:
        raise UnshownPictureError("no such file") from error
    except OSError as error:
        raise UnshownPictureError(error.strerror or "can't be read") from error
    except ValueError as error:
        raise UnshownPictureError("not a path") from error


def _as_it_is(path: str, content: bytes) -> str:
    kind, _ = mimetypes.guess_type(path)
    if kind not in SHOWN_TYPES:
        raise UnshownPictureError("not known to be a picture, and Pillow is not installed")
    if len(content) > MOST_BYTES:
        raise UnshownPictureError("more than 64 KiB, and Pillow is not installed")
    return _data_uri(kind, content)


def _thumbnail(content: bytes) -> str:
    upright = _upright(content)
    shown = _on_white(_with_eight_bits(upright))
    written = io.BytesIO()
    if max(upright.size) <= LONGEST_SIDE:
        # Every pixel of a small picture counts.
        shown.save(written, "PNG")
        return _data_uri("image/png", written.getvalue())
    shown.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    shown.save(written, "JPEG", quality=JPEG_QUALITY)
    return _data_uri("image/jpeg", written.getvalue())


def _upright(content: bytes) -> Image:
    """Return a picture in the memory, turned as a viewer shows it."""
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        with (
            warnings.catch_warnings(action="error", category=Image.DecompressionBombWarning),
            Image.open(io.BytesIO(content)) as opened,
        ):
            # This loads it, too.
            return ImageOps.exif_transpose(opened)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise UnshownPictureError("too many pixels") from error
    except UnidentifiedImageError as error:
        raise UnshownPictureError("not a picture") from error
    except _DAMAGE as error:
        raise UnshownPictureError("damaged or truncated picture") from error


def _with_eight_bits(picture: Image) -> Image:
    """Return a picture whose pixels are whole numbers of 16 or 32 bits, or fractions, in 8 bits.

    They have no white of their own, so black to white is the picture's own range. What is not a
    finite number is black.
    """
    from PIL import Image

    if not picture.mode.startswith(("I", "F")):
        return picture
    pixels = np.asarray(picture, dtype=np.float64)
    is_finite = np.isfinite(pixels)
    if not is_finite.any():
        return Image.new("L", picture.size)
    low, high = pixels[is_finite].min(), pixels[is_finite].max()
    scaled = (np.where(is_finite, pixels, low) - low) * (255 / (high - low) if high > low else 0)
    return Image.fromarray(np.rint(scaled).astype(np.uint8))


def _on_white(picture: Image) -> Image:
    """Return a picture in RGB, with white where it is transparent."""
    from PIL import Image

    if not picture.has_transparency_data:
        return picture.convert("RGB")
    ground = Image.new("RGBA", picture.size, "white")
    return Image.alpha_composite(ground, picture.convert("RGBA")).convert("RGB")


def _data_uri(kind: str, content: bytes) -> str:
    return f"data:{kind};base64,{b64encode(content).decode()}"
