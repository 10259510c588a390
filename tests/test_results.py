"""What a hook may return, and what is made of it."""

import numpy as np
import pandas as pd
import pytest

from fastlabel_core import Predictions, Wanted
from fastlabel_core.results import (
    UnsoundResultError,
    checked_metrics,
    checked_predictions,
    checked_query,
    checked_split,
)

INIT = pd.DataFrame({"sampleId": ["a", "b", "c"], "label": ["x", "y", "NA"]}, dtype="str")
ANNO = pd.DataFrame({"sampleId": ["d", "e"], "label": ["x", "007"]}, dtype="str")
ALL = pd.concat([INIT, ANNO])
POOL = pd.DataFrame({"sampleId": ["p1", "p2", "p3", "p4"]}, dtype="str", index=[7, 7, 8, 9])


def refusal(check, *arguments):
    with pytest.raises(UnsoundResultError) as caught:
        check(*arguments)
    return str(caught.value)


@pytest.mark.parametrize(
    ("split", "train", "val"),
    [
        ((ALL[1:], INIT[:1]), "bcde", "a"),
        ([ALL[1:], INIT[:1]], "bcde", "a"),
        ((ALL, None), "abcde", None),
        ((ALL[::-1], INIT[:0]), "edcba", None),
        ((ANNO, INIT), "de", "abc"),
        ((ALL.astype({"label": "category"}), None), "abcde", None),
        ((ALL.astype(object), None), "abcde", None),
    ],
)
def test_a_sound_split(split, train, val):
    df_train, df_val = checked_split(split, INIT, ANNO)
    assert "".join(df_train["sampleId"]) == train
    assert df_train.columns.tolist() == ["sampleId", "label"]
    assert df_train.index.tolist() == list(range(len(train)))
    assert (None if df_val is None else "".join(df_val["sampleId"])) == val
    assert df_val is None or df_val.columns.tolist() == ["sampleId", "label"]
    assert df_val is None or df_val.index.tolist() == list(range(len(val)))


@pytest.mark.parametrize(
    ("split", "problem"),
    [
        (None, "returned no pair of a training and a validation frame"),
        (ALL, "returned no pair of a training and a validation frame"),
        ((ALL,), "returned no pair of a training and a validation frame"),
        ((ALL, None, None), "returned no pair of a training and a validation frame"),
        ((None, INIT), "returned no pair of a training and a validation frame"),
        ((ALL, []), "returned a validation set that is neither a frame nor None"),
        ((ALL[["sampleId"]], None), "returned a frame without the columns sampleId and label"),
        ((ANNO, INIT[["label"]]), "returned a frame without the columns sampleId and label"),
        ((ALL, INIT[:2]), "put 2 samples into the split twice, such as 'a'"),
        ((pd.concat([ALL, ANNO]), None), "put 2 samples into the split twice, such as 'd'"),
        ((ALL[:3], None), "left 2 samples out of the split, such as 'd'"),
        ((ALL[2:], None), "left 2 samples out of the split, such as 'a'"),
        (
            (ALL.replace({"sampleId": {"b": "z"}}), None),
            "left 1 samples out of the split, such as 'b'",
        ),
        (
            (pd.concat([ALL, INIT[:1].assign(sampleId="z")]), None),
            "put 1 samples into the split that it was not given, such as 'z'",
        ),
        ((INIT, ANNO), "validates on 2 samples that are not in df_init, such as 'd'"),
        ((ALL.assign(label="x"), None), "changed the labels of 3 samples, such as 'b'"),
        (
            (ALL[1:], INIT[:1].assign(label="y")),
            "changed the labels of 1 samples, such as 'a'",
        ),
        (
            (ALL.replace({"label": {"NA": None}}), None),
            "changed the labels of 1 samples, such as 'c'",
        ),
    ],
)
def test_an_unsound_split(split, problem):
    assert refusal(checked_split, split, INIT, ANNO) == problem


def test_a_split_must_leave_something_to_train_on():
    assert refusal(checked_split, (INIT[:0], INIT), INIT, ANNO[:0]) == (
        "left no sample to train on"
    )


