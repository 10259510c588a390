"""What is made of the answer of a model that chooses the hard examples itself."""

import numpy as np
import pandas as pd
import pytest

from fastlabel_core.results import checked_query


def answer(**changed):
    columns = {
        "sampleId": ["p1", "p2", "p3", "p4"],
        "label": ["x", "y", "x", "y"],
        "is_hard": [True, False, True, True],
    }
    columns = {**columns, **changed}
    return pd.DataFrame({name: column for name, column in columns.items() if column is not None})


def test_a_bare_answer_is_completed(pool):
    checked = checked_query(answer(), pool, 3)
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


def test_the_index_of_an_answer_is_no_matter(pool):
    checked = checked_query(answer(score=[0.1, 0.2, 0.3, 0.4]).set_axis([9, 9, 0, 1]), pool, 3)
    assert checked.index.tolist() == [0, 1, 2, 3]
    assert checked["label"].tolist() == ["x", "y", "x", "y"]
    assert checked["hard_rank"].tolist() == [3, 0, 2, 1]


def test_a_confidence_just_outside_its_range(pool):
    checked = checked_query(answer(confidence=[1.0005, -0.0005, None, 0.5]), pool, 3)
    assert checked["confidence"].fillna(-1).tolist() == [1, 0, -1, 0.5]


@pytest.mark.parametrize("confidence", [1.002, -0.002, np.inf, -np.inf, 90])
def test_a_confidence_that_is_no_probability(refusal, pool, confidence):
    given = answer(confidence=[0.5, confidence, None, 0.5])
    assert refusal(checked_query, given, pool, 3) == (
        "returned a confidence that is not between 0 and 1 for 1 samples, such as 'p2'"
    )


def test_a_full_answer_is_kept(pool):
    given = answer(
        label=["x", None, 7, "y"],
        confidence=[0.5, None, 0.25, 1],
        score=[0.1, np.nan, 0.9, 0.5],
        hard_rank=[3, 9, 2, 1],
        error=["", None, "gone", ""],
    )
    checked = checked_query(given, pool, 3)
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
def test_ranks_follow_the_score_then_the_order(pool, score, ranks):
    assert checked_query(answer(score=score), pool, 3)["hard_rank"].tolist() == ranks


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
def test_marks_of_any_kind(pool, marks):
    assert checked_query(answer(is_hard=marks), pool, 1)["is_hard"].tolist() == [
        True,
        False,
        False,
        False,
    ]


def test_a_categorical_label_stays_one(pool):
    checked = checked_query(answer(label=pd.Categorical(["x", None, "x", "y"])), pool, 3)
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
def test_an_unsound_answer(refusal, pool, given, problem):
    assert refusal(checked_query, given, pool, 3) == problem


def test_a_pool_that_is_empty(pool):
    assert len(checked_query(answer()[:0], pool[:0], 0)) == 0


def test_what_is_random_must_be_hard(refusal, pool):
    given = answer(is_random=[True, None, False, True])
    assert checked_query(given, pool, 3)["is_random"].tolist() == [True, False, False, True]
    assert checked_query(answer(), pool, 3)["is_random"].tolist() == [False] * 4
    assert refusal(checked_query, answer(is_random=[True, True, False, False]), pool, 3) == (
        "marked 1 samples as random that are not hard, such as 'p2'"
    )
    assert refusal(checked_query, answer(is_random="no"), pool, 3) == (
        "returned an is_random that is neither true nor false"
    )
