"""scikit-learn's handwritten digits as PNG files."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from fastlabel_core.demo.dataset import DemoDataset, sample_ids
from fastlabel_core.errors import UsageError

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Each value counts the dark points in a block of 4x4.
_LARGEST_VALUE = 16


def digits(random_seed: int = 0) -> DemoDataset:
    """Make the data set of 1,797 handwritten digits, grey pictures of 8x8 pixels.

    Parameters
    ----------
    random_seed : int, default 0
        The order of the samples. The source's own order would tell the labels.

    Returns
    -------
    DemoDataset
        Columns sampleId, path and label (``"0"`` to ``"9"``); the files stand in ``images/``.

    Raises
    ------
    UsageError
        If scikit-learn or pillow is missing.
    """
    images, labels = _images_and_labels()
    order = np.random.default_rng(random_seed).permutation(len(labels))
    ids = sample_ids(len(labels))
    paths = [f"images/{sample_id}.png" for sample_id in ids]
    return DemoDataset(
        samples=pd.DataFrame({"sampleId": ids, "path": paths, "label": labels[order].astype(str)}),
        files=dict(zip(paths, map(_png, images[order]), strict=True)),
    )


def _images_and_labels() -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Return the images, shape (n, 8, 8), from black 0 to white 255, and the digits, shape (n,)."""
    try:
        import PIL.Image  # noqa: F401
        from sklearn.datasets import load_digits  # type: ignore[import-untyped,unused-ignore]
    except ModuleNotFoundError as error:
        raise UsageError(
            f"The digits demo needs scikit-learn and pillow; {error.name} is not installed.\n"
            "Install them: pip install 'fastlabel-core[demo]'"
        ) from error
    source = load_digits()
    images = np.rint(source.images * (255 / _LARGEST_VALUE)).astype(np.uint8)
    return images, source.target


def _png(image: NDArray[np.uint8]) -> bytes:
    from PIL import Image

    with io.BytesIO() as stream:
        Image.fromarray(image).save(stream, format="PNG")
        return stream.getvalue()