@pytest.mark.parametrize(
    ("metrics", "plain"),
    [
        (None, {}),
        ({}, {}),
        ({"loss": 0.5, "epochs": [{"epoch": 1}]}, {"loss": 0.5, "epochs": [{"epoch": 1}]}),
        ({"loss": np.float32(0.5), "n": np.int64(3)}, {"loss": 0.5, "n": 3}),
        ({"matrix": np.eye(2, dtype=int), "pair": (1, 2)},
         {"matrix": [[1, 0], [0, 1]], "pair": [1, 2]}),
    ],
)  # fmt: skip
def test_metrics(metrics, plain):
    assert checked_metrics(metrics) == plain


@pytest.mark.parametrize(
    ("metrics", "problem"),
    [
        (0.5, "returned float, not a mapping or None"),
        ([("loss", 0.5)], "returned list, not a mapping or None"),
        ({"when": {1}}, "returned metrics that are no JSON values: set {1}"),
        ({(1, 2): 3}, "returned metrics that are no JSON values: keys must be str, int, float, "
         "bool or None, not tuple"),
    ],
)  # fmt: skip
def test_metrics_that_are_no_json(metrics, problem):
    assert refusal(checked_metrics, metrics) == problem


def test_sound_predictions():
    """The rows in `errors` are ignored; others may miss one by a thousandth."""
    given = Predictions(
        np.array(["a", "b"]),
        np.array([[0.25, 0.75], [np.nan, 7], [0.5, 0.4991], [1, 0]]),
        {np.int64(1): OSError("gone")},
    )
    checked = checked_predictions(given, POOL)
    assert checked.classes == ["a", "b"]
    assert checked.probabilities.dtype == np.float32
    assert checked.probabilities[[0, 3]].tolist() == [[0.25, 0.75], [1, 0]]
    assert checked.errors == {1: "gone"}
    assert type(next(iter(checked.errors))) is int


def test_no_probability_is_above_one():
    """Sums may miss one by a thousandth, the probability of a sure class may not."""
    given = np.array([[0, 1.0005], [0.25, 0.75], [1.0009, 0], [np.nan, 7]], dtype=np.float32)
    kept = given.copy()
    checked = checked_predictions(Predictions(["a", "b"], given, {3: "gone"}), POOL)
    assert checked.probabilities[:3].tolist() == [[0, 1], [0.25, 0.75], [1, 0]]
    assert np.array_equal(given, kept, equal_nan=True)


def test_predictions_of_nothing():
    checked = checked_predictions(Predictions(["a"], np.empty((0, 1), "f4")), POOL[:0])
    assert len(checked) == 0


def test_a_memory_map_stays_one(tmp_path):
    mapped = np.memmap(tmp_path / "p", dtype=np.float32, mode="w+", shape=(4, 1))
    mapped[:] = 1
    checked = checked_predictions(Predictions(["a"], mapped), POOL)
    assert np.shares_memory(checked.probabilities, mapped)


GOOD = [0.5, 0.5]
BAD_ROW = (
    "returned probabilities that are negative, not finite or do not sum to 1 for {} samples, "
    "such as {!r}"
)


@pytest.mark.parametrize(
    ("classes", "rows", "errors", "problem"),
    [
        ("ab", [GOOD] * 3, {}, "returned probabilities of shape (3, 2) for 4 samples and "
         "2 classes"),
        ("abc", [GOOD] * 4, {}, "returned probabilities of shape (4, 2) for 4 samples and "
         "3 classes"),
        ("ab", [1, 1, 1, 1], {}, "returned probabilities of shape (4,) for 4 samples and "
         "2 classes"),
        ("aa", [GOOD] * 4, {}, "returned classes that are not distinct strings"),
        ((1, 2), [GOOD] * 4, {}, "returned classes that are not distinct strings"),
        ("ab", [GOOD] * 4, {4: "x"}, "returned errors for rows outside 0 to 3"),
        ("ab", [GOOD] * 4, {-1: "x"}, "returned errors for rows outside 0 to 3"),
        ("ab", [GOOD, GOOD, [0.5, 0.502], [0, 0]], {}, BAD_ROW.format(2, "p3")),
        ("ab", [GOOD, [1.5, -0.5], GOOD, GOOD], {}, BAD_ROW.format(1, "p2")),
        ("ab", [GOOD, GOOD, GOOD, [np.nan, 1]], {}, BAD_ROW.format(1, "p4")),
        ("ab", [[np.inf, 1], [np.inf, -np.inf], GOOD, GOOD], {1: "x"}, BAD_ROW.format(1, "p1")),
    ],
)  # fmt: skip
@pytest.mark.filterwarnings("ignore:invalid value encountered")
def test_unsound_predictions(classes, rows, errors, problem):
    predictions = Predictions(list(classes), np.array(rows), errors)
    assert refusal(checked_predictions, predictions, POOL) == problem


