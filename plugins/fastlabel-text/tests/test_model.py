"""The plugin as a round sees it."""

import hashlib
import inspect
import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Sequence
from importlib.metadata import distribution, distributions
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from fastlabel_text import TextModel
from hypothesis import given, settings
from hypothesis import strategies as st
from safetensors.numpy import load_file

from fastlabel_core import Event, Failure, Predictions, UsageError, Wanted, Warned
from fastlabel_core.testing import listening

LABELLED = pd.DataFrame(
    {
        "sampleId": [f"s{number}" for number in range(9)],
        "text": [
            "my card is lost", "card stolen", "freeze the card",
            "取消转账", "取消付款", "请取消",
            "top up failed", "👍 top up", "TOP UP by cheque",
        ],
        "label": ["card"] * 3 + ["取消"] * 3 + ["top up"] * 3,
    }
)  # fmt: skip
POOL = pd.DataFrame(
    {
        "sampleId": [f"p{number}" for number in range(300)],
        "text": [
            " ".join(np.random.default_rng(number).choice(["card", "取消", "top up", "zz", "❤️"], 6))
            for number in range(299)
        ]
        + [""],
    }
)


EVERYTHING = Wanted(embeddings=True, dropout_passes=3)
GIVEN = ("probabilities", "embeddings", "dropout")


def trained(**options: object) -> TextModel:
    model = TextModel().load_model(None)
    model.train_model(LABELLED, LABELLED[::3], True, TextModel.Options(**options))
    return model


def ask(model: TextModel, samples: pd.DataFrame, wanted: Wanted = EVERYTHING) -> Predictions:
    return model.predict(samples, TextModel.Options(), wanted)


def require_same(answer: Predictions, expected: Predictions, rows: Sequence[int] = ()) -> None:
    """Fail unless two answers are the same to the bit, the second one in its rows, if any."""
    assert tuple(answer.classes) == tuple(expected.classes)
    chosen = np.asarray(rows) if len(rows) else slice(None)
    for name in GIVEN:
        np.testing.assert_array_equal(getattr(answer, name), getattr(expected, name)[chosen])


MODEL = trained()
WHOLE = ask(MODEL, POOL)


def test_the_entry_point_names_the_model() -> None:
    (entry,) = distribution("fastlabel-text").entry_points.select(group="fastlabel.models")
    assert (entry.name, entry.load()) == ("text", TextModel)


def test_only_the_expected_fastlabel_distributions_are_installed() -> None:
    installed = {found.name for found in distributions() if found.name.startswith("fastlabel-")}
    expected = os.environ.get("FASTLABEL_EXPECTED")
    assert installed == set(expected.split()) if expected else "fastlabel-text" in installed


@pytest.mark.parametrize("hook", ["load_model", "train_model", "predict", "save_model"])
def test_hooks_are_marked_and_have_no_defaults(hook: str) -> None:
    function = getattr(TextModel, hook)
    assert function.fastlabel_impl
    parameters = inspect.signature(function).parameters.values()
    assert all(parameter.default is parameter.empty for parameter in parameters)


def test_the_text_goes_before_the_path() -> None:
    assert TextModel.input_columns == ("text", "path")


def test_predictions_have_a_row_for_every_sample() -> None:
    assert tuple(WHOLE.classes) == ("card", "top up", "取消")
    assert WHOLE.probabilities.shape == (300, 3)
    assert WHOLE.probabilities.dtype == np.float32
    assert WHOLE.errors == {}
    np.testing.assert_allclose(WHOLE.probabilities.sum(axis=1), 1, atol=1e-6)


def test_an_empty_text_says_nothing_about_its_class() -> None:
    assert WHOLE.probabilities[299].tolist() == [np.float32(1 / 3)] * 3


@settings(deadline=None)
@given(st.lists(st.integers(0, 300), max_size=6))
def test_predictions_do_not_depend_on_how_the_pool_is_cut(cuts: list[int]) -> None:
    edges = [0, *sorted(cuts), 300]
    pieces = [ask(MODEL, POOL[start:end]) for start, end in pairwise(edges)]
    for name in GIVEN:
        joined = np.concatenate([getattr(piece, name) for piece in pieces])
        np.testing.assert_array_equal(joined, getattr(WHOLE, name))


def test_predictions_do_not_depend_on_the_other_samples() -> None:
    order = np.random.default_rng(0).permutation(300)
    require_same(ask(MODEL, POOL.iloc[order]), WHOLE, order)


def test_a_moved_model_predicts_the_same_to_the_bit(tmp_path: Path) -> None:
    (tmp_path / "saved").mkdir()
    MODEL.save_model(tmp_path / "saved")
    shutil.move(tmp_path / "saved", tmp_path / "moved")
    require_same(ask(TextModel().load_model(tmp_path / "moved"), POOL), WHOLE)


