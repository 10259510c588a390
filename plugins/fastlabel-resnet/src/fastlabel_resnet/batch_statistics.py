"""What batch normalisation keeps of the batches, for pictures that come one by one.

It keeps averages that forget slowly: by default a batch counts for a tenth. An epoch of few batches
leaves them far behind weights that change fast. A network that knows its training set is then
measured as if it knew nothing, for many epochs, and training stops for want of patience. (Wu and
Johnson, *Rethinking "Batch" in BatchNorm*, arXiv:2105.07576, section 3.)

So they begin anew with each epoch: the mean over its batches, until these are so many that the
network's own averages forget as fast.

Pretrained weights bring statistics of far more pictures than there are labels, and change slowly.
Those of a few batches in their place, with the updates of them, "destroy what the model has
learned". (Keras, *Transfer learning & fine-tuning*, https://keras.io/guides/transfer_learning.)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from torch import nn
from torch.nn.modules.batchnorm import _BatchNorm


def keep_statistics(network: nn.Module) -> None:
    """Let batch normalisation train with the statistics that it has; its weight and bias learn."""
    for layer in network.modules():
        if isinstance(layer, _BatchNorm):
            layer.eval()


@contextmanager
def statistics_of_the_epoch(network: nn.Module) -> Iterator[Callable[[int], None]]:
    """Give a function to call before each batch of an epoch, with its number, counted from 0."""
    own = {
        layer: layer.momentum
        for layer in network.modules()
        if isinstance(layer, _BatchNorm) and layer.momentum is not None
    }

    def weigh(batch: int) -> None:
        for layer, momentum in own.items():
            layer.momentum = max(momentum, 1 / (batch + 1))

    try:
        yield weigh
    finally:
        for layer, momentum in own.items():
            layer.momentum = momentum
