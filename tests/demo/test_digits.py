import io
import sys

import numpy as np
import pytest
from PIL import Image
from sklearn.datasets import load_digits

from fastlabel_core.demo.digits import digits
from fastlabel_core.errors import UsageError


@pytest.fixture(scope="module")
def dataset():
    return digits(random_seed=0)


def test_every_digit_has_its_picture_and_its_label(dataset):
    pixels = {}
    for path, label in zip(dataset.samples["path"], dataset.samples["label"], strict=True):
        with Image.open(io.BytesIO(dataset.files[path])) as picture:
            assert (picture.format, picture.mode, picture.size) == ("PNG", "L", (8, 8))
            pixels.setdefault(label, []).append(np.asarray(picture).tolist())

    source = load_digits()
    # 0..16 to 0..255, rounded half up, in whole numbers.
    expected = (source.images.astype(int) * 255 + 8) // 16
    for digit in range(10):
        images = expected[source.target == digit].tolist()
        assert sorted(pixels[str(digit)]) == sorted(images)
    assert len(pixels) == 10


def test_samples(dataset):
    samples = dataset.samples
    assert list(samples.columns) == ["sampleId", "path", "label"]
    assert samples["sampleId"].tolist() == [f"{number:04}" for number in range(1, 1798)]
    assert samples["path"].tolist() == [f"images/{number:04}.png" for number in range(1, 1798)]
    assert list(dataset.files) == samples["path"].tolist()


def test_the_order_tells_nothing_of_the_label(dataset):
    """The source goes 0, 1, 2 and so on: its row number would give away the label."""
    labels = dataset.samples["label"].astype(int).to_numpy()
    source = load_digits().target
    assert np.mean((source[1:] - source[:-1]) % 10 == 1) > 0.3
    assert 0.08 < np.mean((labels[1:] - labels[:-1]) % 10 == 1) < 0.12


def test_the_seed_makes_the_order(dataset):
    again, other = digits(random_seed=0), digits(random_seed=1)
    assert again.samples.equals(dataset.samples)
    assert again.files == dataset.files
    assert not other.samples.equals(dataset.samples)
    assert sorted(other.files.values()) == sorted(dataset.files.values())


@pytest.mark.parametrize(
    ("module", "name"), [("sklearn.datasets", "sklearn.datasets"), ("PIL.Image", "PIL.Image")]
)
def test_the_extra_is_missing(monkeypatch, module, name):
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(UsageError) as raised:
        digits()
    assert str(raised.value) == (
        f"The digits demo needs scikit-learn and pillow; {name} is not installed.\n"
        "Install them: pip install 'fastlabel-core[demo]'"
    )
