"""The core's query: what the strategy is shown, and what becomes of its choice."""

from importlib.metadata import EntryPoint

import numpy as np
import pandas as pd
import pytest

from fastlabel_core import (
    DropoutOptions,
    Need,
    Predictions,
    Query,
    Strategy,
    StrategyOptions,
    Wanted,
    hookimpl,
)
from fastlabel_core.errors import PluginResultError
from fastlabel_core.events import Approximated, Progress, StepEnded, StepStarted, listening
from fastlabel_core.hook_manager import HookManager
from fastlabel_core.model import Model
from fastlabel_core.plugins import Plugin

POOL = pd.DataFrame({"sampleId": ["p1", "p2", "p3"], "path": ["1", "2", "3"]}, dtype="str")
TRAIN = pd.DataFrame(
    {"sampleId": ["a", "b"], "path": ["4", "5"], "label": ["b", "new"]}, dtype="str"
)
VAL = pd.DataFrame({"sampleId": ["c"], "path": ["6"], "label": ["a"]}, dtype="str")
PROBABILITIES = Need.PROBABILITIES
EMBEDDINGS = Need.EMBEDDINGS


class Showing:
    """A strategy that keeps what it is shown, and chooses the last candidates first."""

    def __init__(self, *needs, options=StrategyOptions):
        self.strategy = Strategy(
            name="Showing", select=self.select, needs=frozenset(needs), options=options
        )
        self.candidates = None
        self.options = None

    def select(self, candidates, count, options, generator):
        self.candidates, self.options = candidates, options
        indices = np.arange(len(candidates))[::-1][:count]
        scores = np.arange(len(candidates), dtype="f4")
        return Query(indices, scores, ("half of it", "half of it", "the rest"))


def predicting(calls):
    """Return a `predict` that notes its calls: P(a) is 1/n for path n, which lies at (n, 0)."""

    @hookimpl
    def predict(self, df_img, wanted):
        calls.append((list(df_img["sampleId"]), wanted))
        numbers = df_img["path"].astype("float32").to_numpy()
        probabilities = np.stack([1 / numbers, 1 - 1 / numbers], axis=1)
        embeddings = np.stack([numbers, 0 * numbers], axis=1)
        errors = {row: "dark" for row, number in enumerate(numbers) if number in (2, 6)}
        return Predictions(["a", "b"], probabilities, errors, embeddings)

    return predict


def query(make, tmp_path, showing, count=1, options=None, df_val=VAL):
    calls = []
    model = make([showing.strategy], predict=predicting(calls))
    options = options or showing.strategy.options()
    return calls, model.query(POOL, TRAIN, df_val, tmp_path, count, "showing", options, {})


def test_a_strategy_that_needs_embeddings(make, tmp_path):
    showing = Showing(PROBABILITIES, EMBEDDINGS)
    options = StrategyOptions(balance=False)
    calls, answer = query(make, tmp_path, showing, options=options)
    wanted = Wanted(embeddings=True)
    assert calls == [(["p1", "p2", "p3"], wanted), (["a", "b", "c"], wanted)]
    assert showing.options == options
    assert showing.candidates.embeddings[:].tolist() == [[1, 0], [3, 0]]
    labelled = showing.candidates.labelled
    assert labelled.labels.tolist() == [1, -1]
    assert labelled.is_validation.tolist() == [False, False]
    assert labelled.embeddings.tolist() == [[4, 0], [5, 0]]
    np.testing.assert_allclose(labelled.probabilities, [[1 / 4, 3 / 4], [1 / 5, 4 / 5]])
    assert answer["hard_rank"].tolist() == [0, 0, 1]


def test_labelled_samples_need_no_passes_with_dropout(make, tmp_path):
    @hookimpl
    def predict(self, df_img, wanted):
        calls.append(wanted)
        ones = np.ones((len(df_img), 1))
        return Predictions(["a"], ones, {}, ones, np.ones((len(df_img), wanted.dropout_passes, 1)))

    calls = []
    showing = Showing(EMBEDDINGS, Need.DROPOUT, options=DropoutOptions)
    model = make([showing.strategy], predict=predict)
    options = DropoutOptions(dropout_passes=3, dropout_rate=0.25)
    model.query(POOL, TRAIN, VAL, tmp_path, 1, "Showing", options, {})
    assert calls == [Wanted(True, 3, 0.25), Wanted(True, 0)]
    assert showing.candidates.dropout.shape == (3, 3, 1)


