"""Training a classifier: epochs, early stopping, and a checkpoint after each."""

from __future__ import annotations

import math
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from fastlabel_core import Failure, report_epoch, report_progress
from torch import Tensor, nn, optim
from torch.nn import functional

from fastlabel_resnet.augmentation import vary
from fastlabel_resnet.checkpoint import (
    Checkpoint,
    Epoch,
    read_epoch,
    write_checkpoint,
)
from fastlabel_resnet.classifier import Classifier, plain_weights
from fastlabel_resnet.devices import choose_device, repeatable_arithmetic
from fastlabel_resnet.network import is_in_head
from fastlabel_resnet.options import Options
from fastlabel_resnet.prediction import PREDICTION_BATCH, logits, normalised
from fastlabel_resnet.randomness import generator_for, global_generator_for
from fastlabel_resnet.samples import LabelledPictures
from fastlabel_resnet.schedule import best_epoch, is_finished, learning_rate

_MOMENTUM = 0.9
_LONGEST_GRADIENT = 5.0

# Pretrained weights are good already: they are only to be adjusted to the new head.
_PRETRAINED_LR_SHARE = 0.1


@dataclass(frozen=True, slots=True)
class Task:
    """What to train on, how, and where to keep what must outlive the process.

    Parameters
    ----------
    name : str
        Tells this training from others.
    training, validation : LabelledPictures
        The validation set may be empty.
    options : Options
    folder : Path
        For the checkpoints.
    """

    name: str
    training: LabelledPictures
    validation: LabelledPictures
    options: Options
    folder: Path


def train(task: Task, classifier: Classifier, start: Checkpoint | None) -> tuple[Epoch, ...]:
    """Train `classifier` in place, leave it as it was in its best epoch, and return the history.

    `start` is the checkpoint that `classifier` was restored from, if it was.
    """
    options = task.options
    device = choose_device(options.device)
    classifier.network.to(device)
    optimizer = _optimizer(classifier, options)
    history = () if start is None else start.history
    if start is not None:
        _restore_momenta(optimizer, classifier.network, start)
    while not _is_finished(history, options):
        epoch = _run_epoch(task, classifier, optimizer, device, len(history) + 1)
        history = (*history, epoch)
        checkpoint = Checkpoint(
            training=task.name,
            config=classifier.config,
            history=history,
            weights=plain_weights(classifier.network),
            momenta=_momenta(optimizer, classifier.network),
        )
        write_checkpoint(task.folder, checkpoint, keep=[best(history, options)])
        _report(epoch)
    classifier.network.load_state_dict(read_epoch(task.folder, best(history, options)).weights)
    classifier.network.eval()
    return history


def best(history: Sequence[Epoch], options: Options) -> int:
    """Return the epoch to go back to, counted from 1."""
    return best_epoch([epoch.watched_loss for epoch in history], options.min_delta)


def _is_finished(history: Sequence[Epoch], options: Options) -> bool:
    losses = [epoch.watched_loss for epoch in history]
    return is_finished(losses, options.epochs, options.patience, options.min_delta)


def _optimizer(classifier: Classifier, options: Options) -> optim.SGD:
    groups: dict[tuple[float, float], list[nn.Parameter]] = defaultdict(list)
    for name, parameter in classifier.network.named_parameters():
        head = is_in_head(name, classifier.config.backbone)
        lr_share = _PRETRAINED_LR_SHARE if classifier.config.pretrained and not head else 1.0
        decay = options.weight_decay if parameter.ndim > 1 else 0.0
        groups[lr_share, decay].append(parameter)
    return optim.SGD(
        [
            {"params": parameters, "lr_share": lr_share, "weight_decay": decay}
            for (lr_share, decay), parameters in groups.items()
        ],
        lr=options.lr,
        momentum=_MOMENTUM,
        nesterov=True,
    )


def _momenta(optimizer: optim.SGD, network: nn.Module) -> dict[str, Tensor]:
    return {
        name: optimizer.state[parameter]["momentum_buffer"].cpu().contiguous()
        for name, parameter in network.named_parameters()
        if parameter in optimizer.state
    }


def _restore_momenta(optimizer: optim.SGD, network: nn.Module, start: Checkpoint) -> None:
    for name, parameter in network.named_parameters():
        if name in start.momenta:
            momentum = torch.empty_like(parameter).copy_(start.momenta[name])
            optimizer.state[parameter]["momentum_buffer"] = momentum.detach()


def _run_epoch(
    task: Task,
    classifier: Classifier,
    optimizer: optim.SGD,
    device: torch.device,
    epoch: int,
) -> Epoch:
    began = time.monotonic()
    options = task.options
    batches = _shuffled_batches(len(task.training), options, epoch)
    first_step = (epoch - 1) * len(batches)
    steps = options.epochs * len(batches)
    loss_sum, correct, lr = 0.0, 0, 0.0
    classifier.network.train()
    for step, (pixels, targets) in enumerate(task.training.batches(batches), first_step):
        lr = learning_rate(step, steps, options.lr, options.lrf)
        loss, hits = _step(classifier, optimizer, pixels, targets, device, options, lr, step)
        loss_sum += loss * len(targets)
        correct += hits
        report_progress("batches", step + 1, steps)
    classifier.network.eval()
    train_loss = loss_sum / len(task.training)
    if not math.isfinite(train_loss):
        raise Failure(...)
    val_loss, val_accuracy = _validate(task, classifier, device)
    return Epoch(
        epoch=epoch,
        lr=lr,
        train_loss=train_loss,
        train_accuracy=correct / len(task.training),
        val_loss=val_loss,
        val_accuracy=val_accuracy,
        seconds=round(time.monotonic() - began, 3),
    )
