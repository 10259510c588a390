"""Reading pictures from files, and saying in a few words why one can't be read."""

from __future__ import annotations

from pathlib import Path

import fsspec
import numpy as np
import pytest
from fastlabel_resnet.pictures import (
    UnreadablePictureError,
    longest_side,
    read_ahead,
    read_picture,
)
from PIL import Image


def halves(left: tuple[int, ...], right: tuple[int, ...], mode: str = "RGB") -> Image.Image:
    picture = Image.new(mode, (64, 32), left)
    picture.paste(right, (32, 0, 64, 32))
    return picture


def corners(pixels: np.ndarray) -> list[list[int]]:
    """The corners, clockwise from the upper left."""
    return [pixels[0, 0].tolist(), pixels[0, -1].tolist(), pixels[-1, -1].tolist(),
            pixels[-1, 0].tolist()]  # fmt: skip


def test_whole_picture_is_squeezed_into_the_square(tmp_path: Path) -> None:
    halves((200, 0, 0), (0, 0, 200)).save(tmp_path / "a.png")
    pixels = read_picture(str(tmp_path / "a.png"), 8)
    assert pixels.shape == (8, 8, 3)
    assert pixels.dtype == np.uint8
    assert corners(pixels) == [[200, 0, 0], [0, 0, 200], [0, 0, 200], [200, 0, 0]]


@pytest.mark.parametrize(
    ("orientation", "turned"),
    [
        (1, "LRRL"),
        (2, "RLLR"),
        (3, "RLLR"),
        (4, "LRRL"),
        (5, "LLRR"),
        (6, "LLRR"),
        (7, "RRLL"),
        (8, "RRLL"),
    ],
)
def test_exif_rotation(tmp_path: Path, orientation: int, turned: str) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    halves((255, 255, 255), (0, 0, 0)).save(tmp_path / "a.png", exif=exif)
    pixels = read_picture(str(tmp_path / "a.png"), 8)
    colour_of = {"L": [255] * 3, "R": [0] * 3}
    assert corners(pixels) == [colour_of[half] for half in turned]


def test_inverted_cmyk_jpeg_as_adobe_writes_it(tmp_path: Path) -> None:
    """Pillow writes the marker of Adobe's and inverted values, as Photoshop does."""
    Image.new("CMYK", (16, 16), (0, 255, 255, 0)).save(tmp_path / "a.jpg", quality=100)
    assert b"Adobe" in (tmp_path / "a.jpg").read_bytes()
    assert read_picture(str(tmp_path / "a.jpg"), 4)[0, 0].tolist() == [255, 0, 0]


def test_sixteen_bit_grey_png_is_scaled(tmp_path: Path) -> None:
    Image.fromarray(np.full((8, 8), 257 * 90, dtype=np.uint16)).save(tmp_path / "a.png")
    assert read_picture(str(tmp_path / "a.png"), 4)[0, 0].tolist() == [90, 90, 90]


def test_first_frame_of_a_moving_picture(tmp_path: Path) -> None:
    first, second = Image.new("RGB", (8, 8), "red"), Image.new("RGB", (8, 8), "blue")
    first.save(tmp_path / "a.gif", save_all=True, append_images=[second])
    assert read_picture(str(tmp_path / "a.gif"), 4)[0, 0].tolist() == [255, 0, 0]


def test_large_jpeg_looks_as_if_decoded_whole(tmp_path: Path) -> None:
    """A photo-like picture, decoded at an eighth of its size, is the same but for rounding."""
    noise = np.random.default_rng(0).random((12, 12, 3)) * 255
    photo = Image.fromarray(noise.astype(np.uint8)).resize((1024, 1024), Image.Resampling.BICUBIC)
    photo.save(tmp_path / "a.jpg", quality=95)
    with Image.open(tmp_path / "a.jpg") as whole:
        expected = np.asarray(whole.resize((32, 32), Image.Resampling.BICUBIC)).astype(int)
    differences = np.abs(read_picture(str(tmp_path / "a.jpg"), 32) - expected)
    assert differences.max() <= 4
    assert differences.mean() < 0.5