@pytest.mark.parametrize("needs", [(), (PROBABILITIES,)])
def test_a_strategy_that_needs_no_embeddings_is_told_the_labels_alone(make, tmp_path, needs):
    showing = Showing(*needs)
    calls, _ = query(make, tmp_path, showing)
    assert calls == [(["p1", "p2", "p3"], Wanted())]
    labelled = showing.candidates.labelled
    assert labelled.labels.tolist() == [1, -1, 0]
    assert labelled.is_validation.tolist() == [False, False, True]
    assert labelled.embeddings.shape == (3, 0)
    assert labelled.probabilities.shape == (3, 0)


def test_an_option_that_needs_embeddings(make, tmp_path):
    options = StrategyOptions(duplicate_similarity=1)
    calls, answer = query(make, tmp_path, Showing(PROBABILITIES), 2, options)
    assert [wanted.embeddings for _, wanted in calls] == [True]
    # All lie in one direction, so one of them is all there can be.
    assert answer["is_hard"].tolist() == [False, False, True]


def test_what_is_left_out_is_no_row_of_the_frame(make, tmp_path):
    _, answer = query(make, tmp_path, Showing(PROBABILITIES), 2)
    assert answer["label"].astype(object).where(answer["label"].notna(), None).tolist() == [
        "a",
        None,
        "b",
    ]
    assert answer["confidence"].fillna(-1).tolist() == [1, -1, np.float32(1) - np.float32(1 / 3)]
    assert answer["score"].fillna(-1).tolist() == [0, -1, 1]
    assert answer["hard_rank"].tolist() == [2, 0, 1]
    assert answer["is_random"].tolist() == [False, False, False]
    assert answer["error"].tolist() == ["", "dark", ""]


def test_all_hard_examples_drawn_at_random(make, tmp_path):
    options = StrategyOptions(random_share=1)
    _, answer = query(make, tmp_path, Showing(PROBABILITIES), 2, options)
    assert answer["is_random"].tolist() == [True, False, True]
    assert sorted(answer["hard_rank"]) == [0, 1, 2]


def test_rounds_of_a_campaign_draw_apart(make, tmp_path):
    """A round with more labels draws other places of the pool than the one before it."""
    drawn = []

    def select(candidates, count, options, generator):
        drawn.append(int(generator.integers(2**32)))
        return Query(np.arange(count), np.ones(len(candidates), dtype="f4"))

    strategy = Strategy(name="Drawing", select=select, needs=frozenset({PROBABILITIES}))
    for df_train, df_val in ((TRAIN, VAL), (TRAIN, VAL), (TRAIN, None), (TRAIN[:1], VAL)):
        model = make([strategy], predict=predicting([]))
        model.query(POOL, df_train, df_val, tmp_path, 1, "drawing", StrategyOptions(), {})
    same, again, *fewer = drawn
    assert same == again
    assert same not in fewer
    # As many labels, so it may as well be one round.
    assert fewer[0] == fewer[1]


def test_a_share_drawn_at_random(make, tmp_path):
    """One of two is drawn; the last place is its, as what is drawn is spread evenly."""
    options = StrategyOptions(random_share=0.5)
    _, answer = query(make, tmp_path, Showing(PROBABILITIES), 2, options)
    assert answer["hard_rank"][answer["is_random"]].tolist() == [2]


def test_approximations_are_told(make, tmp_path):
    heard = []
    with listening(heard.append):
        query(make, tmp_path, Showing(PROBABILITIES, EMBEDDINGS))
    kinds = StepStarted, StepEnded
    assert [event.step if isinstance(event, kinds) else event for event in heard] == [
        "predict",
        Progress("samples", 3, 3),
        Progress("labelled samples", 3, 3),
        "predict",
        "query",
        Approximated("half of it"),
        Approximated("half of it"),
        Approximated("the rest"),
        "query",
    ]


def test_an_empty_pool_needs_no_labelled_samples(make, tmp_path):
    calls = []
    showing = Showing(PROBABILITIES, EMBEDDINGS)
    model = make([showing.strategy], predict=predicting(calls))
    options = StrategyOptions()
    answer = model.query(POOL[:0], TRAIN, VAL, tmp_path, 1, "Showing", options, {})
    assert (len(answer), calls, showing.candidates) == (0, [], None)


def test_a_model_that_was_never_trained(make, tmp_path):
    """It is asked for embeddings alone, and its samples have no label."""

    @hookimpl
    def predict(self, df_img, wanted):
        assert wanted == Wanted(embeddings=True)
        embeddings = df_img[["path"]].astype("float32").to_numpy()
        return Predictions([], np.empty((len(df_img), 0)), {}, embeddings)

    showing = Showing(EMBEDDINGS)
    model = make([showing.strategy], predict=predict)
    model.load(None)
    options = StrategyOptions()
    answer = model.query(POOL, TRAIN[:0], None, tmp_path, 1, "Showing", options, {})
    assert answer["label"].isna().all()
    assert answer["confidence"].isna().all()
    assert answer["hard_rank"].tolist() == [0, 0, 1]
    assert len(showing.candidates.labelled) == 0


