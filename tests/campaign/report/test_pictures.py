import importlib.util
import io
import zipfile
from base64 import b64decode, b64encode

import numpy as np
import pytest
from PIL import Image

from fastlabel_core.campaign.report import pictures
from fastlabel_core.campaign.report.pictures import UnshownPictureError, picture_uri


@pytest.fixture
def save(tmp_path):
    """Return a function that saves a picture and returns its path."""

    def saved(picture, name, **given):
        picture.save(tmp_path / name, **given)
        return str(tmp_path / name)

    return saved


@pytest.fixture
def _no_pillow(monkeypatch):
    find_spec = importlib.util.find_spec
    monkeypatch.setattr(
        pictures, "find_spec", lambda name: None if name == "PIL" else find_spec(name)
    )


def opened(uri):
    """Return the kind of a picture in a URI, and its pixels."""
    head, content = uri.split(",")
    picture = Image.open(io.BytesIO(b64decode(content, validate=True)))
    assert head == f"data:image/{picture.format.lower()};base64"
    return picture.format, np.asarray(picture)


def reason(path):
    with pytest.raises(UnshownPictureError) as raised:
        picture_uri(str(path))
    return str(raised.value)


def test_a_small_picture_keeps_every_pixel(save):
    pixels = np.arange(160 * 90 * 3, dtype=np.uint32).reshape(90, 160, 3).astype(np.uint8)
    kind, shown = opened(picture_uri(save(Image.fromarray(pixels), "a.bmp")))
    assert kind == "PNG"
    assert np.array_equal(shown, pixels)


def test_a_large_picture_is_scaled(save):
    wide = Image.new("RGB", (400, 161), (200, 10, 60))
    kind, shown = opened(picture_uri(save(wide, "a.png")))
    assert (kind, shown.shape) == ("JPEG", (64, 160, 3))
    assert np.abs(shown.astype(int) - [200, 10, 60]).max() <= 3


def test_a_picture_stands_upright(save):
    left_red = Image.new("RGB", (4, 2), "blue")
    left_red.paste("red", (0, 0, 2, 2))
    exif = Image.Exif()
    exif[0x0112] = 6  # Orientation: turned by 90 degrees, so that the left is shown above.
    _, shown = opened(picture_uri(save(left_red, "a.png", exif=exif)))
    assert shown.shape == (4, 2, 3)
    assert (shown[:2] == [255, 0, 0]).all()
    assert (shown[2:] == [0, 0, 255]).all()


@pytest.mark.parametrize(
    "convert", [Image.Image.copy, lambda clear: clear.convert("LA"), Image.Image.quantize]
)
def test_what_is_transparent_is_white(save, convert):
    clear = Image.new("RGBA", (2, 2), (0, 0, 0, 0))
    clear.putpixel((1, 1), (0, 0, 0, 255))
    _, shown = opened(picture_uri(save(convert(clear), "a.png")))
    assert (shown[0, 0] == 255).all()
    assert (shown[1, 1] == 0).all()


@pytest.mark.parametrize("mode", ["1", "L", "P", "CMYK"])
def test_every_kind_of_colour(save, mode):
    white = Image.new("RGB", (2, 2), "white").convert(mode)
    _, shown = opened(picture_uri(save(white, "a.tiff")))
    assert (shown == 255).all()


@pytest.mark.parametrize(
    ("pixels", "grey"),
    [
        (np.array([[0, 40], [204, 400]], dtype=np.uint16), [[0, 26], [130, 255]]),
        (np.array([[60_000, 60_001], [60_002, 60_003]], dtype=np.uint16), [[0, 85], [170, 255]]),
        (np.array([[-10, 0], [70_000, 139_990]], dtype=np.int32), [[0, 0], [128, 255]]),
        (np.array([[0.0, 0.25], [0.5, 1]], dtype=np.float32), [[0, 64], [128, 255]]),
        (np.array([[1, np.nan], [2, np.inf]], dtype=np.float32), [[0, 0], [255, 0]]),
        (np.array([[np.nan, -np.inf]], dtype=np.float32), [[0, 0]]),
        (np.array([[7, 7]], dtype=np.uint16), [[0, 0]]),
    ],
)
def test_more_than_eight_bits_are_scaled_to_the_range_of_the_picture(save, pixels, grey):
    """255 times (pixel - lowest) / (highest - lowest), rounded."""
    _, shown = opened(picture_uri(save(Image.fromarray(pixels), "a.tiff")))
    assert shown[:, :, 0].tolist() == grey
    assert (shown == shown[:, :, :1]).all()


def test_a_picture_in_an_archive(save, tmp_path):
    file = save(Image.new("RGB", (2, 2), "red"), "a.png")
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.write(file, "in.png")
    _, shown = opened(picture_uri(f"zip://in.png::{tmp_path}/a.zip"))
    assert (shown == [255, 0, 0]).all()


def test_a_picture_in_a_damaged_archive(tmp_path):
    archive = tmp_path / "a.zip"
    with zipfile.ZipFile(archive, "w") as made:
        made.writestr("in.png", b"a picture")
    archive.write_bytes(archive.read_bytes().replace(b"picture", b"fixture"))
    assert reason(f"zip://in.png::{archive}") == "can't be read"


def test_what_can_not_be_shown(save, tmp_path):
    assert reason(tmp_path / "none.png") == "no such file"
    assert reason(tmp_path) == "Is a directory"
    assert reason("a\0b") == "not a path"
    (tmp_path / "text.png").write_text("text")
    assert reason(tmp_path / "text.png") == "not a picture"
    noise = np.random.default_rng(0).integers(0, 256, (50, 50, 3), dtype=np.uint8)
    save(Image.fromarray(noise), "a.png")
    (tmp_path / "half.png").write_bytes((tmp_path / "a.png").read_bytes()[:4000])
    assert reason(tmp_path / "half.png") == "damaged or truncated picture"


@pytest.mark.parametrize("side", [11, 15])
def test_too_many_pixels(save, monkeypatch, side):
    file = save(Image.new("L", (side, side)), "a.png")
    # Pillow warns from here on, and refuses from twice as many.
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 100)
    assert reason(file) == "too many pixels"


@pytest.mark.usefixtures("_no_pillow")
class TestWithoutPillow:
    def test_the_file_is_shown_as_it_is(self, tmp_path):
        content = b"GIF" + bytes(64 * 1024 - 3)
        (tmp_path / "a.gif").write_bytes(content)
        uri = picture_uri(str(tmp_path / "a.gif"))
        assert uri == "data:image/gif;base64," + b64encode(content).decode()

    def test_a_large_file(self, tmp_path):
        (tmp_path / "a.gif").write_bytes(bytes(64 * 1024 + 1))
        assert reason(tmp_path / "a.gif") == "more than 64 KiB, and Pillow is not installed"

    @pytest.mark.parametrize("name", ["a.svg", "a.txt", "a"])
    def test_a_file_that_may_be_no_picture(self, tmp_path, name):
        (tmp_path / name).write_bytes(b"a")
        assert reason(tmp_path / name) == ("not known to be a picture, and Pillow is not installed")
