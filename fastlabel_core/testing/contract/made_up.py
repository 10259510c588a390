"""Samples that are made up, for a plugin of which nothing is known but what it takes."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from fastlabel_core.errors import UsageError
from fastlabel_core.samples import LABEL, PATH, SAMPLE_ID

LABELS = ("first", "second", "third")
SAMPLES_OF_A_CLASS = 6
SIDE = 16
PNG = b"\x89PNG\r\n\x1a\n"
WORDS = ("apple pear plum cherry", "car bus tram boat", "oak pine birch elm")


def made_up_samples(
    input_columns: Sequence[str], folder: Path, generator: np.random.Generator
) -> pd.DataFrame:
    """Make samples of three classes that are easily told apart.

    Parameters
    ----------
    input_columns : sequence of str
        What the plugin declares: ``text`` gets texts, ``path`` pictures (PNG, 16 by 16 pixels),
        none two columns of numbers.
    folder : Path
        Where files are put.
    generator : Generator
        Varies the samples of a class.

    Returns
    -------
    DataFrame
        ``sampleId``, the input, and ``label``; six samples of each class.

    Raises
    ------
    UsageError
        If the plugin takes its input from other columns alone.
    """
    classes = np.tile(np.arange(len(LABELS)), SAMPLES_OF_A_CLASS)
    if not input_columns:
        inputs = _numbers(classes, generator)
    elif "text" in input_columns:
        inputs = {"text": [_text(number, generator) for number in classes]}
    elif PATH in input_columns:
        inputs = {
            PATH: [_picture(folder, row, number, generator) for row, number in enumerate(classes)]
        }
    else:
        raise UsageError(
            f"no samples can be made up for the column {' or '.join(input_columns)}; give some"
        )
    ids = [f"s{row:02}" for row in range(len(classes))]
    labels = [LABELS[number] for number in classes]
    return pd.DataFrame({SAMPLE_ID: ids, **inputs, LABEL: labels}, dtype="str")


def unreadable_samples(model_class: type[Any], samples: pd.DataFrame, folder: Path) -> pd.DataFrame:
    """Return samples like `samples` whose files can't be read.

    They are a missing file, a folder, and where the samples are PNG files half of one. There are
    none if the plugin takes its input from another column than ``path``.
    """
    input_columns = getattr(model_class, "input_columns", (PATH,))
    chosen = next((name for name in input_columns if name in samples), None)
    if chosen != PATH:
        return samples[:0]
    paths = {"missing": folder / "missing", "folder": folder}
    first = Path(samples[PATH].iloc[0])
    if first.is_file() and first.read_bytes().startswith(PNG):
        paths["truncated"] = folder / "truncated.png"
        paths["truncated"].write_bytes(first.read_bytes()[: first.stat().st_size // 2])
    unreadable = samples[: len(paths)].assign(
        **{SAMPLE_ID: list(paths), PATH: [str(path) for path in paths.values()]}
    )
    return unreadable.astype("str")


def _numbers(classes: NDArray[np.intp], generator: np.random.Generator) -> dict[str, list[str]]:
    x, y = np.cos(classes * 2.0), np.sin(classes * 2.0)
    noise = generator.normal(0, 0.05, (2, len(classes)))
    return {
        "x": [str(value) for value in x + noise[0]],
        "y": [str(value) for value in y + noise[1]],
    }


def _text(number: int, generator: np.random.Generator) -> str:
    return " ".join(generator.choice(WORDS[number].split(), 5))


def _picture(folder: Path, row: int, number: int, generator: np.random.Generator) -> str:
    """Write a noisy picture of which one channel of colour, by the class, is bright."""
    pixels = generator.integers(0, 60, (SIDE, SIDE, 3), dtype=np.uint8)
    pixels[..., number] += 180
    path = folder / f"{row:02}.png"
    path.write_bytes(_png(pixels))
    return str(path)


def _png(pixels: NDArray[np.uint8]) -> bytes:
    """Encode RGB pixels as PNG (ISO/IEC 15948): a header, rows without a filter, an end."""
    height, width, _ = pixels.shape
    rows = b"".join(b"\0" + row.tobytes() for row in pixels)
    chunks = {
        b"IHDR": struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0),
        b"IDAT": zlib.compress(rows),
        b"IEND": b"",
    }
    return PNG + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks.items()
    )