def test_a_model_is_saved_as_json_and_arrays(tmp_path: Path) -> None:
    trained(word_ngrams=1, lowercase=False).save_model(tmp_path)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["text.json", "text.safetensors"]
    assert json.loads((tmp_path / "text.json").read_text(encoding="utf-8")) == {
        "format": 1,
        "classes": ["card", "top up", "取消"],
        "reading": {
            "lowercase": False,
            "word_ngrams": 1,
            "char_ngrams": 5,
            "max_chars": 100000,
        },
    }
    arrays = load_file(tmp_path / "text.safetensors")
    features = len(arrays["buckets"])
    assert {name: (array.dtype.name, array.shape) for name, array in arrays.items()} == {
        "buckets": ("int32", (features,)),
        "idf": ("float32", (features,)),
        "weights": ("float32", (features, 3)),
    }


def test_a_loaded_model_reads_texts_as_it_was_trained(tmp_path: Path) -> None:
    model = trained(word_ngrams=1, char_ngrams=3, lowercase=False, max_chars=7)
    model.save_model(tmp_path)
    loaded = TextModel().load_model(tmp_path)
    require_same(ask(loaded, POOL), ask(model, POOL))
    assert ask(model, POOL).probabilities.tolist() != WHOLE.probabilities.tolist()


def test_predicting_reads_as_many_characters_as_training() -> None:
    model = trained(max_chars=7)
    long, short = ask(model, pd.DataFrame({"text": ["freeze card", "freeze "]})).probabilities
    np.testing.assert_array_equal(long, short)


def test_a_later_round_goes_on_from_the_loaded_model(tmp_path: Path) -> None:
    MODEL.save_model(tmp_path)
    later = pd.DataFrame({"sampleId": ["s"], "text": ["cash machine"], "label": ["atm"]})
    model = TextModel().load_model(tmp_path)
    model.train_model(later, None, False, TextModel.Options())
    assert ask(model, POOL).classes == ("card", "top up", "取消", "atm")


def test_a_first_round_forgets_the_classes_that_its_labels_lack(tmp_path: Path) -> None:
    MODEL.save_model(tmp_path)
    model = TextModel().load_model(tmp_path)
    model.train_model(LABELLED[:6], None, True, TextModel.Options(epochs=1))
    assert ask(model, POOL).classes == ("card", "取消")


def test_a_first_round_begins_with_what_the_loaded_model_knows(tmp_path: Path) -> None:
    MODEL.save_model(tmp_path)
    loaded, new = TextModel().load_model(tmp_path), TextModel().load_model(None)
    once = TextModel.Options(epochs=1)
    losses = [
        model.train_model(LABELLED, None, True, once)["epochs"][0]["train_loss"]
        for model in (loaded, new)
    ]
    assert losses[0] < losses[1] / 2


def test_an_option_that_the_loaded_model_has_settled_is_ignored_with_a_warning() -> None:
    model = trained(char_ngrams=3, max_chars=50)
    heard: list[Event] = []
    options = TextModel.Options(char_ngrams=4, lowercase=True, epochs=1)
    with listening(heard.append):
        model.train_model(LABELLED, None, False, options)
    assert [event for event in heard if isinstance(event, Warned)] == [
        Warned("option char_ngrams=4 is ignored: the loaded model was made with 3")
    ]


def test_training_again_gives_the_same_bits() -> None:
    require_same(ask(trained(), POOL), WHOLE)


@pytest.mark.parametrize("threads", ["1", "4"])
def test_another_process_gives_the_same_bytes(tmp_path: Path, threads: str) -> None:
    LABELLED.to_csv(tmp_path / "labelled.csv", index=False)
    program = (
        "import hashlib, pathlib, sys, pandas as pd\n"
        "from fastlabel_text import TextModel\n"
        "folder = pathlib.Path(sys.argv[1])\n"
        "samples = pd.read_csv(folder / 'labelled.csv', dtype=str)\n"
        "model = TextModel().load_model(None)\n"
        "model.train_model(samples, samples[::3], True, TextModel.Options())\n"
        "model.save_model(folder)\n"
        "assert 'torch' not in sys.modules\n"
    )
    environment = {
        **os.environ,
        "PYTHONHASHSEED": threads,
        "OPENBLAS_NUM_THREADS": threads,
        "OMP_NUM_THREADS": threads,
    }
    subprocess.run([sys.executable, "-c", program, str(tmp_path)], check=True, env=environment)
    (tmp_path / "here").mkdir()
    MODEL.save_model(tmp_path / "here")
    for name in ("text.json", "text.safetensors"):
        there, here = (
            hashlib.sha256((folder / name).read_bytes()).hexdigest()
            for folder in (tmp_path, tmp_path / "here")
        )
        assert there == here


def test_two_models_share_no_state() -> None:
    other = TextModel().load_model(None)
    other.train_model(LABELLED[:3], None, True, TextModel.Options(char_ngrams=2))
    require_same(ask(MODEL, POOL), WHOLE)
    assert ask(other, POOL).classes == ("card",)


def test_the_global_random_generators_are_left_alone() -> None:
    before = (random.getstate(), np.random.get_state()[1].tolist())  # noqa: NPY002
    trained()
    assert (random.getstate(), np.random.get_state()[1].tolist()) == before  # noqa: NPY002


