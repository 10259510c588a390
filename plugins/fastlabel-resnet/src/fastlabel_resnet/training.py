"""Training: epochs until it is enough, a checkpoint after each, and back to the best."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from fastlabel_core import report_epoch
from fastlabel_resnet.checkpoint import Checkpoint, Epoch, State, read_epoch, write_checkpoint
from fastlabel_resnet.classifier import Classifier, plain_weights
from fastlabel_resnet.devices import choose_device
from fastlabel_resnet.epoch import Learner, run_epoch
from fastlabel_resnet.optimizer import create_optimizer, momenta, restore_momenta
from fastlabel_resnet.options import Options
from fastlabel_resnet.samples import LabelledPictures
from fastlabel_resnet.schedule import best_epoch, is_finished


@dataclass(frozen=True, slots=True)
class Task:
    """What to learn, how, and where to keep what must outlive the process.

    Parameters
    ----------
    name : str
        Tells this training from others.
    training : LabelledPictures
    validation : LabelledPictures or None
    options : Options
    folder : Path
        For the checkpoints.
    """

    name: str
    training: LabelledPictures
    validation: LabelledPictures | None
    options: Options
    folder: Path


def train(task: Task, classifier: Classifier, taken_up: Checkpoint | None) -> tuple[Epoch, ...]:
    """Train `classifier`, leave it as it was in its best epoch, and return all epochs.

    Parameters
    ----------
    task : Task
    classifier : Classifier
        Its network is changed.
    taken_up : Checkpoint or None
        What `classifier` was restored from, to go on from there.
    """
    history = () if taken_up is None else taken_up.state.history
    if not _is_finished(history, task.options):
        learner = _create_learner(task, classifier, taken_up)
        while not _is_finished(history, task.options):
            history = (*history, _next_epoch(task, learner, history))
    best = read_epoch(task.folder, find_best(history, task.options))
    classifier.network.load_state_dict(best.weights)
    return history


def find_best(history: Sequence[Epoch], options: Options) -> int:
    """Return the epoch to go back to, counted from 1."""
    return best_epoch(_losses(history), options.min_delta)


def _is_finished(history: Sequence[Epoch], options: Options) -> bool:
    return is_finished(_losses(history), options.epochs, options.patience, options.min_delta)


def _losses(history: Sequence[Epoch]) -> list[float]:
    return [epoch.watched_loss for epoch in history]


def _create_learner(task: Task, classifier: Classifier, taken_up: Checkpoint | None) -> Learner:
    device = choose_device(task.options.device)
    classifier.network.to(device)
    optimizer = create_optimizer(classifier, task.options)
    if taken_up is not None:
        restore_momenta(optimizer, classifier.network, taken_up.momenta)
    return Learner(classifier, optimizer, task.options, device)


def _next_epoch(task: Task, learner: Learner, history: tuple[Epoch, ...]) -> Epoch:
    """Run an epoch; it is complete, and told, once its checkpoint is on the disk."""
    epoch = run_epoch(learner, task.training, task.validation, len(history) + 1)
    network = learner.classifier.network
    checkpoint = Checkpoint(
        state=State(task.name, learner.classifier.config, (*history, epoch)),
        weights=plain_weights(network),
        momenta=momenta(learner.optimizer, network),
    )
    best = find_best(checkpoint.state.history, task.options)
    write_checkpoint(task.folder, checkpoint, keep=[best])
    report_epoch(epoch.epoch, epoch.figures())
    return epoch
