"""The instance is the model: one for each round, and `load_model` may return another."""

from dataclasses import dataclass

import pandas as pd
import pytest

from fastlabel_core.errors import PluginProtocolError, PluginResultError
from fastlabel_core.hook_manager import HookManager
from fastlabel_core.model import Model
from fastlabel_core.predictions import Wanted
from fastlabel_core.query import STRATEGIES, StrategyOptions

TOY = "plugin 'toy' (acme-toy 1.0)"
POOL = pd.DataFrame({"sampleId": ["p1", "p2", "p3"], "path": ["/1", "/2", "/3"]}, dtype="str")
LABELS = pd.DataFrame({"sampleId": ["a", "b", "c"], "label": list("xyx")}, dtype="str")
NONE = LABELS.iloc[:0]


def test_another_instance_takes_the_model_s_place(make, toy_class, tmp_path):
    """And the core answers what that one doesn't: here the query, and no longer the split."""

    class Other(toy_class):
        def split_train_val(self, df_init, df_anno):
            return df_init, None

        def train_model(self):
            return {"by": "other"}

    model = make(
        query_hard_example=lambda self, df_img: df_img.assign(label="own", is_hard=False),
        load_model=lambda self: Other(),
    )
    assert (model.answers("query_hard_example"), model.answers("split_train_val")) == (True, False)
    model.load(None)
    assert (model.answers("query_hard_example"), model.answers("split_train_val")) == (False, True)
    assert model.split(LABELS, NONE, True, 0.5)[1] is None
    assert model.train(LABELS, None, tmp_path, True, {}) == {"by": "other"}
    answers = model.query(POOL, LABELS, None, tmp_path, 1, "LeastConfidence", StrategyOptions(), {})
    assert answers["label"].tolist() == ["b", "b", "b"]


@pytest.mark.parametrize("answer", ["self", "None"])
def test_the_same_instance_stays(make, tmp_path, answer):
    model = make(load_model=lambda self: self if answer == "self" else None)
    model.load(tmp_path)
    model.load(tmp_path)
    assert model.answers("predict")
    assert len(model.predict(POOL, tmp_path, {}, Wanted())) == 3


def test_an_instance_without_a_hash(toy_plugin, toy_class, tmp_path):
    @dataclass
    class Numbered(toy_class):
        number: int = 1

        def load_model(self):
            return Numbered(self.number)

        def train_model(self):
            return {"number": self.number}

    model = Model(toy_plugin, Numbered(), HookManager(), STRATEGIES, 0)
    model.load(None)
    assert model.train(LABELS, None, tmp_path, True, {}) == {"number": 1}


@pytest.mark.parametrize(
    ("loaded", "message"),
    [
        (
            {"weights": 1},
            [
                f"{TOY} does not keep the protocol: it does not implement: load_model, "
                "train_model, save_model.\n"
                "  it does not implement: predict (or else query_hard_example)",
                "it is what load_model returned, dict; return self",
            ],
        ),
        (dict, [f"{TOY}: load_model returned a class; return self"]),
    ],
)
def test_load_model_returns_something_else(make, loaded, message):
    error = PluginResultError if loaded is dict else PluginProtocolError
    with pytest.raises(error) as caught:
        make(load_model=lambda self: loaded).load(None)
    assert [str(caught.value), *getattr(caught.value, "__notes__", ())] == message


def test_two_models_share_nothing(make, tmp_path):
    def train_model(self, df_train):
        self.rows = [*getattr(self, "rows", []), *df_train["sampleId"]]
        return {"rows": self.rows}

    first, second = make(train_model=train_model), make(train_model=train_model)
    assert first.train(LABELS[:1], None, tmp_path, True, {}) == {"rows": ["a"]}
    assert second.train(LABELS[1:2], None, tmp_path, True, {}) == {"rows": ["b"]}
    assert first.train(LABELS[2:3], None, tmp_path, True, {}) == {"rows": ["a", "c"]}