def test_no_predictions_at_all():
    assert refusal(checked_predictions, np.ones((4, 1)), POOL) == (
        "returned ndarray, not Predictions"
    )


def answer(**changed):
    columns = {
        "sampleId": ["p1", "p2", "p3", "p4"],
        "label": ["x", "y", "x", "y"],
        "is_hard": [True, False, True, True],
    }
    columns = {**columns, **changed}
    return pd.DataFrame({name: column for name, column in columns.items() if column is not None})


def test_a_bare_answer_is_completed():
    checked = checked_query(answer(), POOL, 3)
    assert checked.dtypes.astype(str).to_dict() == {
        "sampleId": "str",
        "label": "str",
        "confidence": "float32",
        "score": "float32",
        "is_hard": "bool",
        "hard_rank": "int64",
        "is_random": "bool",
        "error": "str",
    }
    assert checked["hard_rank"].tolist() == [1, 0, 2, 3]
    assert checked["error"].tolist() == [""] * 4
    assert checked[["confidence", "score"]].isna().all(axis=None)


def test_the_index_of_an_answer_is_no_matter():
    checked = checked_query(answer(score=[0.1, 0.2, 0.3, 0.4]).set_axis([9, 9, 0, 1]), POOL, 3)
    assert checked.index.tolist() == [0, 1, 2, 3]
    assert checked["label"].tolist() == ["x", "y", "x", "y"]
    assert checked["hard_rank"].tolist() == [3, 0, 2, 1]


def test_a_confidence_just_outside_its_range():
    checked = checked_query(answer(confidence=[1.0005, -0.0005, None, 0.5]), POOL, 3)
    assert checked["confidence"].fillna(-1).tolist() == [1, 0, -1, 0.5]


@pytest.mark.parametrize("confidence", [1.002, -0.002, np.inf, -np.inf, 90])
def test_a_confidence_that_is_no_probability(confidence):
    given = answer(confidence=[0.5, confidence, None, 0.5])
    assert refusal(checked_query, given, POOL, 3) == (
        "returned a confidence that is not between 0 and 1 for 1 samples, such as 'p2'"
    )


def test_a_full_answer_is_kept():
    given = answer(
        label=["x", None, 7, "y"],
        confidence=[0.5, None, 0.25, 1],
        score=[0.1, np.nan, 0.9, 0.5],
        hard_rank=[3, 9, 2, 1],
        error=["", None, "gone", ""],
    )
    checked = checked_query(given, POOL, 3)
    assert checked["label"].astype(object).where(checked["label"].notna(), None).tolist() == [
        "x",
        None,
        "7",
        "y",
    ]
    assert checked["confidence"].fillna(-1).tolist() == [0.5, -1, 0.25, 1]
    assert checked["score"].fillna(-1).tolist() == [np.float32(0.1), -1, np.float32(0.9), 0.5]
    assert checked["hard_rank"].tolist() == [3, 0, 2, 1]
    assert checked["error"].tolist() == ["", "", "gone", ""]


@pytest.mark.parametrize(
    ("score", "ranks"),
    [
        ([0.1, 0.9, 0.3, 0.2], [3, 0, 1, 2]),
        ([0.5, 0.9, 0.5, 0.5], [1, 0, 2, 3]),
        ([np.nan, 0.9, 0.5, -1], [3, 0, 1, 2]),
    ],
)
def test_ranks_follow_the_score_then_the_order(score, ranks):
    assert checked_query(answer(score=score), POOL, 3)["hard_rank"].tolist() == ranks


@pytest.mark.parametrize(
    "marks",
    [
        [1, 0, 0, 0],
        [1.0, 0.0, np.nan, 0.0],
        [True, None, False, None],
        pd.array([True, None, False, False], dtype="boolean"),
        np.array([True, False, False, False]),
    ],
)
def test_marks_of_any_kind(marks):
    assert checked_query(answer(is_hard=marks), POOL, 1)["is_hard"].tolist() == [
        True,
        False,
        False,
        False,
    ]


