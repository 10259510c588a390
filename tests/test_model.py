"""The facade: what is handed to a plugin, what is taken from it, and who is blamed."""

import numpy as np
import pandas as pd
import pytest
from pydantic import BaseModel

from fastlabel_core import OptionError, Predictions, StrategyOptions, Wanted, hookimpl
from fastlabel_core.errors import (
    FastlabelError,
    PluginFailure,
    PluginResultError,
)
from fastlabel_core.events import StepEnded, StepStarted, listening

TOY = "plugin 'toy' (acme-toy 1.0)"
POOL = pd.DataFrame({"sampleId": ["p1", "p2", "p3"], "path": ["/1", "/2", "/3"]}, dtype="str")
LABELS = pd.DataFrame(
    {"sampleId": ["a", "b", "c", "d"], "path": list("1234"), "label": list("xxyy")}, dtype="str"
)
NONE = LABELS.iloc[:0]


CALLS = {
    "split_train_val": lambda model, folder: model.split(LABELS, NONE, True, 0.5),
    "load_model": lambda model, folder: model.load(None),
    "train_model": lambda model, folder: model.train(LABELS, LABELS, folder, True, {"lr": [1]}),
    "predict": lambda model, folder: model.predict(POOL, folder, {"lr": [1]}, Wanted()),
    "query_hard_example": lambda model, folder: query(model, folder),
    "save_model": lambda model, folder: model.save(folder),
}


def query(model, folder, count=1, strategy="LeastConfidence", options=None):
    """Query as a round does after a split."""
    given = StrategyOptions(), options or {"lr": [1]}
    return model.query(POOL, LABELS[:2], LABELS[2:], folder, count, strategy, *given)


def refusal(error, hook, model, folder):
    with pytest.raises(FastlabelError) as caught:
        CALLS[hook](model, folder)
    assert type(caught.value) is error
    return [str(caught.value), *getattr(caught.value, "__notes__", ())]


@pytest.mark.parametrize("hook", CALLS)
def test_what_a_hook_raises(make, tmp_path, hook):
    @hookimpl
    def broken(self):
        raise KeyError("cuda")

    model = make(**{hook: broken})
    assert refusal(PluginFailure, hook, model, tmp_path) == [
        f"{TOY} failed in {hook}: KeyError: 'cuda'"
    ]
    with pytest.raises(PluginFailure) as caught:
        CALLS[hook](model, tmp_path)
    assert type(caught.value.__cause__) is KeyError


@pytest.mark.parametrize("hook", CALLS)
@pytest.mark.parametrize("error", [KeyboardInterrupt, SystemExit, OptionError])
def test_what_passes_untouched(make, tmp_path, hook, error):
    raised = error("as it is")

    @hookimpl
    def broken(self):
        raise raised

    with pytest.raises(error) as caught:
        CALLS[hook](make(**{hook: broken}), tmp_path)
    assert caught.value is raised


@pytest.mark.parametrize(
    ("hook", "answer", "problem"),
    [
        ("split_train_val", None, "returned no pair of a training and a validation frame"),
        ("split_train_val", (LABELS[:3], None),
         "left 1 samples out of the split, such as 'd'"),
        ("train_model", 0.5, "returned float, not a mapping or None"),
        ("predict", None, "returned NoneType, not Predictions"),
        ("predict", Predictions(["a"], np.ones((2, 1), "f4")),
         "returned probabilities of shape (2, 1) for 3 samples and 1 classes"),
        ("query_hard_example", POOL, "returned a frame without the column label"),
        ("query_hard_example", POOL.assign(label="a", is_hard=True),
         "marked 3 samples as hard, 1 were wanted"),
        ("save_model", None, "saved nothing"),
    ],
)  # fmt: skip
def test_what_a_hook_returns(make, tmp_path, hook, answer, problem):
    model = make(**{hook: hookimpl(lambda self: answer)})
    assert refusal(PluginResultError, hook, model, tmp_path) == [f"{TOY}: {hook} {problem}"]


def change_label(frame):
    frame.loc[frame.index[0], "sampleId"] = "changed"


