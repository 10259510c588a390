"""The hooks, from the first round to later ones."""

from __future__ import annotations

import inspect
import json
import shutil
from collections.abc import Callable
from importlib.metadata import entry_points
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import torch
from fastlabel_resnet import Options, ResNetModel

from fastlabel_core import OptionError, UsageError
from fastlabel_core.events import EpochEnded, Event, SampleUnreadable, Warned
from fastlabel_core.hookspecs import ModelHooks

MakeOptions = Callable[..., Options]
MakeSamples = Callable[..., pd.DataFrame]


def train(
    samples: pd.DataFrame,
    work_dir: Path,
    options: Options,
    *,
    validation: pd.DataFrame | None = None,
    model: ResNetModel | None = None,
    is_first_train: bool = True,
) -> tuple[ResNetModel, dict]:
    trained = model or ResNetModel().load_model(None)
    work_dir.mkdir(exist_ok=True)
    metrics = trained.train_model(samples, validation, work_dir, is_first_train, options)
    return trained, metrics


def saved(model: ResNetModel, folder: Path) -> Path:
    folder.mkdir()
    model.save_model(folder)
    return folder


def same_predictions(
    one: ResNetModel, other: ResNetModel, samples: pd.DataFrame, options: Options
) -> bool:
    return np.array_equal(
        one.predict(samples, options).probabilities, other.predict(samples, options).probabilities
    )


def test_entry_point() -> None:
    (point,) = entry_points(group="fastlabel.models", name="resnet")
    assert point.load() is ResNetModel


@pytest.mark.parametrize("hook", ["load_model", "train_model", "predict", "save_model"])
def test_hooks_as_the_protocol_names_them(hook: str) -> None:
    asked = inspect.signature(getattr(ModelHooks, hook)).parameters
    answered = inspect.signature(getattr(ResNetModel, hook)).parameters
    assert set(answered) <= set(asked)
    assert all(parameter.default is inspect.Parameter.empty for parameter in answered.values())
    assert getattr(ResNetModel, hook).fastlabel_impl


