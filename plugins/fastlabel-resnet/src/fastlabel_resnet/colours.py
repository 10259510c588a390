"""The RGB picture that a viewer shows, from any mode that Pillow reads."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image

_WHITE = (255, 255, 255, 255)


def as_rgb(picture: Image.Image) -> Image.Image:
    """Return `picture` in mode RGB: over white where it is transparent, in 8 bits of its range."""
    if picture.mode.startswith(("I", "F")):
        return Image.fromarray(_eight_bits(picture)).convert("RGB")
    if picture.has_transparency_data:
        opaque = Image.new("RGBA", picture.size, _WHITE)
        opaque.alpha_composite(picture.convert("RGBA"))
        return opaque.convert("RGB")
    return picture.convert("RGB")


def _eight_bits(picture: Image.Image) -> NDArray[np.uint8]:
    values = np.nan_to_num(np.asarray(picture, dtype=np.float64), nan=0.0)
    white = _white(picture.mode, values)
    return np.rint(values.clip(0, white) * (255 / white)).astype(np.uint8)


def _white(mode: str, values: NDArray[np.float64]) -> float:
    """Return the value that stands for white.

    The wide modes don't say how much of their range is in use: it is taken to be the least of the
    usual ranges that holds the brightest pixel.
    """
    if mode.startswith("I;16"):
        return 65_535
    ranges = (1, 255, 65_535) if mode == "F" else (255, 65_535)
    brightest = float(values.max())
    return next((white for white in ranges if brightest <= white), brightest)
