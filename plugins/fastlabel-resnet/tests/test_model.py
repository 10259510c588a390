"""The hooks, and what a model promises beside its answers."""

from __future__ import annotations

import inspect
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import entry_points
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd
import pytest
import torch
from fastlabel_resnet import Options, ResNetModel, weights
from fastlabel_resnet.hub import OutOfReachError
from fastlabel_resnet.network import create_network
from fastlabel_resnet.pictures import read_picture
from fastlabel_resnet.prediction import normalised
from fastlabel_resnet.start import new_classifier

from fastlabel_core import Event, UsageError, Wanted, Warned
from fastlabel_core.hookspecs import ModelHooks

UNUSED = Path("unused")

MakeOptions = Callable[..., Options]
MakeSamples = Callable[..., pd.DataFrame]
Train = Callable[..., tuple[ResNetModel, dict]]
EMBEDDINGS = Wanted(embeddings=True)


def same_predictions(
    one: ResNetModel, other: ResNetModel, samples: pd.DataFrame, options: Options
) -> bool:
    return np.array_equal(
        one.predict(samples, UNUSED, options, Wanted()).probabilities,
        other.predict(samples, UNUSED, options, Wanted()).probabilities,
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


def test_saved_and_moved_model_predicts_the_same_bits(
    make_samples: MakeSamples,
    make_options: MakeOptions,
    tmp_path: Path,
    train: Train,
    save: Callable[..., Path],
) -> None:
    model, _ = train(make_samples(9), tmp_path / "work", make_options())
    shutil.move(save(model, tmp_path / "stage"), tmp_path / "moved")
    loaded = ResNetModel().load_model(tmp_path / "moved")
    assert same_predictions(model, loaded, make_samples(40, seed=1), make_options())


def test_same_seed_same_model_and_another_seed_another(
    make_samples: MakeSamples, make_options: MakeOptions, tmp_path: Path, train: Train
) -> None:
    models = [
        train(make_samples(9), tmp_path / str(number), make_options(random_seed=seed))[0]
        for number, seed in enumerate([1, 1, 2])
    ]
    pool = make_samples(9, seed=1)
    assert same_predictions(models[0], models[1], pool, make_options())
    assert not same_predictions(models[0], models[2], pool, make_options())


def test_state_of_torch_and_numpy_is_left_alone(
    make_samples: MakeSamples, make_options: MakeOptions, tmp_path: Path, train: Train
) -> None:
    before = torch.get_rng_state(), np.random.get_state()[1].copy()  # noqa: NPY002
    threads, deterministic = torch.get_num_threads(), torch.backends.cudnn.deterministic
    model, _ = train(make_samples(4), tmp_path / "work", make_options(epochs=1))
    model.predict(make_samples(4), UNUSED, make_options(), Wanted())
    assert torch.equal(torch.get_rng_state(), before[0])
    assert np.array_equal(np.random.get_state()[1], before[1])  # noqa: NPY002
    assert (torch.get_num_threads(), torch.backends.cudnn.deterministic) == (
        threads,
        deterministic,
    )


def test_two_models_at_once_share_nothing(
    make_samples: MakeSamples, make_options: MakeOptions, tmp_path: Path, train: Train
) -> None:
    """Trained in two threads, they end as they do one after the other."""
    labels = [("red", "blue"), ("x", "y", "z")]
    samples = [make_samples(12, names) for names in labels]
    options = make_options(backbone="test_efficientnet", batch_size=2)
    alone = [
        train(one, tmp_path / f"alone-{number}", options)[0] for number, one in enumerate(samples)
    ]
    folders = [tmp_path / f"together-{number}" for number in (0, 1)]
    with ThreadPoolExecutor(2) as threads:
        together = [model for model, _ in threads.map(train, samples, folders, [options] * 2)]
    pool = make_samples(6, seed=1)
    assert all(
        same_predictions(one, other, pool, options)
        for one, other in zip(alone, together, strict=True)
    )


@pytest.mark.parametrize("hook", ["predict", "save_model"])
def test_no_model_yet(
    make_samples: MakeSamples, make_options: MakeOptions, tmp_path: Path, hook: str
) -> None:
    model = ResNetModel().load_model(None)
    arguments = {
        "predict": (make_samples(1), tmp_path, make_options(), Wanted()),
        "save_model": (tmp_path,),
    }
    with pytest.raises(UsageError) as caught:
        getattr(model, hook)(*arguments[hook])
    assert str(caught.value) == (
        "there is no model yet: load one, or train one, before predicting or saving"
    )


def embeddings_before_labels(
    samples: pd.DataFrame, options: Options, model: ResNetModel | None = None
) -> np.ndarray:
    one = model or ResNetModel().load_model(None)
    with TemporaryDirectory() as work_dir:
        predictions = one.predict(samples, Path(work_dir), options, EMBEDDINGS)
    assert list(predictions.classes) == []
    assert predictions.probabilities.shape == (len(samples), 0)
    assert predictions.dropout is None
    return predictions.embeddings


def test_embeddings_before_there_is_a_model(
    make_samples: MakeSamples, make_options: MakeOptions, tmp_path: Path
) -> None:
    """The network is the one of its seed, asked for in one process or in another instance."""
    pool, one = make_samples(5), ResNetModel().load_model(None)
    first = embeddings_before_labels(pool, make_options(random_seed=3), one)
    again = embeddings_before_labels(pool[2:], make_options(random_seed=3), one)
    other_seed = embeddings_before_labels(pool, make_options(random_seed=4))
    assert first.shape == (5, 96)
    assert np.array_equal(first[2:], again)
    assert np.array_equal(first, embeddings_before_labels(pool, make_options(random_seed=3)))
    assert not np.array_equal(first, other_seed)
    body = create_network("test_resnet", 0, 32, random_seed=3)
    pixels = torch.tensor(read_picture(pool["path"][0], 32)).unsqueeze(0)
    config = new_classifier((), (), make_options()).config
    with torch.inference_mode():
        expected = body(normalised(pixels, config, torch.device("cpu")))[0]
    torch.testing.assert_close(torch.from_numpy(first[0]), expected, rtol=1e-4, atol=1e-5)


def test_the_size_before_there_is_a_model_is_what_the_network_was_made_for(
    make_samples: MakeSamples, make_options: MakeOptions
) -> None:
    """Not what suits the pictures that happen to come first, of 12 by 12 pixels here."""
    pool = make_samples(2)
    automatic = embeddings_before_labels(pool, make_options(image_size="auto"))
    made_for = embeddings_before_labels(pool, make_options(image_size=160))
    assert np.array_equal(automatic, made_for)


def test_the_hub_is_asked_once_for_all_pieces(
    make_samples: MakeSamples,
    make_options: MakeOptions,
    monkeypatch: pytest.MonkeyPatch,
    heard: list[Event],
) -> None:
    def fail(description: object) -> Path:
        raise OutOfReachError("no network")

    monkeypatch.setattr(weights, "fetch_weights", fail)
    model, options = ResNetModel().load_model(None), make_options(pretrained="auto")
    for _ in range(2):
        embeddings_before_labels(make_samples(2), options, model)
    assert [event for event in heard if isinstance(event, Warned)] == [
        Warned(
            "no pretrained weights of test_resnet: no network; the network starts from random "
            "weights (pretrained=FILE starts from a file, pretrained=false asks for this)"
        )
    ]


def test_a_round_that_was_killed_goes_on_with_the_weights_that_it_began_with(
    make_samples: MakeSamples,
    make_options: MakeOptions,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def embed() -> np.ndarray:
        model = ResNetModel().load_model(None)
        embeddings = model.predict(
            make_samples(2), tmp_path, make_options(pretrained="auto"), EMBEDDINGS
        ).embeddings
        assert embeddings is not None
        return embeddings

    def fail(description: object) -> Path:
        raise OutOfReachError("no network")

    def answer(description: object) -> Path:
        raise AssertionError("the hub is asked again")

    monkeypatch.setattr(weights, "fetch_weights", fail)
    before = embed()
    monkeypatch.setattr(weights, "fetch_weights", answer)
    assert np.array_equal(embed(), before)
    assert [path.name for path in tmp_path.glob("untrained*")] == ["untrained"]


def test_embeddings_before_and_after_training_come_from_the_model_of_then(
    make_samples: MakeSamples,
    make_options: MakeOptions,
    tmp_path: Path,
    train: Train,
    save: Callable[..., Path],
) -> None:
    model, options, pool = ResNetModel().load_model(None), make_options(), make_samples(5, seed=1)
    before = embeddings_before_labels(pool, options, model)
    train(make_samples(9), tmp_path / "work", options, model=model)
    trained = model.predict(pool, UNUSED, options, EMBEDDINGS)
    assert not np.array_equal(trained.embeddings, before)
    assert np.array_equal(
        trained.embeddings,
        ResNetModel()
        .load_model(save(model, tmp_path / "saved"))
        .predict(pool, UNUSED, options, EMBEDDINGS)
        .embeddings,
    )
    model.load_model(None)
    assert np.array_equal(embeddings_before_labels(pool, options, model), before)


@pytest.mark.parametrize("wanted", [Wanted(), Wanted(embeddings=True, dropout_passes=1)])
def test_nothing_but_embeddings_before_there_is_a_model(
    make_samples: MakeSamples, make_options: MakeOptions, wanted: Wanted
) -> None:
    with pytest.raises(UsageError, match=r"^there is no model yet"):
        ResNetModel().load_model(None).predict(make_samples(1), UNUSED, make_options(), wanted)