def test_first_round(
    make_samples: MakeSamples, make_options: MakeOptions, tmp_path: Path, heard: list[Event]
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
    predictions = model.predict(pool[["sampleId", "path"]], options)
    assert tuple(predictions.classes) == ("blue", "green", "red")
    assert predictions.probabilities.dtype == np.float32
    assert predictions.probabilities.sum(axis=1) == pytest.approx(np.ones(30), abs=1e-6)
    answers = np.array(predictions.classes)[predictions.probabilities.argmax(axis=1)]
    assert (answers == pool["label"]).mean() > 0.9


def test_best_epoch_is_restored(
    make_samples: MakeSamples, make_options: MakeOptions, tmp_path: Path
) -> None:
    """What is predicted for the validation set has just the loss of the best epoch."""
    validation = make_samples(9, seed=1)
    options = make_options(epochs=6, lr=0.3, patience=0)
    model, metrics = train(make_samples(24), tmp_path / "work", options, validation=validation)
    best = metrics["epochs"][metrics["best_epoch"] - 1]
    predictions = model.predict(validation, options)
    columns = [predictions.classes.index(label) for label in validation["label"]]
    right = predictions.probabilities[np.arange(9), columns].astype(float)
    assert -np.log(right).mean() == pytest.approx(best["val_loss"], rel=1e-4)
    assert metrics["best_epoch"] < 6 or len({e["val_loss"] for e in metrics["epochs"]}) == 6


def test_training_stops_when_patience_ends(
    make_samples: MakeSamples, make_options: MakeOptions, tmp_path: Path
) -> None:
    """A loss must fall by more than it can, so only the first epoch is ever better."""
    options = make_options(epochs=9, patience=2, min_delta=100.0)
    _, metrics = train(make_samples(12), tmp_path / "work", options)
    assert len(metrics["epochs"]) == 3
    assert metrics["best_epoch"] == 1


def test_without_validation_the_training_loss_is_watched(
    make_samples: MakeSamples, make_options: MakeOptions, tmp_path: Path, heard: list[Event]
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
) -> None:
    options = make_options(batch_size=batch_size, epochs=2, lr=0.01)
    model, metrics = train(make_samples(count), tmp_path / "work", options)
    assert metrics["training_samples"] == count
    assert np.isfinite(model.predict(make_samples(4, seed=1), options).probabilities).all()


def test_one_class(make_samples: MakeSamples, make_options: MakeOptions, tmp_path: Path) -> None:
    model, _ = train(make_samples(5, ("red",)), tmp_path / "work", make_options())
    predictions = model.predict(make_samples(3, seed=1), make_options())
    assert tuple(predictions.classes) == ("red",)
    assert predictions.probabilities.tolist() == [[1.0]] * 3


def test_later_round_adds_outputs_and_keeps_the_others(
    make_samples: MakeSamples, make_options: MakeOptions, tmp_path: Path
) -> None:
    first, _ = train(make_samples(8, ("red", "blue")), tmp_path / "first", make_options())
    stage = saved(first, tmp_path / "stage")
    later, _ = train(
        make_samples(8, ("violet", "red", "amber")),
        tmp_path / "later",
        make_options(lr=1e-12),
        model=ResNetModel().load_model(stage),
        is_first_train=False,
    )
    pool = make_samples(6, seed=3)
    before = first.predict(pool, make_options())
    after = later.predict(pool, make_options())
    assert tuple(after.classes) == ("blue", "red", "amber", "violet")
    assert after.probabilities.shape == (6, 4)
    ratio = np.log(after.probabilities[:, 0] / after.probabilities[:, 1])
    assert before.probabilities.shape == (6, 2)
    assert np.isfinite(ratio).all()


def test_first_round_on_a_loaded_model_is_shaped_to_its_labels(
    make_samples: MakeSamples, make_options: MakeOptions, tmp_path: Path
) -> None:
    first, _ = train(make_samples(8, ("red", "blue")), tmp_path / "first", make_options())
    stage = saved(first, tmp_path / "stage")
    shaped, _ = train(
        make_samples(8, ("violet", "red")),
        tmp_path / "again",
        make_options(),
        model=ResNetModel().load_model(stage),
    )
    assert tuple(shaped.predict(make_samples(2), make_options()).classes) == ("red", "violet")


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (
            {"backbone": "test_efficientnet"},
            "backbone=test_efficientnet: the model to go on from has backbone=test_resnet\n"
            "Leave backbone out, or start without a model.",
        ),
        (
            {"image_size": 64},
            "image_size=64: the model to go on from has image_size=32\n"
            "Leave image_size out, or start without a model.",
        ),
    ],
)
def test_loaded_model_keeps_its_network(
    make_samples: MakeSamples,
    make_options: MakeOptions,
    tmp_path: Path,
    asked: dict[str, object],
    told: str,
) -> None:
    model, _ = train(make_samples(4), tmp_path / "work", make_options(epochs=1))
    with pytest.raises(OptionError) as caught:
        train(make_samples(4), tmp_path / "again", make_options(**asked), model=model)
    assert str(caught.value) == told


def test_options_left_out_follow_the_loaded_model(
    make_samples: MakeSamples, make_options: MakeOptions, tmp_path: Path
) -> None:
    model, _ = train(make_samples(4), tmp_path / "work", make_options(epochs=1))
    _, metrics = train(make_samples(4), tmp_path / "again", Options(epochs=1), model=model)
    assert (metrics["backbone"], metrics["image_size"]) == ("test_resnet", 32)


def test_saved_and_moved_model_predicts_the_same_bits(
    make_samples: MakeSamples, make_options: MakeOptions, tmp_path: Path
) -> None:
    model, _ = train(make_samples(9), tmp_path / "work", make_options())
    shutil.move(saved(model, tmp_path / "stage"), tmp_path / "moved")
    loaded = ResNetModel().load_model(tmp_path / "moved")
    assert same_predictions(model, loaded, make_samples(40, seed=1), make_options())