def test_a_categorical_label_stays_one():
    checked = checked_query(answer(label=pd.Categorical(["x", None, "x", "y"])), POOL, 3)
    assert checked["label"].cat.categories.tolist() == ["x", "y"]


def test_ids_that_are_numbers():
    numbered = pd.DataFrame({"sampleId": ["1", "2", "3", "4"]}, dtype="str")
    checked = checked_query(answer(sampleId=[1, 2, 3, 4]), numbered, 3)
    assert checked["sampleId"].tolist() == ["1", "2", "3", "4"]


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        (None, "returned NoneType, not a DataFrame"),
        (answer(sampleId=None), "returned a frame without the column sampleId"),
        (answer(label=None), "returned a frame without the column label"),
        (answer(is_hard=None), "returned a frame without the column is_hard"),
        (answer()[1:], "returned 3 rows for 4 samples"),
        (answer()[::-1], "returned rows in another order: row 0 should be 'p1'"),
        (answer(sampleId=["p1", "p2", "p4", "p3"]),
         "returned rows in another order: row 2 should be 'p3'"),
        (answer(is_hard=True), "marked 4 samples as hard, 3 were wanted"),
        (answer(is_hard=["true", "false", "true", "true"]),
         "returned an is_hard that is neither true nor false"),
        (answer(is_hard=[0, 1, 2, 0]), "returned an is_hard that is neither true nor false"),
        (answer(hard_rank=[1, 0, 3, 4]), "returned a hard_rank that does not count from 1 to 3"),
        (answer(hard_rank=[0, 0, 1, 2]), "returned a hard_rank that does not count from 1 to 3"),
        (answer(hard_rank=[1, 0, 1, 2]), "returned a hard_rank that does not count from 1 to 3"),
        (answer(hard_rank=[2, 0, None, 3]), "returned a hard_rank that does not count from 1 to 3"),
        (answer(hard_rank=[1, 2, None, 3]), "returned a hard_rank that does not count from 1 to 3"),
    ],
)  # fmt: skip
def test_an_unsound_answer(given, problem):
    assert refusal(checked_query, given, POOL, 3) == problem


def test_a_pool_that_is_empty():
    assert len(checked_query(answer()[:0], POOL[:0], 0)) == 0


def test_what_is_random_must_be_hard():
    given = answer(is_random=[True, None, False, True])
    assert checked_query(given, POOL, 3)["is_random"].tolist() == [True, False, False, True]
    assert checked_query(answer(), POOL, 3)["is_random"].tolist() == [False] * 4
    assert refusal(checked_query, answer(is_random=[True, True, False, False]), POOL, 3) == (
        "marked 1 samples as random that are not hard, such as 'p2'"
    )
    assert refusal(checked_query, answer(is_random="no"), POOL, 3) == (
        "returned an is_random that is neither true nor false"
    )


HALVES = np.full((4, 2), 0.5, dtype="f4")
PLACES = np.arange(8, dtype="f8").reshape(4, 2)
PASSES = np.full((4, 3, 2), 0.5, dtype="f8")
BOTH = Wanted(embeddings=True, dropout_passes=3)


def gave(embeddings=PLACES, dropout=PASSES, errors=None):
    return Predictions(["a", "b"], HALVES, errors or {}, embeddings, dropout)


def test_what_was_wanted():
    checked = checked_predictions(gave(), POOL, BOTH)
    assert checked.embeddings.tolist() == [[0, 1], [2, 3], [4, 5], [6, 7]]
    assert checked.dropout.tolist() == [[[0.5, 0.5]] * 3] * 4
    assert checked.embeddings.dtype == checked.dropout.dtype == np.float32


def test_what_was_not_wanted_is_dropped():
    checked = checked_predictions(gave("nonsense", "nonsense"), POOL)
    assert (checked.embeddings, checked.dropout) == (None, None)
    checked = checked_predictions(gave(), POOL, Wanted(embeddings=True))
    assert checked.embeddings is not None
    assert checked.dropout is None


@pytest.mark.parametrize("is_mapped", ["embeddings", "dropout"])
def test_memory_maps_stay_so(tmp_path, is_mapped):
    shape = {"embeddings": (4, 2), "dropout": (4, 3, 2)}[is_mapped]
    mapped = np.memmap(tmp_path / "m", dtype=np.float32, mode="w+", shape=shape)
    mapped[:] = 0.5
    checked = checked_predictions(gave(**{is_mapped: mapped}), POOL, BOTH)
    assert np.shares_memory(getattr(checked, is_mapped), mapped)