def reason(path: Path | str) -> str:
    with pytest.raises(UnreadablePictureError) as caught:
        read_picture(str(path), 8)
    return str(caught.value)


def test_reasons(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "empty.png").touch()
    (tmp_path / "text.png").write_text("no picture")
    whole = tmp_path / "whole.jpg"
    halves((255, 0, 0), (0, 0, 255)).save(whole)
    (tmp_path / "cut.jpg").write_bytes(whole.read_bytes()[:-100])
    assert reason(tmp_path / "missing.png") == "no such file"
    assert reason(tmp_path) == "Is a directory"
    assert reason(tmp_path / "empty.png") == "not a picture"
    assert reason(tmp_path / "text.png") == "not a picture"
    assert reason(tmp_path / "cut.jpg") == "damaged or truncated picture"
    assert reason("nosuchscheme://bucket/a.png") == "can't be opened"
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 32 * 64 // 2 - 1)
    assert reason(whole) == "too many pixels"
    assert reason("\0") == "not a path"


@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize(
    "suffix", ["avif", "bmp", "gif", "ico", "jp2", "jpg", "png", "tif", "webp"]
)
def test_damage_anywhere_is_a_reason_and_never_another_error(tmp_path: Path, suffix: str) -> None:
    random = np.random.default_rng(7)
    whole = tmp_path / f"whole.{suffix}"
    Image.fromarray(random.integers(0, 255, (24, 24, 3), dtype=np.uint8)).save(whole)
    content = bytearray(whole.read_bytes())
    damaged = tmp_path / f"damaged.{suffix}"
    reasons = set()
    for _ in range(60):
        copy = content.copy()
        if random.random() < 0.3:
            copy = copy[: random.integers(len(copy))]
        for place in random.integers(0, min(len(copy), 300) or 1, 3):
            copy[place : place + 1] = random.bytes(1)
        damaged.write_bytes(copy)
        try:
            read_picture(str(damaged), 8)
        except UnreadablePictureError as error:
            reasons.add(str(error))
    assert reasons
    assert reasons <= {"damaged or truncated picture", "not a picture", "too many pixels"}


def test_uri(tmp_path: Path) -> None:
    halves((9, 9, 9), (9, 9, 9)).save(tmp_path / "a.png")
    with fsspec.open("memory://pictures/a.png", "wb") as file:
        file.write((tmp_path / "a.png").read_bytes())
    assert read_picture("memory://pictures/a.png", 4)[0, 0].tolist() == [9, 9, 9]
    assert reason("memory://pictures/b.png") == "no such file"


def test_longest_side_needs_the_header_alone(tmp_path: Path) -> None:
    halves((0, 0, 0), (255, 255, 255)).save(tmp_path / "a.png")
    content = (tmp_path / "a.png").read_bytes()
    (tmp_path / "cut.png").write_bytes(content[:60])
    assert longest_side(str(tmp_path / "cut.png")) == 64


@pytest.mark.parametrize("workers", [0, 1, 3])
def test_read_ahead_keeps_the_order(tmp_path: Path, workers: int) -> None:
    paths = []
    for grey in range(40):
        paths.append(str(tmp_path / f"{grey}.png"))
        Image.new("L", (8, 8), grey).save(paths[-1])
    Path(paths[5]).unlink()
    read = list(read_ahead(paths, 4, workers))
    assert str(read.pop(5)) == "no such file"
    greys = [int(picture[0, 0, 0]) for picture in read if isinstance(picture, np.ndarray)]
    assert greys == [grey for grey in range(40) if grey != 5]


def test_file_is_closed_when_it_is_read(tmp_path: Path) -> None:
    halves((1, 2, 3), (1, 2, 3)).save(tmp_path / "a.png")
    before = len(list(Path("/proc/self/fd").iterdir()))
    read_picture(str(tmp_path / "a.png"), 4)
    reason(__file__)
    assert len(list(Path("/proc/self/fd").iterdir())) == before