def test_same_seed_same_model_and_another_seed_another(
    make_samples: MakeSamples, make_options: MakeOptions, tmp_path: Path
) -> None:
    models = [
        train(make_samples(9), tmp_path / str(number), make_options(random_seed=seed))[0]
        for number, seed in enumerate([1, 1, 2])
    ]
    pool = make_samples(9, seed=1)
    assert same_predictions(models[0], models[1], pool, make_options())
    assert not same_predictions(models[0], models[2], pool, make_options())


def test_state_of_torch_and_numpy_is_left_alone(
    make_samples: MakeSamples, make_options: MakeOptions, tmp_path: Path
) -> None:
    before = torch.get_rng_state(), np.random.get_state()[1].copy()  # noqa: NPY002
    threads, deterministic = torch.get_num_threads(), torch.backends.cudnn.deterministic
    model, _ = train(make_samples(4), tmp_path / "work", make_options(epochs=1))
    model.predict(make_samples(4), make_options())
    assert torch.equal(torch.get_rng_state(), before[0])
    assert np.array_equal(np.random.get_state()[1], before[1])  # noqa: NPY002
    assert (torch.get_num_threads(), torch.backends.cudnn.deterministic) == (
        threads,
        deterministic,
    )


def test_two_models_at_once_share_nothing(
    make_samples: MakeSamples, make_options: MakeOptions, tmp_path: Path
) -> None:
    first, _ = train(make_samples(6), tmp_path / "first", make_options())
    pool = make_samples(6, seed=1)
    alone = first.predict(pool, make_options()).probabilities.copy()
    train(make_samples(6, ("x", "y")), tmp_path / "second", make_options(random_seed=5))
    assert np.array_equal(first.predict(pool, make_options()).probabilities, alone)


def test_unreadable_labelled_samples_are_left_out_and_told(
    make_samples: MakeSamples, make_options: MakeOptions, tmp_path: Path, heard: list[Event]
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
    make_samples: MakeSamples, make_options: MakeOptions, tmp_path: Path
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
    make_samples: MakeSamples, make_options: MakeOptions, tmp_path: Path
) -> None:
    validation = make_samples(1, seed=1)
    Path(validation["path"].iat[0]).unlink()
    _, metrics = train(make_samples(6), tmp_path / "work", make_options(), validation=validation)
    assert metrics["validation_samples"] == 0
    assert metrics["epochs"][0]["val_loss"] is None


def test_validation_label_that_training_lacks(
    make_samples: MakeSamples, make_options: MakeOptions, tmp_path: Path, heard: list[Event]
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
    make_samples: MakeSamples, make_options: MakeOptions, tmp_path: Path
) -> None:
    with pytest.raises(UsageError) as caught:
        train(make_samples(6), tmp_path / "work", make_options(lr=1e38, epochs=9))
    assert "training left the range of numbers in epoch" in str(caught.value)
    assert str(caught.value).endswith("with lr=1e+38; set a lower lr")


@pytest.mark.parametrize("hook", ["predict", "save_model"])
def test_no_model_yet(
    make_samples: MakeSamples, make_options: MakeOptions, tmp_path: Path, hook: str
) -> None:
    model = ResNetModel().load_model(None)
    arguments = {
        "predict": (make_samples(1), make_options()),
        "save_model": (tmp_path,),
    }
    with pytest.raises(UsageError) as caught:
        getattr(model, hook)(*arguments[hook])
    assert str(caught.value) == (
        "there is no model yet: load one, or train one, before predicting or saving"
    )


def test_unknown_device(
    make_samples: MakeSamples, make_options: MakeOptions, tmp_path: Path
) -> None:
    with pytest.raises(OptionError) as caught:
        train(make_samples(2), tmp_path / "work", make_options(device="gpu"))
    assert str(caught.value).startswith("device=gpu can't be used here: ")
    assert str(caught.value).endswith("\nLeave the option out to run on what there is.")


def test_half_precision(
    make_samples: MakeSamples, make_options: MakeOptions, tmp_path: Path
) -> None:
    options = make_options(precision="bf16")
    model, _ = train(make_samples(6), tmp_path / "work", options)
    exact = model.predict(make_samples(6), make_options()).probabilities
    assert model.predict(make_samples(6), options).probabilities == pytest.approx(exact, abs=0.05)