def changed_at(array, row, value):
    changed = array.copy()
    changed[row].flat[-1] = value
    return changed


NEGATIVE = PASSES.copy()
NEGATIVE[2, 1] = [1.5, -0.5]
UNSOUND_PASSES = (
    "returned passes with dropout that are negative, not finite or do not sum to 1 for 1 samples, "
    "such as 'p3'"
)


@pytest.mark.parametrize(
    ("predictions", "problem"),
    [
        (gave(embeddings=None), "returned no embeddings, which were wanted"),
        (gave(dropout=None), "returned no passes with dropout, which were wanted"),
        (gave(PLACES[:3]), "returned embeddings of shape (3, 2) for 4 samples"),
        (gave(PLACES[:, 0]), "returned embeddings of shape (4,) for 4 samples"),
        (gave(PLACES[:, :0]), "returned embeddings of shape (4, 0) for 4 samples"),
        (gave(PASSES), "returned embeddings of shape (4, 3, 2) for 4 samples"),
        (gave(dropout=PASSES[:, :2]), "returned passes with dropout of shape (4, 2, 2) for 4 "
         "samples, 3 passes and 2 classes"),
        (gave(dropout=PASSES[:, :, :1]), "returned passes with dropout of shape (4, 3, 1) for 4 "
         "samples, 3 passes and 2 classes"),
        (gave(dropout=PASSES[1:]), "returned passes with dropout of shape (3, 3, 2) for 4 "
         "samples, 3 passes and 2 classes"),
        (gave(changed_at(PLACES, 1, np.nan)), "returned embeddings that are not finite for 1 "
         "samples, such as 'p2'"),
        (gave(changed_at(PLACES, slice(3), 1e39)), "returned embeddings that are not finite for 1 "
         "samples, such as 'p3'"),
        (gave(dropout=changed_at(PASSES, 2, 0.51)), UNSOUND_PASSES),
        (gave(dropout=changed_at(PASSES, 2, np.nan)), UNSOUND_PASSES),
        (gave(dropout=changed_at(PASSES, 2, np.inf)), UNSOUND_PASSES),
        (gave(dropout=NEGATIVE), UNSOUND_PASSES),
    ],
)  # fmt: skip
def test_what_was_wanted_and_is_unsound(predictions, problem):
    assert refusal(checked_predictions, predictions, POOL, BOTH) == problem


@pytest.mark.parametrize("chunk_bytes", [1, 24, 1000])
def test_chunks_make_no_difference(monkeypatch, chunk_bytes):
    monkeypatch.setattr("fastlabel_core.query.rows.CHUNK_BYTES", chunk_bytes)
    checked_predictions(gave(), POOL, BOTH)
    for row, name in enumerate(POOL["sampleId"]):
        said = refusal(checked_predictions, gave(changed_at(PLACES, row, np.nan)), POOL, BOTH)
        assert said.endswith(f"for 1 samples, such as {name!r}")


def test_rows_that_can_not_be_read_may_hold_anything():
    broken = gave(changed_at(PLACES, 2, np.nan), changed_at(PASSES, 2, np.nan), {2: "dark"})
    assert checked_predictions(broken, POOL, BOTH).errors == {2: "dark"}


UNTRAINED = Predictions([], np.empty((4, 0)), {}, PLACES)
EMBEDDINGS = Wanted(embeddings=True)


def test_a_model_that_was_never_trained():
    checked = checked_predictions(UNTRAINED, POOL, EMBEDDINGS, is_trained=False)
    assert (checked.classes, checked.probabilities.shape) == ([], (4, 0))
    assert checked.embeddings.shape == (4, 2)


def test_classes_of_a_model_that_was_never_trained():
    with pytest.raises(UnsoundResultError) as caught:
        checked_predictions(gave(), POOL, EMBEDDINGS, is_trained=False)
    assert str(caught.value) == (
        "returned 2 classes, though the model was never trained; return none, and embeddings alone"
    )


def test_a_trained_model_without_classes():
    assert refusal(checked_predictions, UNTRAINED, POOL, EMBEDDINGS) == "returned no classes"
