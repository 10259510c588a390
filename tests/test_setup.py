"""What a round is told before it looks at a sample."""

import math
from pathlib import Path

import pytest

from fastlabel_core import StrategyOptions
from fastlabel_core.errors import (
    ModelMismatchError,
    ModelNotFoundError,
    OptionError,
    PluginNotFoundError,
    StrategyError,
    UsageError,
)
from fastlabel_core.repository import LocalRepository, write_metadata
from fastlabel_core.setup import file_digest, fingerprint, prepare


def prepared(**changed):
    parameters = {
        "plugin": "toy",
        "model": None,
        "is_first_train": None,
        "query_cnt": 5,
        "val_size": 0.2,
        "strategy": "leastconfidence",
        "strategy_options": {},
        "random_seed": 3,
        "options": {},
        "repository": "repository",
        "disable": (),
    }
    return prepare(**{**parameters, **changed})


@pytest.fixture
def stage_model(toy, tmp_path, monkeypatch):
    """The stage model ``model`` of plugin toy, made from toys@4; and its publication, toys@1."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / "toy.json").write_text("{}")
    write_metadata(
        folder,
        plugin="toy",
        distribution="acme-toy",
        distribution_version="1.0",
        core_version="0.1.0",
        parent="toys@4",
        classes=["a", "b"],
        options={},
        metrics={},
        created="2025-01-31T12:00:00Z",
    )
    LocalRepository("repository").publish(folder, "toys")
    return folder


def test_a_new_model(toy):
    setup = prepared(options={"any": Path("thing")})
    assert setup.parameters() == {
        "plugin": "toy",
        "model": None,
        "is_first_train": True,
        "query_cnt": 5,
        "val_size": 0.2,
        "strategy": "LeastConfidence",
        "strategy_options": {
            "prefilter": None,
            "balance": False,
            "random_share": 0.0,
            "duplicate_similarity": None,
        },
        "random_seed": 3,
        "options": {"any": "thing"},
        "extensions": [],
    }
    assert (setup.start, setup.parent(), setup.input_columns) == (None, None, ("path",))


def test_a_stage_model_goes_on(stage_model):
    setup = prepared(plugin=None, model=Path("model"))
    assert setup.start.folder == Path("model")
    assert (setup.plugin.name, setup.is_first_train) == ("toy", False)
    assert (setup.parameters()["model"], setup.parent()) == ("model", "toys@4")


def test_a_published_model_begins(stage_model):
    setup = prepared(plugin=None, model="toys")
    assert setup.is_first_train is True
    assert (setup.start_reference, setup.parent()) == ("toys", "toys@1")


@pytest.mark.parametrize("asked", [True, False])
@pytest.mark.parametrize("model", ["./model", "toys@1"])
def test_asked_counts_more_than_the_model(stage_model, model, asked):
    assert prepared(model=model, is_first_train=asked).is_first_train is asked


def test_a_model_of_another_plugin(stage_model):
    with pytest.raises(ModelMismatchError) as caught:
        prepared(plugin="resnet", model="./model")
    assert str(caught.value) == (
        "the model in model belongs to plugin 'toy', not 'resnet'; "
        "leave --plugin out, or give another model"
    )


@pytest.mark.parametrize(
    ("changed", "error", "message"),
    [
        ({"query_cnt": -1}, OptionError, "query_cnt is -1; give 0 or more"),
        ({"val_size": -0.1}, OptionError, "val_size is -0.1; give a share from 0 to below 1"),
        ({"val_size": 1}, OptionError, "val_size is 1; give a share from 0 to below 1"),
        ({"val_size": math.nan}, OptionError, "val_size is nan; give a share from 0 to below 1"),
        ({"random_seed": -1}, OptionError, "random_seed is -1; give 0 to 4294967295"),
        ({"random_seed": 2**32}, OptionError,
         "random_seed is 4294967296; give 0 to 4294967295"),
        ({"plugin": None}, UsageError, "which kind of model? Give a plugin (--plugin; installed: "
         "toy) or a model to go on from (--model)"),
        ({"plugin": "tyo"}, PluginNotFoundError, "no model plugin named 'tyo'; installed: toy "
         "(acme-toy 1.0). Did you mean 'toy'?"),
        ({"is_first_train": False}, UsageError,
         "a next round goes on from a model; give one (--model)"),
        ({"strategy": "LestConfidence"}, StrategyError, "no strategy named 'LestConfidence'; "),
        ({"model": "toys"}, ModelNotFoundError, ""),
    ],
)  # fmt: skip
def test_refused(toy, tmp_path, monkeypatch, changed, error, message):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(error) as caught:
        prepared(**changed)
    assert type(caught.value) is error
    if message.endswith("; ") or not message:
        assert str(caught.value).startswith(message)
    else:
        assert str(caught.value) == message


def test_without_any_plugin():
    with pytest.raises(UsageError) as caught:
        prepared(plugin=None)
    assert str(caught.value) == (
        "which kind of model? Give a plugin (--plugin; installed: none) or a model to go on from "
        "(--model)"
    )


@pytest.mark.parametrize(
    "changed", [{"val_size": 0}, {"query_cnt": 0}, {"random_seed": 0}, {"random_seed": 2**32 - 1}]
)
def test_the_bounds_are_allowed(toy, changed):
    ((name, value),) = changed.items()
    assert prepared(**changed).parameters()[name] == value


def test_every_model_made_is_a_new_one(toy):
    setup = prepared()
    first, second = setup.create_model(), setup.create_model()
    assert first.answers("predict")
    assert not first.answers("split_train_val")
    assert first is not second


def test_input_columns_as_declared(install_plugin):
    install_plugin(
        "texts",
        "class Texts:\n    input_columns = ['text', 'path']\n"
        "    def load_model(self): ...\n    def train_model(self): ...\n"
        "    def save_model(self): ...\n    def query_hard_example(self): ...\n",
        attribute="Texts",
    )
    assert prepared(plugin="texts").input_columns == ("text", "path")


def test_fingerprint():
    assert fingerprint({"b": 1, "a": [Path("x")]}) == fingerprint({"a": ["x"], "b": 1})
    assert fingerprint({"a": 1}) != fingerprint({"a": 2})
    assert fingerprint([]) == "4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945"


def rewrite(toy, before, after):
    (module,) = toy.glob("*.py")
    module.write_text(module.read_text().replace(before, after))


def test_options_for_a_plugin_that_takes_none_are_refused(toy):
    rewrite(toy, "df_train, options", "df_train")
    with pytest.raises(OptionError) as caught:
        prepared(options={"epohcs": 3})
    assert str(caught.value) == "plugin 'toy' (acme-toy 1.0) takes no options; leave out epohcs"


def test_strategy_options(toy):
    setup = prepared(strategy="RandomSampling", strategy_options={"random_share": "0.25"})
    assert setup.strategy_options == StrategyOptions(random_share=0.25)
    assert setup.parameters()["strategy_options"]["random_share"] == 0.25


def test_a_strategy_that_needs_more_than_the_model_class_gives(toy):
    with pytest.raises(StrategyError) as caught:
        prepared(strategy="balddropout")
    assert str(caught.value).startswith(
        "strategy 'BALDDropout' needs dropout, which plugin 'toy' (acme-toy 1.0) does not give; "
    )


def test_a_strategy_that_needs_what_the_model_class_gives(toy):
    rewrite(toy, "    def load_model", "    gives = ('dropout',)\n\n    def load_model")
    assert prepared(strategy="balddropout").strategy == "BALDDropout"


def test_without_labels(toy, stage_model):
    """A model to go on from needs none; a new one does, unless the strategy needs no model."""
    prepared(strategy="RandomSampling").refuse_without_labels("x.csv is missing")
    prepared(plugin=None, model="toys").refuse_without_labels("x.csv is missing")
    with pytest.raises(StrategyError, match=r"^there are no labels \(x\.csv is missing\), and "):
        prepared().refuse_without_labels("x.csv is missing")


def test_file_digest(tmp_path):
    (tmp_path / "abc").write_bytes(b"abc")
    assert file_digest(tmp_path / "abc") == (
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    )


def test_a_strategy_of_the_model_s_own_is_the_model_s_business(toy):
    rewrite(
        toy, "    def save_model", "    def query_hard_example(self): ...\n\n    def save_model"
    )
    setup = prepared(strategy="by hand", strategy_options={"any": Path("thing")})
    assert (setup.strategy, setup.strategy_options) == ("by hand", {"any": Path("thing")})
    assert setup.parameters()["strategy_options"] == {"any": "thing"}
