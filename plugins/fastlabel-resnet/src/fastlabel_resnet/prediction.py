"""What a network says of pictures.

It always sees batches of one size, the last one filled up with black, since the arithmetic of a
smaller batch may be arranged in another way and end in other last bits. So the answer for a
picture doesn't depend on the others, to the bit.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

import numpy as np
import torch
from torch import Tensor

from fastlabel_core import Predictions, report_progress
from fastlabel_resnet.classifier import Classifier, Config
from fastlabel_resnet.devices import choose_device, repeatable_arithmetic
from fastlabel_resnet.options import Options
from fastlabel_resnet.pictures import Pixels, UnreadablePictureError, read_ahead

PREDICTION_BATCH = 32


def normalised(pixels: Tensor, config: Config, device: torch.device) -> Tensor:
    """Return uint8 pictures of shape (n, side, side, 3) as the network takes them."""
    pictures = pixels.to(device).permute(0, 3, 1, 2).contiguous().float() / 255
    mean = torch.tensor(config.mean, device=device).view(3, 1, 1)
    std = torch.tensor(config.std, device=device).view(3, 1, 1)
    return (pictures - mean) / std


def logits(classifier: Classifier, pixels: Tensor, device: torch.device, precision: str) -> Tensor:
    """Return the outputs for at most `PREDICTION_BATCH` pictures, on the CPU in double precision.

    The network must be on `device`, and in evaluation mode.
    """
    missing = PREDICTION_BATCH - len(pixels)
    full = torch.cat((pixels, pixels.new_zeros(missing, *pixels.shape[1:])))
    with torch.inference_mode(), repeatable_arithmetic(device, precision):
        outputs: Tensor = classifier.network(normalised(full, classifier.config, device))
    return outputs[: len(pixels)].cpu().double()


def predict(classifier: Classifier, paths: Sequence[str], options: Options) -> Predictions:
    """Predict pictures; those that can't be read stand in the errors."""
    device = choose_device(options.device)
    classifier.network.to(device).eval()
    classes = classifier.config.classes
    probabilities = np.full((len(paths), len(classes)), np.nan, dtype=np.float32)
    errors: dict[int, str] = {}
    readable = _readable(paths, classifier.config.image_size, options.reading_threads, errors)
    for rows, pixels in _batched(readable):
        outputs = logits(classifier, pixels, device, options.precision)
        probabilities[rows] = outputs.softmax(dim=1).float().numpy()
        report_progress("pictures", rows[-1] + 1, len(paths))
    return Predictions(classes, probabilities, errors)


def _readable(
    paths: Sequence[str], side: int, workers: int, errors: dict[int, str]
) -> Iterator[tuple[int, Pixels]]:
    """Yield row and picture of every path that can be read; take down why others can't."""
    for row, picture in enumerate(read_ahead(paths, side, workers)):
        if isinstance(picture, UnreadablePictureError):
            errors[row] = str(picture)
        else:
            yield row, picture


def _batched(pictures: Iterator[tuple[int, Pixels]]) -> Iterator[tuple[list[int], Tensor]]:
    while batch := list(islice(pictures, PREDICTION_BATCH)):
        rows, pixels = zip(*batch, strict=True)
        yield list(rows), torch.from_numpy(np.stack(pixels))
