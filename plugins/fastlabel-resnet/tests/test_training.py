"""Training: the best epoch wins, small sets work, and what can't be read is left out."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from fastlabel_resnet import Options, ResNetModel

from fastlabel_core import (
    EpochEnded,
    Event,
    OptionError,
    SampleUnreadable,
    UsageError,
    Wanted,
    Warned,
)

UNUSED = Path("unused")

MakeOptions = Callable[..., Options]
MakeSamples = Callable[..., pd.DataFrame]
Train = Callable[..., tuple[ResNetModel, dict]]


def test_first_round(
    make_samples: MakeSamples,
    make_options: MakeOptions,
    tmp_path: Path,
    heard: list[Event],
    train: Train,
) -> None:
    samples, validation = make_samples(24), make_samples(9, seed=1)
    options = make_options(epochs=8, batch_size=8, lr=0.02)
    given = samples.copy()
    model, metrics = train(samples, tmp_path / "work", options, validation=validation)
    assert samples.equals(given)
    assert json.loads(json.dumps(metrics, allow_nan=False)) == metrics
    assert metrics["training_samples"] == 24
    assert metrics["validation_samples"] == 9
    assert [epoch["epoch"] for epoch in metrics["epochs"]] == list(range(1, 9))
    assert metrics["epochs"][-1]["lr"] == pytest.approx(0.02 * options.lrf)
    losses = [epoch["val_loss"] for epoch in metrics["epochs"]]
    assert metrics["best_epoch"] == 1 + losses.index(min(losses))
    told = [event for event in heard if isinstance(event, EpochEnded)]
    assert [event.epoch for event in told] == list(range(1, 9))
    assert set(told[0].metrics) == {
        "lr",
        "train_loss",
        "train_accuracy",
        "val_loss",
        "val_accuracy",
        "seconds",
    }
    pool = make_samples(30, seed=2)
    predictions = model.predict(pool[["sampleId", "path"]], UNUSED, options, Wanted())
    assert tuple(predictions.classes) == ("blue", "green", "red")
    assert predictions.probabilities.dtype == np.float32
    assert predictions.probabilities.sum(axis=1) == pytest.approx(np.ones(30), abs=1e-6)
    answers = np.array(predictions.classes)[predictions.probabilities.argmax(axis=1)]
    assert (answers == pool["label"]).mean() > 0.9


def test_best_epoch_is_restored(
    make_samples: MakeSamples, make_options: MakeOptions, tmp_path: Path, train: Train
) -> None:
    """What is predicted for the validation set has just the loss of the best epoch.

    Its labels contradict those of the training set, so that more training makes its loss worse.
    """
    validation = make_samples(9, seed=1)
    validation["label"] = np.roll(validation["label"], 1)
    options = make_options(epochs=6, patience=0)
    model, metrics = train(make_samples(24), tmp_path / "work", options, validation=validation)
    assert metrics["best_epoch"] < len(metrics["epochs"]) == 6
    best = metrics["epochs"][metrics["best_epoch"] - 1]
    predictions = model.predict(validation, UNUSED, options, Wanted())
    columns = [predictions.classes.index(label) for label in validation["label"]]
    right = predictions.probabilities[np.arange(9), columns].astype(float)
    assert -np.log(right).mean() == pytest.approx(best["val_loss"], rel=1e-4)


def test_training_stops_when_patience_ends(
    make_samples: MakeSamples, make_options: MakeOptions, tmp_path: Path, train: Train
) -> None:
    """A loss must fall by more than it can, so only the first epoch is ever better."""
    options = make_options(epochs=9, patience=2, min_delta=100.0)
    _, metrics = train(make_samples(12), tmp_path / "work", options)
    assert len(metrics["epochs"]) == 3
    assert metrics["best_epoch"] == 1


def test_without_validation_the_training_loss_is_watched(
    make_samples: MakeSamples,
    make_options: MakeOptions,
    tmp_path: Path,
    heard: list[Event],
    train: Train,
) -> None:
    _, metrics = train(make_samples(12), tmp_path / "work", make_options(epochs=4))
    losses = [epoch["train_loss"] for epoch in metrics["epochs"]]
    assert metrics["best_epoch"] == 1 + losses.index(min(losses))
    assert {epoch["val_loss"] for epoch in metrics["epochs"]} == {None}
    told = [event for event in heard if isinstance(event, EpochEnded)]
    assert set(told[0].metrics) == {"lr", "train_loss", "train_accuracy", "seconds"}


@pytest.mark.parametrize(("count", "batch_size"), [(1, 16), (2, 1), (9, 8), (3, 2)])
def test_few_samples(
    make_samples: MakeSamples,
    make_options: MakeOptions,
    tmp_path: Path,
    count: int,
    batch_size: int,
    train: Train,
) -> None:
    options = make_options(batch_size=batch_size, epochs=2, lr=0.01)
    model, metrics = train(make_samples(count), tmp_path / "work", options)
    assert metrics["training_samples"] == count
    assert np.isfinite(
        model.predict(make_samples(4, seed=1), UNUSED, options, Wanted()).probabilities
    ).all()


def test_one_class(
    make_samples: MakeSamples, make_options: MakeOptions, tmp_path: Path, train: Train
) -> None:
    model, _ = train(make_samples(5, ("red",)), tmp_path / "work", make_options())
    predictions = model.predict(make_samples(3, seed=1), UNUSED, make_options(), Wanted())
    assert tuple(predictions.classes) == ("red",)
    assert predictions.probabilities.tolist() == [[1.0]] * 3


def test_unreadable_labelled_samples_are_left_out_and_told(
    make_samples: MakeSamples,
    make_options: MakeOptions,
    tmp_path: Path,
    heard: list[Event],
    train: Train,
) -> None:
    samples, validation = make_samples(7), make_samples(4, seed=1)
    Path(samples["path"].iat[2]).unlink()
    Path(validation["path"].iat[3]).write_text("no picture")
    _, metrics = train(samples, tmp_path / "work", make_options(), validation=validation)
    assert (metrics["training_samples"], metrics["validation_samples"]) == (6, 3)
    assert [event for event in heard if isinstance(event, SampleUnreadable)] == [
        SampleUnreadable("red-2", "no such file"),
        SampleUnreadable("blue-3", "not a picture"),
    ]


def test_nothing_to_train_on(
    make_samples: MakeSamples, make_options: MakeOptions, tmp_path: Path, train: Train
) -> None:
    samples = make_samples(2)
    for path in samples["path"]:
        Path(path).unlink()
    with pytest.raises(UsageError) as caught:
        train(samples, tmp_path / "work", make_options())
    assert str(caught.value) == (
        "none of the 2 pictures to train on can be read\n"
        "Check the column path of the labels; the reasons are told sample by sample."
    )


def test_no_readable_validation_is_no_validation(
    make_samples: MakeSamples, make_options: MakeOptions, tmp_path: Path, train: Train
) -> None:
    validation = make_samples(1, seed=1)
    Path(validation["path"].iat[0]).unlink()
    _, metrics = train(make_samples(6), tmp_path / "work", make_options(), validation=validation)
    assert metrics["validation_samples"] == 0
    assert metrics["epochs"][0]["val_loss"] is None


def test_validation_label_that_training_lacks(
    make_samples: MakeSamples,
    make_options: MakeOptions,
    tmp_path: Path,
    heard: list[Event],
    train: Train,
) -> None:
    validation = make_samples(4, ("red", "amber", "violet"), seed=1)
    _, metrics = train(make_samples(6), tmp_path / "work", make_options(), validation=validation)
    assert metrics["validation_samples"] == 2
    assert [event for event in heard if isinstance(event, Warned)] == [
        Warned(
            "2 validation samples are left out, since no training sample has their label: "
            "'amber', 'violet'"
        )
    ]


def test_learning_rate_beyond_all_bounds(
    make_samples: MakeSamples, make_options: MakeOptions, tmp_path: Path, train: Train
) -> None:
    with pytest.raises(UsageError) as caught:
        train(make_samples(6), tmp_path / "work", make_options(lr=1e38, epochs=9))
    assert "training left the range of numbers in epoch" in str(caught.value)
    assert str(caught.value).endswith("with lr=1e+38; set a lower lr")


@pytest.mark.parametrize("validates", [False, True])
def test_last_step_that_leaves_the_range_of_numbers(
    make_samples: MakeSamples,
    make_options: MakeOptions,
    tmp_path: Path,
    train: Train,
    validates: bool,
) -> None:
    """There is but one step, so its loss is that of the weights before it."""
    validation = make_samples(3, seed=1) if validates else None
    # Weights of the size of 1e20 are numbers; what the network makes of them are none.
    options = make_options(lr=1e20 if validates else 1e300, epochs=1)
    with pytest.raises(UsageError) as caught:
        train(make_samples(6), tmp_path / "work", options, validation=validation)
    assert str(caught.value) == (
        f"training left the range of numbers in epoch 1, with lr={options.lr:g}; set a lower lr"
    )


def test_unknown_device(
    make_samples: MakeSamples, make_options: MakeOptions, tmp_path: Path, train: Train
) -> None:
    with pytest.raises(OptionError) as caught:
        train(make_samples(2), tmp_path / "work", make_options(device="gpu"))
    assert str(caught.value).startswith("device=gpu can't be used here: ")
    assert str(caught.value).endswith("\nLeave the option out to run on what there is.")


def test_half_precision(
    make_samples: MakeSamples, make_options: MakeOptions, tmp_path: Path, train: Train
) -> None:
    options = make_options(precision="bf16")
    model, _ = train(make_samples(6), tmp_path / "work", options)
    exact = model.predict(make_samples(6), UNUSED, make_options(), Wanted()).probabilities
    rounded = model.predict(make_samples(6), UNUSED, options, Wanted()).probabilities
    assert rounded == pytest.approx(exact, abs=0.05)
    assert not np.array_equal(rounded, exact)
