"""The pictures of labelled samples, ready to be taken in any order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import torch
from torch import Tensor

from fastlabel_core import Failure, report_progress, report_unreadable
from fastlabel_resnet.classifier import Config
from fastlabel_resnet.options import Options
from fastlabel_resnet.pictures import Pixels, UnreadablePictureError, longest_side, read_ahead

_MOST_BYTES_IN_MEMORY = 1 << 30
_MOST_SIDES_LOOKED_AT = 256


@dataclass(frozen=True, slots=True)
class LabelledPictures:
    """Samples whose pictures can be read, and what they show.

    Parameters
    ----------
    paths : list of str, length n
    side : int
        The side of the squares that the pictures are scaled to.
    workers : int
        Threads that read pictures.
    targets : Tensor of int64, shape (n,)
        The row of each label among the classes.
    pixels : Tensor of uint8, shape (n, side, side, 3), or None
        The pictures, if they fit into memory; else they are read whenever they are needed.
    """

    paths: list[str]
    side: int
    workers: int
    targets: Tensor
    pixels: Tensor | None

    def __len__(self) -> int:
        """Return the number of samples."""
        return len(self.paths)

    def batches(self, rows_of_batches: Sequence[Tensor]) -> Iterator[tuple[Tensor, Tensor]]:
        """Yield the pictures, as `pixels`, and the targets of each batch."""
        for rows, pixels in zip(rows_of_batches, self._pixels(rows_of_batches), strict=True):
            yield pixels, self.targets[rows]

    def _pixels(self, rows_of_batches: Sequence[Tensor]) -> Iterator[Tensor]:
        if self.pixels is not None:
            yield from (self.pixels[rows] for rows in rows_of_batches)
            return
        paths = [self.paths[row] for rows in rows_of_batches for row in rows.tolist()]
        pictures = zip(paths, read_ahead(paths, self.side, self.workers), strict=True)
        for rows in rows_of_batches:
            yield torch.from_numpy(np.stack([_still_there(*next(pictures)) for _ in rows]))


def read_labelled(samples: pd.DataFrame, config: Config, options: Options) -> LabelledPictures:
    """Read all pictures once, and leave out those that can't be read with a report of each."""
    paths, labels = samples["path"].tolist(), samples["label"].tolist()
    sample_ids = samples["sampleId"].tolist()
    side, workers = config.image_size, options.reading_threads
    fits = len(paths) * side * side * 3 <= _MOST_BYTES_IN_MEMORY
    kept = np.empty((len(paths) if fits else 0, side, side, 3), dtype=np.uint8)
    rows: list[int] = []
    for row, picture in enumerate(read_ahead(paths, side, workers)):
        if isinstance(picture, UnreadablePictureError):
            report_unreadable(sample_ids[row], str(picture))
        else:
            if fits:
                kept[len(rows)] = picture
            rows.append(row)
        report_progress("pictures", row + 1, len(paths))
    row_of = {name: row for row, name in enumerate(config.classes)}
    return LabelledPictures(
        paths=[paths[row] for row in rows],
        side=side,
        workers=workers,
        targets=torch.tensor([row_of[labels[row]] for row in rows]),
        pixels=torch.from_numpy(kept[: len(rows)]) if fits else None,
    )


def typical_side(paths: Sequence[str]) -> int | None:
    """Return the median of the pictures' longer sides, or None if none can be read.

    Of many pictures, evenly spaced ones are looked at.
    """
    sides = []
    for path in paths[:: 1 + len(paths) // _MOST_SIDES_LOOKED_AT]:
        try:
            sides.append(longest_side(path))
        except UnreadablePictureError:
            continue
    return int(np.median(sides)) if sides else None


def _still_there(path: str, picture: Pixels | UnreadablePictureError) -> Pixels:
    if isinstance(picture, UnreadablePictureError):
        raise Failure(f"{path}: could be read when training began, but no longer: {picture}")
    return picture
