"""Every mode that Pillow reads becomes the RGB picture that a viewer shows."""

from __future__ import annotations

import numpy as np
import pytest
from fastlabel_resnet.colours import as_rgb
from PIL import Image


def pixel(picture: Image.Image) -> tuple[int, ...]:
    return as_rgb(picture).getpixel((0, 0))


@pytest.mark.parametrize(
    ("mode", "colour", "shown"),
    [
        ("1", 1, (255, 255, 255)),
        ("1", 0, (0, 0, 0)),
        ("L", 90, (90, 90, 90)),
        ("RGB", (1, 2, 3), (1, 2, 3)),
        ("RGBX", (1, 2, 3, 0), (1, 2, 3)),
        ("LA", (90, 255), (90, 90, 90)),
        ("LA", (90, 0), (255, 255, 255)),
        ("RGBA", (10, 20, 30, 255), (10, 20, 30)),
        ("RGBA", (10, 20, 30, 0), (255, 255, 255)),
        # A fifth of black over white: 255 * (1 - 51 / 255).
        ("RGBA", (0, 0, 0, 51), (204, 204, 204)),
        # Premultiplied: 20 at half opacity is 40, and 40 * 0.5 + 255 * 0.5 = 147.
        ("RGBa", (20, 20, 20, 128), (147, 147, 147)),
        ("CMYK", (0, 0, 0, 0), (255, 255, 255)),
        ("CMYK", (255, 0, 0, 0), (0, 255, 255)),
        ("YCbCr", (76, 85, 255), (254, 0, 0)),
        ("HSV", (85, 255, 255), (0, 255, 0)),
        ("I;16", 65535, (255, 255, 255)),
        ("I;16", 257 * 90, (90, 90, 90)),
        ("I;16", 90, (0, 0, 0)),
        ("I", 255, (255, 255, 255)),
        ("I", 65535, (255, 255, 255)),
        ("I", 2**31 - 1, (255, 255, 255)),
        ("I", -5, (0, 0, 0)),
        ("F", 1.0, (255, 255, 255)),
        ("F", 0.2, (51, 51, 51)),
        ("F", 90.0, (90, 90, 90)),
        ("F", 65535.0, (255, 255, 255)),
        ("F", float("nan"), (0, 0, 0)),
    ],
)
def test_colour_of_each_mode(
    mode: str, colour: float | tuple[int, ...], shown: tuple[int, ...]
) -> None:
    assert pixel(Image.new(mode, (2, 2), colour)) == shown


def test_lab_white_and_red() -> None:
    white = pixel(Image.new("LAB", (2, 2), (255, 128, 128)))
    assert white == pytest.approx((255, 255, 255), abs=1)
    red, green, blue = pixel(Image.new("LAB", (2, 2), (136, 208, 195)))
    assert (red, green, blue) == pytest.approx((255, 0, 0), abs=12)


def test_palette() -> None:
    picture = Image.new("P", (2, 2), 1)
    picture.putpalette([0, 0, 0, 10, 20, 30])
    assert pixel(picture) == (10, 20, 30)


def test_palette_with_a_transparent_colour() -> None:
    picture = Image.new("P", (2, 2), 1)
    picture.putpalette([0, 0, 0, 10, 20, 30])
    picture.info["transparency"] = 1
    assert pixel(picture) == (255, 255, 255)


def test_palette_with_alpha_for_each_colour() -> None:
    picture = Image.new("P", (2, 2), 1)
    picture.putpalette([0, 0, 0, 0, 0, 0])
    picture.info["transparency"] = bytes([255, 51])
    assert pixel(picture) == (204, 204, 204)


@pytest.mark.parametrize(("mode", "colour"), [("L", 7), ("RGB", (7, 7, 7))])
def test_one_colour_that_stands_for_transparent(mode: str, colour: int | tuple[int, ...]) -> None:
    picture = Image.new(mode, (2, 2), colour)
    picture.info["transparency"] = colour
    assert pixel(picture) == (255, 255, 255)


def test_wide_ranges_keep_their_proportions() -> None:
    values = np.array([[0, 1000, 65_535, 30_000]], dtype=np.int32)
    assert np.asarray(as_rgb(Image.fromarray(values)))[0, :, 0].tolist() == [0, 4, 255, 117]
    beyond = np.array([[0.0, 70_000.0, 140_000.0]], dtype=np.float32)
    assert np.asarray(as_rgb(Image.fromarray(beyond)))[0, :, 0].tolist() == [0, 128, 255]


def test_black_float_picture() -> None:
    assert pixel(Image.new("F", (2, 2), 0.0)) == (0, 0, 0)
