"""One epoch: once through the training set, then through the validation set."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass

import torch
from torch import Tensor, nn, optim
from torch.nn import functional

from fastlabel_core import UsageError, report_progress
from fastlabel_resnet.augmentation import vary
from fastlabel_resnet.batch_statistics import keep_statistics, statistics_of_the_epoch
from fastlabel_resnet.checkpoint import Epoch
from fastlabel_resnet.classifier import Classifier
from fastlabel_resnet.devices import repeatable_arithmetic
from fastlabel_resnet.optimizer import set_learning_rate
from fastlabel_resnet.options import Options
from fastlabel_resnet.prediction import PREDICTION_BATCH, logits, normalised
from fastlabel_resnet.randomness import generator_for, global_generators_for
from fastlabel_resnet.samples import LabelledPictures
from fastlabel_resnet.schedule import learning_rate

_LONGEST_GRADIENT = 5.0


@dataclass(frozen=True, slots=True)
class Learner:
    """A classifier on the device where it learns, and how it does."""

    classifier: Classifier
    optimizer: optim.SGD
    options: Options
    device: torch.device


@dataclass(frozen=True, slots=True)
class Score:
    """Mean cross-entropy and the share that is right."""

    loss: float
    accuracy: float


def run_epoch(
    learner: Learner, training: LabelledPictures, validation: LabelledPictures | None, epoch: int
) -> Epoch:
    """Train the learner's classifier for `epoch`, counted from 1, and measure it.

    Raises
    ------
    UsageError
        If the learning rate is so high that a loss or a weight isn't a number any more.
    """
    began = time.monotonic()
    options = learner.options
    batches = shuffled_batches(len(training), options.batch_size, options.random_seed, epoch)
    score, lr = _train(learner, training, batches, epoch)
    validated = None if validation is None else _validate(learner, validation)
    reached = Epoch(
        epoch=epoch,
        lr=lr,
        train_loss=score.loss,
        train_accuracy=score.accuracy,
        val_loss=None if validated is None else validated.loss,
        val_accuracy=None if validated is None else validated.accuracy,
        seconds=round(time.monotonic() - began, 3),
    )
    if not _in_the_range_of_numbers(reached, learner.classifier.network):
        raise UsageError(
            f"training left the range of numbers in epoch {epoch}, with lr={options.lr:g}; "
            "set a lower lr"
        )
    return reached


def shuffled_batches(
    count: int, batch_size: int, random_seed: int, epoch: int
) -> tuple[Tensor, ...]:
    """Return the rows of each batch: as few batches as possible, of sizes as even as possible.

    So the last isn't a lonely sample, from which a network can't learn a batch's statistics.
    """
    order = torch.randperm(count, generator=generator_for(random_seed, "order", epoch))
    return order.tensor_split(math.ceil(count / batch_size))


def _train(
    learner: Learner, training: LabelledPictures, batches: tuple[Tensor, ...], epoch: int
) -> tuple[Score, float]:
    """Take a step for each batch; return how it went and the last learning rate."""
    steps = learner.options.epochs * len(batches)
    first_step = (epoch - 1) * len(batches)
    loss, hits, lr = 0.0, 0, 0.0
    network = learner.classifier.network
    network.train()
    if learner.classifier.config.pretrained:
        keep_statistics(network)
    with statistics_of_the_epoch(network) as weigh_statistics:
        for step, (pixels, targets) in enumerate(training.batches(batches), first_step):
            lr = learning_rate(step, steps, learner.options.lr, learner.options.lrf)
            set_learning_rate(learner.optimizer, lr)
            weigh_statistics(step - first_step)
            outputs, step_loss = _step(learner, pixels, targets, step)
            loss += step_loss * len(targets)
            hits += _hits(outputs, targets)
            report_progress("batches", step + 1, steps)
    network.eval()
    return Score(loss / len(training), hits / len(training)), lr


def _step(learner: Learner, pixels: Tensor, targets: Tensor, step: int) -> tuple[Tensor, float]:
    """Let the classifier learn from a batch; return its outputs and its loss before."""
    if len(targets) == 1:
        pixels, targets = pixels.repeat(2, 1, 1, 1), targets.repeat(2)
    options, network = learner.options, learner.classifier.network
    pictures = vary(
        normalised(pixels, learner.classifier.config, learner.device),
        options.augment,
        generator_for(options.random_seed, "variants", step),
    )
    learner.optimizer.zero_grad()
    with repeatable_arithmetic(learner.device, options.precision):
        with global_generators_for(learner.device, options.random_seed, "layers", step):
            outputs = network(pictures)
        loss = functional.cross_entropy(
            outputs.float(),
            targets.to(learner.device),
            label_smoothing=options.label_smoothing,
        )
        torch.autograd.backward(loss)
    torch.nn.utils.clip_grad_norm_(network.parameters(), _LONGEST_GRADIENT)
    learner.optimizer.step()
    return outputs.detach().cpu(), loss.item()


def _validate(learner: Learner, validation: LabelledPictures) -> Score:
    batches = torch.split(torch.arange(len(validation)), PREDICTION_BATCH)
    loss, hits = 0.0, 0
    for pixels, targets in validation.batches(batches):
        outputs = logits(learner.classifier, pixels, learner.device, learner.options.precision)
        loss += functional.cross_entropy(outputs, targets, reduction="sum").item()
        hits += _hits(outputs, targets)
    return Score(loss / len(validation), hits / len(validation))


def _in_the_range_of_numbers(epoch: Epoch, network: nn.Module) -> bool:
    """Tell whether losses and weights are finite; the last step comes after the training losses."""
    losses = (epoch.train_loss, epoch.watched_loss)
    return all(math.isfinite(loss) for loss in losses) and all(
        weight.isfinite().all() for weight in network.parameters()
    )


def _hits(outputs: Tensor, targets: Tensor) -> int:
    return int((outputs.argmax(dim=1)[: len(targets)] == targets).sum())