def test_frames_are_not_changed() -> None:
    labelled, pool = LABELLED.copy(), POOL.copy()
    ask(trained(), POOL)
    pd.testing.assert_frame_equal(LABELLED, labelled)
    pd.testing.assert_frame_equal(POOL, pool)


def test_unreadable_samples_keep_their_rows(tmp_path: Path) -> None:
    (tmp_path / "good").write_text("card", encoding="utf-8")
    paths = [str(tmp_path / name) for name in ("missing", "good", "missing")]
    predictions = ask(MODEL, pd.DataFrame({"sampleId": list("abc"), "path": paths}))
    assert predictions.errors == {0: "No such file or directory", 2: "No such file or directory"}
    expected = ask(MODEL, pd.DataFrame({"text": ["card"]})).probabilities[0]
    np.testing.assert_array_equal(predictions.probabilities[1], expected)


def test_an_empty_pool_has_no_predictions() -> None:
    predictions = ask(MODEL, POOL[:0])
    assert isinstance(predictions, Predictions)
    assert predictions.probabilities.shape == (0, 3)
    assert predictions.embeddings.shape == (0, 256)
    assert predictions.dropout.shape == (0, 3, 3)


@pytest.mark.parametrize("wanted", [Wanted(), EVERYTHING])
def test_an_untrained_model_can_neither_predict_nor_be_saved(
    tmp_path: Path, wanted: Wanted
) -> None:
    message = "the text model knows nothing yet: load a model or train one first"
    with pytest.raises(Failure, match=f"^{message}$"):
        ask(TextModel(), POOL, wanted)
    with pytest.raises(Failure, match=f"^{message}$"):
        TextModel().load_model(None).save_model(tmp_path)


@pytest.mark.parametrize("missing", ["text.json", "text.safetensors"])
def test_a_folder_without_a_model_is_an_error(tmp_path: Path, missing: str) -> None:
    MODEL.save_model(tmp_path)
    (tmp_path / missing).unlink()
    with pytest.raises(UsageError) as caught:
        TextModel().load_model(tmp_path)
    assert str(caught.value) == (
        f"{tmp_path} holds no model of fastlabel-text: {missing} is missing\n"
        "  give a model that a round with the plugin 'text' has saved"
    )


def test_a_later_format_is_an_error(tmp_path: Path) -> None:
    MODEL.save_model(tmp_path)
    config = tmp_path / "text.json"
    config.write_text(config.read_text("utf-8").replace('"format": 1', '"format": 2'), "utf-8")
    with pytest.raises(UsageError) as caught:
        TextModel().load_model(tmp_path)
    assert str(caught.value) == (
        f"{config} has format 2, and this fastlabel-text reads format 1\n"
        "  pip install --upgrade fastlabel-text"
    )


def test_nothing_is_given_that_is_not_wanted() -> None:
    predictions = ask(MODEL, POOL, Wanted())
    assert predictions.embeddings is predictions.dropout is None
    np.testing.assert_array_equal(predictions.probabilities, WHOLE.probabilities)


def test_an_untrained_model_gives_embeddings() -> None:
    predictions = ask(TextModel().load_model(None), POOL, Wanted(embeddings=True))
    assert list(predictions.classes) == []
    assert predictions.probabilities.shape == (300, 0)
    assert predictions.dropout is None
    np.testing.assert_allclose(
        np.linalg.norm(predictions.embeddings, axis=1), [1] * 299 + [0], atol=1e-6
    )
    piece = ask(TextModel().load_model(None), POOL[7:9], Wanted(embeddings=True))
    np.testing.assert_array_equal(piece.embeddings, predictions.embeddings[7:9])


def test_an_untrained_model_reads_as_the_options_say() -> None:
    samples = pd.DataFrame({"text": ["Card", "card", "card and more"]})
    for options, alike in [
        ({}, [True, False]),
        ({"lowercase": False}, [False, False]),
        ({"max_chars": 4}, [True, True]),
    ]:
        model = TextModel().load_model(None)
        lies = model.predict(samples, TextModel.Options(**options), Wanted(embeddings=True))
        first, *others = lies.embeddings
        assert [np.array_equal(first, other) for other in others] == alike


def test_embeddings_before_labels_leave_no_trace_in_training() -> None:
    model = TextModel().load_model(None)
    ask(model, POOL, Wanted(embeddings=True))
    model.train_model(LABELLED, LABELLED[::3], True, TextModel.Options())
    require_same(ask(model, POOL), WHOLE)


def test_embeddings_and_passes_of_unreadable_samples_keep_their_rows(tmp_path: Path) -> None:
    (tmp_path / "good").write_text("card", encoding="utf-8")
    paths = [str(tmp_path / name) for name in ("missing", "good")]
    both = ask(MODEL, pd.DataFrame({"path": paths}))
    require_same(ask(MODEL, pd.DataFrame({"text": ["card"]})), both, [1])


def test_passes_hang_on_the_seed() -> None:
    options = TextModel.Options(random_seed=1)
    other = MODEL.predict(POOL, options, EVERYTHING)
    np.testing.assert_array_equal(other.probabilities, WHOLE.probabilities)
    assert (other.dropout != WHOLE.dropout).any(axis=(0, 2)).all()
