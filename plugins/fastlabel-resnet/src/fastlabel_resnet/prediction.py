"""What a network says of pictures.

It always sees batches of one size, the last one filled up with black, since the arithmetic of a
smaller batch may be arranged in another way and end in other last bits. So the answer for a
picture doesn't depend on the others, to the bit.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from fastlabel_core import Predictions, Wanted, report_progress
from fastlabel_resnet.classifier import Classifier, Config
from fastlabel_resnet.devices import choose_device, repeatable_arithmetic
from fastlabel_resnet.dropout import Masks, draw_masks, dropping
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
    with torch.inference_mode(), repeatable_arithmetic(device, precision):
        outputs = classifier.network(_full_batch(pixels, classifier.config, device))
    return _doubles(outputs)[: len(pixels)]


def predict(
    classifier: Classifier, paths: Sequence[str], options: Options, wanted: Wanted
) -> Predictions:
    """Predict pictures; those that can't be read stand in the errors.

    A classifier without classes gives embeddings alone.
    """
    device = choose_device(options.device)
    classifier.network.to(device).eval()
    masks = draw_masks(classifier, wanted, options.random_seed, device)
    predictions = _unfilled(classifier, len(paths), wanted)
    errors: dict[int, str] = {}
    readable = _readable(paths, classifier.config.image_size, options.reading_threads, errors)
    for rows, pixels in _batched(readable):
        with torch.inference_mode(), repeatable_arithmetic(device, options.precision):
            batch = _full_batch(pixels, classifier.config, device)
            _fill(predictions, rows, classifier.network, batch, masks)
        report_progress("pictures", rows[-1] + 1, len(paths))
    return replace(predictions, errors=errors)


def _unfilled(classifier: Classifier, rows: int, wanted: Wanted) -> Predictions:
    """Return predictions that are NaN."""
    network: Any = classifier.network
    classes = classifier.config.classes

    def nothing(*shape: int) -> NDArray[np.float32]:
        return np.full((rows, *shape), np.nan, dtype=np.float32)

    return Predictions(
        classes,
        probabilities=nothing(len(classes)),
        embeddings=nothing(network.head_hidden_size) if wanted.embeddings else None,
        dropout=nothing(wanted.dropout_passes, len(classes)) if wanted.dropout_passes else None,
    )


def _fill(
    predictions: Predictions,
    rows: list[int],
    network: Any,
    batch: Tensor,
    masks: Sequence[Masks],
) -> None:
    """Put what the network says of a batch into the predictions; its body runs once for all."""
    seen = network.forward_features(batch)
    if predictions.classes:
        predictions.probabilities[rows] = _probabilities(network.forward_head(seen), len(rows))
    if predictions.embeddings is not None:
        features = network.forward_head(seen, pre_logits=True)
        predictions.embeddings[rows] = _doubles(features)[: len(rows)].flatten(1).numpy()
    if predictions.dropout is not None:
        for number, masks_of_pass in enumerate(masks):
            with dropping(masks_of_pass):
                outputs = network.forward_head(seen)
            predictions.dropout[rows, number] = _probabilities(outputs, len(rows))


def _probabilities(outputs: Tensor, count: int) -> NDArray[np.float64]:
    probabilities: NDArray[np.float64] = _doubles(outputs)[:count].softmax(dim=1).numpy()
    return probabilities


def _doubles(outputs: Tensor) -> Tensor:
    """Return what a network put out, on the CPU in double precision."""
    return outputs.cpu().double()


def _full_batch(pixels: Tensor, config: Config, device: torch.device) -> Tensor:
    """Return at most `PREDICTION_BATCH` pictures and black ones, as the network takes them."""
    missing = PREDICTION_BATCH - len(pixels)
    full = torch.cat((pixels, pixels.new_zeros(missing, *pixels.shape[1:])))
    return normalised(full, config, device)


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
