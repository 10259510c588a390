"""The classifier that a pool is embedded by before there is any label."""

from __future__ import annotations

import shutil
from pathlib import Path

from fastlabel_resnet.classifier import Classifier, load, save
from fastlabel_resnet.durable import sync
from fastlabel_resnet.options import Options
from fastlabel_resnet.start import new_classifier


def untrained_classifier(folder: Path, options: Options) -> Classifier:
    """Return a new classifier without classes, or the one that an earlier call left in `folder`.

    A round that was killed embeds the rest of its pool by the same weights, whether or not the hub
    answers by then.
    """
    if not folder.exists():
        beside = folder.with_name(f"{folder.name}.partial")
        shutil.rmtree(beside, ignore_errors=True)
        beside.mkdir(parents=True)
        # It is shown no picture: which ones come first must not settle the size for the others.
        save(new_classifier((), (), options), beside)
        for path in (*beside.iterdir(), beside):
            sync(path)
        beside.rename(folder)
        sync(folder.parent)
    return load(folder)
