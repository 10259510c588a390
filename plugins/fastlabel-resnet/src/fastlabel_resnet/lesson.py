"""What `train_model` does: from labelled samples to a trained classifier and its metrics."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from fastlabel_core import UsageError, report_warning
from fastlabel_resnet.checkpoint import Checkpoint, Epoch, discard, read_last
from fastlabel_resnet.classifier import Classifier, Config, plain_weights, restore
from fastlabel_resnet.options import Options
from fastlabel_resnet.samples import LabelledPictures, read_labelled
from fastlabel_resnet.start import continued_classifier, new_classifier
from fastlabel_resnet.training import Task, find_best, train


@dataclass(frozen=True, slots=True)
class Lesson:
    """Everything that a training depends on.

    Parameters
    ----------
    loaded : Classifier or None
        What to go on from.
    df_train, df_val : DataFrame, DataFrame or None
        With the columns sampleId, path and label.
    is_first_train : bool
        Whether the loaded classifier forgets the classes that `df_train` lacks.
    options : Options
    """

    loaded: Classifier | None
    df_train: pd.DataFrame
    df_val: pd.DataFrame | None
    is_first_train: bool
    options: Options


def learn(lesson: Lesson, folder: Path) -> tuple[Classifier, dict[str, Any]]:
    """Train, or go on where an earlier call was killed, with checkpoints in `folder`.

    Returns
    -------
    Classifier
        As it was in its best epoch. The loaded one isn't changed.
    dict
        Metrics, of JSON values.
    """
    name = _fingerprint(lesson)
    taken_up = _take_up(folder, name)
    classifier = _start(lesson) if taken_up is None else _restart(taken_up)
    config = classifier.config
    training = read_labelled(lesson.df_train, config, lesson.options)
    if len(training) == 0:
        raise UsageError(
            f"none of the {len(lesson.df_train)} pictures to train on can be read\n"
            "Check the column path of the labels; the reasons are told sample by sample."
        )
    validation = _read_validation(lesson, config)
    task = Task(name, training, validation, lesson.options, folder)
    history = train(task, classifier, taken_up)
    return classifier, _metrics(task, config, history)


def _fingerprint(lesson: Lesson) -> str:
    """Return a digest of all that the outcome depends on."""
    digest = hashlib.sha256()
    frames = [lesson.df_train] if lesson.df_val is None else [lesson.df_train, lesson.df_val]
    parts = (
        lesson.options.model_dump_json(exclude={"workers"}),
        lesson.is_first_train,
        [frame[["sampleId", "path", "label"]].values.tolist() for frame in frames],
    )
    digest.update(json.dumps(parts).encode())
    if lesson.loaded is not None:
        digest.update(json.dumps(asdict(lesson.loaded.config)).encode())
        for weights in plain_weights(lesson.loaded.network).values():
            digest.update(weights.numpy().tobytes())
    return digest.hexdigest()


def _take_up(folder: Path, name: str) -> Checkpoint | None:
    """Return where an earlier call got to; what another training left is removed."""
    checkpoint = read_last(folder)
    if checkpoint is None or checkpoint.state.training == name:
        return checkpoint
    report_warning(f"{folder} held checkpoints of another training; they are removed")
    discard(folder)
    return None


def _restart(taken_up: Checkpoint) -> Classifier:
    return restore(taken_up.state.config, taken_up.weights)


def _start(lesson: Lesson) -> Classifier:
    labels = set(lesson.df_train["label"])
    if lesson.loaded is not None:
        return continued_classifier(lesson.loaded, labels, lesson.is_first_train, lesson.options)
    return new_classifier(labels, lesson.df_train["path"].tolist(), lesson.options)


def _read_validation(lesson: Lesson, config: Config) -> LabelledPictures | None:
    """Read the samples to validate on; None if there are none."""
    if lesson.df_val is None:
        return None
    is_known = lesson.df_val["label"].isin(config.classes)
    if not is_known.all():
        labels = ", ".join(repr(label) for label in sorted(set(lesson.df_val["label"][~is_known])))
        report_warning(
            f"{(~is_known).sum()} validation samples are left out, since no training sample has "
            f"their label: {labels}"
        )
    validation = read_labelled(lesson.df_val[is_known], config, lesson.options)
    return validation if len(validation) else None


def _metrics(task: Task, config: Config, history: tuple[Epoch, ...]) -> dict[str, Any]:
    best = find_best(history, task.options)
    return {
        "best_epoch": best,
        "backbone": config.backbone,
        "image_size": config.image_size,
        "pretrained": config.pretrained,
        "training_samples": len(task.training),
        "validation_samples": 0 if task.validation is None else len(task.validation),
        "epochs": [asdict(epoch) for epoch in history],
    }