CHANGES = {
    "a value": change_label,
    "a value, by its array": lambda frame: frame["path"].array.__setitem__(0, "changed"),
    "a column": lambda frame: frame.insert(0, "new", 1),
    "its columns": lambda frame: setattr(frame, "columns", frame.columns[::-1]),
    "fewer columns": lambda frame: frame.pop("path"),
    "fewer rows": lambda frame: frame.drop(frame.index[0], inplace=True),
    "the order": lambda frame: frame.sort_index(ascending=False, inplace=True),
}
FRAMES = [
    ("split_train_val", "df_init"),
    ("train_model", "df_train"),
    ("train_model", "df_val"),
    ("predict", "df_img"),
    ("query_hard_example", "df_img"),
    ("query_hard_example", "df_train"),
    ("query_hard_example", "df_val"),
]


SOUND = {
    "split_train_val": (LABELS, None),
    "train_model": None,
    "predict": Predictions(["a"], np.ones((3, 1), "f4")),
    "query_hard_example": POOL.assign(label="a", is_hard=False),
}


def changing(change, frame, answer):
    """Return a method that changes the argument `frame`."""
    namespace = {"change": change, "answer": answer}
    exec(f"def method(self, {frame}):\n    change({frame})\n    return answer", namespace)
    return hookimpl(namespace["method"])


@pytest.mark.filterwarnings("ignore:The inplace keyword")
@pytest.mark.parametrize("is_sound", [True, False])
@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize(("hook", "frame"), FRAMES)
def test_frames_that_a_hook_changes(make, tmp_path, hook, frame, change, is_sound):
    before = [frame.copy(deep=True) for frame in (LABELS, POOL)]
    method = changing(CHANGES[change], frame, SOUND[hook] if is_sound else 3)
    assert refusal(PluginResultError, hook, make(**{hook: method}), tmp_path) == [
        f"{TOY}: {hook} changed a frame that it was given"
    ]
    pd.testing.assert_frame_equal(LABELS, before[0])
    pd.testing.assert_frame_equal(POOL, before[1])


def test_df_anno_changed(make):
    method = changing(change_label, "df_anno", (LABELS, None))
    with pytest.raises(PluginResultError) as caught:
        make(split_train_val=method).split(LABELS[:3], LABELS[3:], False, 0.5)
    assert str(caught.value) == f"{TOY}: split_train_val changed a frame that it was given"


class Options(BaseModel):
    lr: list[int] = [1]


@pytest.mark.parametrize("kind", [dict, Options])
@pytest.mark.parametrize("hook", ["train_model", "predict", "query_hard_example"])
def test_options_that_a_hook_changes(make, tmp_path, hook, kind):
    @hookimpl
    def changing_method(self, options):
        (options["lr"] if kind is dict else options.lr).append(2)
        return SOUND[hook]

    options = kind(lr=[1])
    model = make(**{hook: changing_method})
    if hook == "train_model":
        model.train(LABELS, None, tmp_path, True, options)
    elif hook == "predict":
        model.predict(POOL, tmp_path, options, Wanted())
    else:
        query(model, tmp_path, options=options)
    assert options == kind(lr=[1])


def test_strategy_options_that_a_hook_changes(make, tmp_path):
    def query_hard_example(self, df_img, strategy_options):
        strategy_options["depth"].append(2)
        return SOUND["query_hard_example"]

    given = {"depth": [1]}
    model = make(query_hard_example=query_hard_example)
    model.query(POOL, LABELS, None, tmp_path, 1, "own", given, {})
    assert given == {"depth": [1]}


