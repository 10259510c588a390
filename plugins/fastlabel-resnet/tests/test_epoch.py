"""One epoch: the loss that is learned from, and the end of it where numbers end."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
import torch
from fastlabel_resnet import Options
from fastlabel_resnet.classifier import Classifier, Config
from fastlabel_resnet.epoch import Learner, run_epoch
from fastlabel_resnet.network import create_network
from fastlabel_resnet.optimizer import create_optimizer
from fastlabel_resnet.prediction import normalised
from fastlabel_resnet.samples import read_labelled

CPU = torch.device("cpu")
CLASSES = ("blue", "green", "red")


@pytest.mark.parametrize("smoothing", [0.0, 0.3])
def test_loss_with_smoothed_labels(
    make_samples: Callable[..., pd.DataFrame],
    make_options: Callable[..., Options],
    smoothing: float,
) -> None:
    """Of a batch that is the whole set, against the formula.

    Pretrained weights train as they predict, with the statistics that they came with.
    """
    config = Config("test_resnet", CLASSES, 32, (0.5,) * 3, (0.2,) * 3, pretrained=True)
    classifier = Classifier(config, create_network("test_resnet", 3, 32, random_seed=1))
    options = make_options(augment="none", label_smoothing=smoothing)
    training = read_labelled(make_samples(6), config, options)
    assert training.pixels is not None
    with torch.inference_mode():
        outputs = classifier.network(normalised(training.pixels, config, CPU)).double().numpy()
    learner = Learner(classifier, create_optimizer(classifier, options), options, CPU)
    epoch = run_epoch(learner, training, None, 1)
    log_shares = outputs - np.log(np.exp(outputs).sum(axis=1, keepdims=True))
    wanted = (1 - smoothing) * np.eye(3)[training.targets.numpy()] + smoothing / 3
    assert epoch.train_loss == pytest.approx(-(wanted * log_shares).sum(axis=1).mean(), rel=1e-5)
