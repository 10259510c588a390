"""What a check is given: samples as a round hands them out, and hooks as a round calls them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from fastlabel_core import UsageError, Wanted
from fastlabel_core.plugins import Plugin, choose_model
from fastlabel_core.testing.contract import Subject

HERE = Path(__file__).parent
LABELS = ["a", "b", "c"] * 6
SAMPLES = pd.DataFrame(
    {"sampleId": [f"s{row:02}" for row in range(18)], "path": "/none", "label": LABELS}, dtype="str"
)

RECORDER = '''
class Model:
    """Takes down how its hooks are called."""

    def __init__(self):
        self.calls = []

    def load_model(self, model_dir):
        self.calls.append(("load_model", model_dir))

    def train_model(self, df_train, df_val, work_dir, is_first_train, options):
        frames = [df_train["sampleId"].tolist(), df_val["sampleId"].tolist()]
        self.calls.append(("train_model", *frames, sorted(work_dir.iterdir()), is_first_train))
        (work_dir / "checkpoint").touch()
        options["changed"] = True

    def query_hard_example(
        self, df_img, df_train, df_val, work_dir, query_cnt, strategy, strategy_options, options
    ):
        left = [path.name for path in work_dir.iterdir()]
        frames = [df_train["sampleId"].tolist(), df_val is not None and df_val["sampleId"].tolist()]
        self.calls.append(("query", *frames, left, query_cnt, strategy, strategy_options, options))
        return df_img[["sampleId"]].assign(label="a", is_hard=False)

    def save_model(self, save_dir):
        self.calls.append(("save_model", sorted(save_dir.iterdir())))
'''


@pytest.fixture
def recorder(install_plugin: Callable[..., Path]) -> Plugin:
    install_plugin("recorder", RECORDER, attribute="Model")
    return choose_model("recorder")


def refusal(plugin: Plugin, samples: pd.DataFrame, unreadable: pd.DataFrame) -> str:
    with pytest.raises(UsageError) as caught:
        Subject(plugin, samples, unreadable, {}, Path())
    return str(caught.value)


def test_too_few_samples_of_a_class(toy_plugin: Plugin) -> None:
    assert refusal(toy_plugin, SAMPLES[:17], SAMPLES[:0]) == (
        "the contract needs at least 6 samples of each of at least 3 classes; it was given "
        "{'a': 6, 'b': 6, 'c': 5}"
    )


def test_too_few_classes(toy_plugin: Plugin) -> None:
    two = SAMPLES[SAMPLES["label"] != "c"]
    assert refusal(toy_plugin, two, SAMPLES[:0]) == (
        "the contract needs at least 6 samples of each of at least 3 classes; it was given "
        "{'a': 6, 'b': 6}"
    )


@pytest.mark.parametrize("column", ["sampleId", "label"])
def test_a_missing_column(toy_plugin: Plugin, column: str) -> None:
    without = SAMPLES.drop(columns=column)
    assert refusal(toy_plugin, without, SAMPLES[:0]) == (
        f"the samples for the contract have no column {column!r}; add it"
    )
    assert refusal(toy_plugin, SAMPLES, without[:0]) == (
        f"the unreadable for the contract have no column {column!r}; add it"
    )


@pytest.mark.parametrize("values", [range(18), ["a", None] * 9, pd.Series(LABELS, dtype=object)])
def test_other_things_than_strings(toy_plugin: Plugin, values: object) -> None:
    assert refusal(toy_plugin, SAMPLES.assign(label=values), SAMPLES[:0]) == (
        "the samples for the contract hold other things than strings in the column 'label'; read "
        "them by read_csv(..., dtype='str', keep_default_na=False)"
    )


def test_one_id_for_two_samples(toy_plugin: Plugin) -> None:
    assert refusal(toy_plugin, SAMPLES, SAMPLES[3:4]) == (
        "two of the samples for the contract have the sampleId 's03'; give each its own"
    )


def test_two_thirds_of_each_class_to_train_on(toy_plugin: Plugin, tmp_path: Path) -> None:
    """Of every three samples of a class the third is one to validate on."""
    shuffled = SAMPLES.iloc[::-1]
    subject = Subject(toy_plugin, shuffled, SAMPLES[:0], {}, tmp_path)
    assert subject.pool.index.tolist() == list(range(18))
    df_train, df_val = subject.train_and_validation()
    assert df_val["sampleId"].tolist() == ["s11", "s10", "s09", "s02", "s01", "s00"]
    assert sorted([*df_train["sampleId"], *df_val["sampleId"]]) == SAMPLES["sampleId"].tolist()
    assert df_train.index.tolist() == list(range(12))
    df_train, df_val = subject.train_and_validation(subject.of_classes("b"))
    assert df_train["sampleId"].tolist() == ["s16", "s13", "s07", "s04"]
    assert df_val["sampleId"].tolist() == ["s10", "s01"]
    assert df_val.index.tolist() == [0, 1]


def test_hooks_are_called_as_a_round_calls_them(recorder: Plugin, tmp_path: Path) -> None:
    """Each model has a work folder of its own; options are handed out as a copy."""
    subject = Subject(recorder, SAMPLES, SAMPLES[:0], {"size": 3}, tmp_path)
    df_train, df_val = subject.train_and_validation()
    model = subject.trained_model()
    saved = subject.saved_model(model)
    model.load(saved)
    assert model.predict(subject.pool).labels == ("a",) * 18
    model.train(df_train, df_val, is_first_train=False)
    ids = [df_train["sampleId"].tolist(), df_val["sampleId"].tolist()]
    checkpoint = model.work_dir / "checkpoint"
    assert model.instance.calls == [
        ("load_model", None),
        ("train_model", *ids, [], True),
        ("save_model", []),
        ("load_model", saved),
        ("query", *ids, ["checkpoint"], 0, "LeastConfidence", {}, {"size": 3}),
        ("train_model", *ids, [checkpoint], False),
    ]
    assert not model.changed
    loaded = subject.new_model(saved)
    loaded.query(subject.pool, 2)
    assert loaded.instance.calls[1] == (
        "query",
        [],
        False,
        [],
        2,
        "LeastConfidence",
        {},
        {"size": 3},
    )
    other = subject.trained_model()
    assert other.work_dir != model.work_dir
    assert other.instance.calls[1] == ("train_model", *ids, [], True)


def test_predict_is_asked_for_probabilities_alone_unless_more_is_wanted(
    install_file: Callable[[Path], Plugin], make_subject: Callable[..., Subject]
) -> None:
    subject = make_subject(install_file(HERE / "sound_too" / "gives_more.py"))
    model = subject.trained_model()
    assert model.predictions(subject.pool).embeddings is None
    assert model.predictions(subject.pool, Wanted(embeddings=True)).embeddings.shape == (18, 2)


def test_what_load_model_returns_takes_the_place_of_the_instance(
    install_file: Callable[[Path], Plugin], make_subject: Callable[..., Subject]
) -> None:
    plugin = install_file(HERE / "sound_too" / "another_instance.py")
    subject = make_subject(plugin)
    model = subject.trained_model()
    first = model.instance
    model.load(subject.saved_model(model))
    assert model.instance is not first
    assert model.instance.centres == first.centres
    assert model.predict(subject.pool).known_classes == {"east", "north", "west"}


def test_the_core_splits_for_a_model_that_does_not(recorder: Plugin, tmp_path: Path) -> None:
    model = Subject(recorder, SAMPLES, SAMPLES[:0], {}, tmp_path).new_model()
    assert not model.answers("split_train_val")
    assert model.answers("query_hard_example")
    _, df_val = model.split(SAMPLES, SAMPLES[:0], is_first_train=True, val_size=0.34)
    assert df_val["label"].value_counts().to_dict() == {"a": 2, "b": 2, "c": 2}