def test_what_is_handed_to_each_hook(make, tmp_path):
    heard = {}

    def split_train_val(self, df_init, df_anno, is_first_train, val_size, random_seed):
        heard["split"] = (len(df_init), len(df_anno), is_first_train, val_size, random_seed)
        return pd.concat([df_init[:1], df_anno]), df_init[1:]

    def train_model(self, df_train, df_val, work_dir, is_first_train, options):
        heard["train"] = (len(df_train), df_val, work_dir, is_first_train, options)
        return {"loss": np.float32(0.5)}

    @hookimpl
    def predict(self, df_img, work_dir, options, wanted):
        heard["predict"] = (len(df_img), work_dir, options, wanted)
        return SOUND["predict"]

    def query_hard_example(
        self, df_img, df_train, df_val, work_dir, query_cnt, strategy, strategy_options, options
    ):
        heard["query"] = (len(df_img), len(df_train), df_val, work_dir, query_cnt, strategy)
        heard["options"] = (strategy_options, options)
        return df_img[["sampleId"]].assign(label="a", is_hard=[False, True, False])

    model = make(
        split_train_val=split_train_val,
        train_model=train_model,
        predict=predict,
        query_hard_example=query_hard_example,
        load_model=lambda self, model_dir: heard.update(load=model_dir),
    )
    df_train, df_val = model.split(LABELS[:3], LABELS[3:], False, 0.4)
    assert (df_train["sampleId"].tolist(), df_val["sampleId"].tolist()) == (["a", "d"], ["b", "c"])
    assert model.train(LABELS, None, tmp_path, False, {"lr": 1}) == {"loss": 0.5}
    model.predict(POOL, tmp_path, {"lr": 2}, Wanted(dropout_passes=0, dropout_rate=0.2))
    answers = model.query(POOL, LABELS, None, tmp_path, 2, "own", {"any": 3}, {"lr": 1})
    assert answers["hard_rank"].tolist() == [0, 1, 0]
    model.load(tmp_path)
    assert heard == {
        "split": (3, 1, False, 0.4, 0),
        "train": (4, None, tmp_path, False, {"lr": 1}),
        "predict": (3, tmp_path, {"lr": 2}, Wanted(dropout_rate=0.2)),
        "query": (3, 4, None, tmp_path, 2, "own"),
        "options": ({"any": 3}, {"lr": 1}),
        "load": tmp_path,
    }


def test_the_core_answers_what_the_model_does_not(make, tmp_path):
    model = make()
    assert [model.answers(hook) for hook in CALLS] == [False, True, True, True, False, True]
    df_train, df_val = model.split(LABELS, NONE, True, 0.5)
    assert sorted(df_train["label"]) == sorted(df_val["label"]) == ["x", "y"]
    answers = query(model, tmp_path, 2, "marginsampling")
    assert answers["label"].tolist() == ["b", "b", "b"]
    assert answers["confidence"].tolist() == [0.75, 0.75, 0.75]
    assert answers["is_hard"].sum() == 2
    assert model.train(LABELS, None, tmp_path, True, {}) == {}


def test_the_steps_of_the_core_s_query(make, tmp_path):
    heard = []
    with listening(heard.append):
        query(make(), tmp_path)
    for kind in (StepStarted, StepEnded):
        assert [each.step for each in heard if isinstance(each, kind)] == ["predict", "query"]


def test_predict_within_a_query_is_blamed_once(make, tmp_path):
    model = make(predict=hookimpl(lambda self: 1 / 0))
    assert refusal(PluginFailure, "query_hard_example", model, tmp_path) == [
        f"{TOY} failed in predict: ZeroDivisionError: division by zero"
    ]


def test_classes_that_change_from_piece_to_piece(make, tmp_path, monkeypatch):
    monkeypatch.setattr("fastlabel_core.pool_prediction.PIECE_ROWS", 2)

    @hookimpl
    def predict(self, df_img):
        return Predictions([df_img["path"].iloc[0]], np.ones((len(df_img), 1), "f4"))

    assert refusal(PluginResultError, "query_hard_example", make(predict=predict), tmp_path) == [
        f"{TOY}: predict returned other classes for rows 2 to 2"
    ]


def test_the_core_s_own_errors_blame_nobody(make, tmp_path):
    (tmp_path / "pool-predictions").write_text("in the way of a folder")
    with pytest.raises(FileExistsError):
        query(make(), tmp_path)
    with pytest.raises(KeyError, match="sampleId"):
        make().split(LABELS[["label"]], NONE, True, 0.5)