def test_a_model_that_was_never_trained_and_is_not_needed(make, tmp_path):
    showing = Showing()
    model = make([showing.strategy], predict=hookimpl(lambda self: 1 / 0))
    model.load(None)
    options = StrategyOptions()
    answer = model.query(POOL, TRAIN[:0], None, tmp_path, 2, "Showing", options, {})
    assert answer["hard_rank"].tolist() == [0, 2, 1]
    assert answer["error"].tolist() == ["", "", ""]


@pytest.mark.parametrize("is_loaded", [True, False])
def test_a_model_is_trained_once_it_is_loaded_or_trained(make, tmp_path, is_loaded):
    model = make()
    model.load(None)
    with pytest.raises(PluginResultError) as caught:
        model.predict(POOL, tmp_path, {}, Wanted())
    assert str(caught.value) == (
        "plugin 'toy' (acme-toy 1.0): predict returned 2 classes, though the model was never "
        "trained; return none, and embeddings alone"
    )
    if is_loaded:
        model.load(tmp_path)
    else:
        model.train(TRAIN, None, tmp_path, True, {})
    assert len(model.predict(POOL, tmp_path, {}, Wanted())) == 3


def test_embeddings_that_predict_leaves_out(make, tmp_path):
    model = make([Showing(EMBEDDINGS).strategy])
    with pytest.raises(PluginResultError) as caught:
        model.query(POOL, TRAIN, VAL, tmp_path, 1, "Showing", StrategyOptions(), {})
    assert str(caught.value) == (
        "plugin 'toy' (acme-toy 1.0): predict returned no embeddings, which were wanted"
    )


def test_other_embeddings_for_the_labelled_samples(make, tmp_path):
    @hookimpl
    def predict(self, df_img):
        width = 2 if "p1" in set(df_img["sampleId"]) else 3
        ones = np.ones((len(df_img), width))
        return Predictions(["a"], ones[:, :1], {}, ones)

    model = make([Showing(EMBEDDINGS).strategy], predict=predict)
    with pytest.raises(PluginResultError) as caught:
        model.query(POOL, TRAIN, VAL, tmp_path, 1, "Showing", StrategyOptions(), {})
    assert str(caught.value) == (
        "plugin 'toy' (acme-toy 1.0): predict returned embeddings of width 3 for labelled samples, "
        "of width 2 for the pool"
    )


class PoolPrediction:
    """An extension that predicts the pool in its own way, and may lose the embeddings."""

    def __init__(self, keeps):
        self.keeps = keeps

    @hookimpl
    def predict_pool(self, df_img, predict):
        given = predict(df_img)
        return given if self.keeps else Predictions(given.classes, given.probabilities)


@pytest.mark.parametrize("keeps", [True, False])
def test_an_extension_s_predict_pool_is_held_to_what_is_wanted(
    toy_plugin, toy_class, tmp_path, keeps
):
    point = EntryPoint("audit", "acme_audit", "fastlabel.extensions")
    hooks = HookManager()
    hooks.register_extension(
        Plugin("audit", "acme-audit", "1.0", "", "", point), PoolPrediction(keeps)
    )
    showing = Showing(EMBEDDINGS)
    instance = type("Toy", (toy_class,), {"predict": predicting([])})()
    model = Model(toy_plugin, instance, hooks, [showing.strategy], 0)
    pool = POOL.assign(path=["1", "3", "4"])
    arguments = pool, TRAIN, VAL, tmp_path, 1, "Showing", StrategyOptions(), {}
    if keeps:
        model.query(*arguments)
        assert showing.candidates.embeddings[:].tolist() == [[1, 0], [3, 0], [4, 0]]
        return
    with pytest.raises(PluginResultError) as caught:
        model.query(*arguments)
    assert str(caught.value) == (
        "extension 'audit' (acme-audit 1.0): predict_pool returned no embeddings, which were wanted"
    )


def test_a_strategy_that_chooses_what_can_not_be(make, tmp_path):
    def select(candidates, count, options, generator):
        return Query(np.array([0, 0]), np.zeros(3, "f4"))

    model = make([Strategy(name="Twice", select=select)])
    with pytest.raises(PluginResultError) as caught:
        model.query(POOL, TRAIN, VAL, tmp_path, 2, "twice", StrategyOptions(), {})
    assert str(caught.value) == (
        "strategy 'Twice' chose 2 samples, 1 of them different; 2 were wanted"
    )
